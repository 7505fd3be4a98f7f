"""What a reader's browser fetches of the sample blog: few bytes, few requests, nobody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from static_host import StaticHost, serving

from outsideinnovation.builder.pelican_engine.build import build
from outsideinnovation.site import Site

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PICTURES = (".svg", ".png", ".jpg", ".webp", ".avif")
LIMIT = 25 * 1024  # bytes, gzipped, without pictures (issue 14)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticHost]:
    """The sample blog with its forms, compressed as a web server sends it."""
    folder = tmp_path_factory.mktemp("sample") / "output"
    build(Site.load(ROOT), settings={"OUTPUT_PATH": str(folder), "SERVICE_URL": ""})
    with serving(StaticHost({"/": folder})) as host:
        yield host


@pytest.mark.parametrize("path", ["/", "/2005/12/the-rider-who-moved-the-basket.html", "/category/", "/archives/"])
def test_a_page_is_light(browser: Browser, site: StaticHost, path: str) -> None:
    """A page with its sidebar and all that it fetches, but for pictures, is at most 25 KB as it is sent."""
    site.sent.clear()
    page = browser.new_page()
    page.goto(site.address + path, wait_until="networkidle")
    page.close()
    sent = {name: size for name, size in site.sent if not name.endswith(PICTURES)}
    assert sum(sent.values()) <= LIMIT, sent
