"""Google's Lighthouse gives the sample blog a hundred four times; `make test-lighthouse` installs it from npm."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import page_checkers
import pytest
from static_host import StaticHost, serving

from outsideinnovation.builder.pelican_engine.build import build
from outsideinnovation.builder.urls import headers
from outsideinnovation.configuration import Configuration
from outsideinnovation.site import Site

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PAGES = ["/", "/2005/12/the-rider-who-moved-the-basket.html"]
RUNS = 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticHost]:
    """The sample blog, compressed and with its own headers, as a web server sends it."""
    folder = tmp_path_factory.mktemp("sample") / "output"
    with serving(StaticHost({"/": folder})) as host:
        settings = {"SITEURL": host.address, "SERVICE_URL": host.address}
        host.policy = headers.content_security_policy(Configuration.of(settings))
        build(Site.load(ROOT), settings={"OUTPUT_PATH": str(folder), **settings})
        yield host


@pytest.mark.parametrize("path", PAGES)
def test_lighthouse_gives_a_hundred_four_times(site: StaticHost, tmp_path: Path, path: str) -> None:
    """Performance, accessibility, best practices and search engines: the median of three runs is 100 each."""
    page_checkers.needed("node", "chromium")
    reports = [page_checkers.lighthouse(site.address + path, tmp_path) for _ in range(RUNS)]
    found = {name: median(page_checkers.scores(each)[name] for each in reports) for name in page_checkers.CATEGORIES}
    assert found == dict.fromkeys(page_checkers.CATEGORIES, 100), page_checkers.shortcomings(reports[-1])
