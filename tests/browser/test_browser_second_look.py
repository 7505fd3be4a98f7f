"""The second look of the sample blog, made by the very settings that the manual shows: read, on a telephone and in the dark."""

import ast
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import build
from outsideinnovation.builder.preview import Preview
from outsideinnovation.service import server
from outsideinnovation.site import Site

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "content/pages/manual/operators.md"


def shown_settings() -> dict[str, object]:
    """Return the settings of the second look, as the manual shows them."""
    block = re.search(r"a second look:\n\n```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert block is not None
    lines = ast.parse(block[1]).body
    return {line.targets[0].id: ast.literal_eval(line.value) for line in lines}  # type: ignore[attr-defined]  # assignments


@pytest.fixture(scope="module")
def second_look(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site in its second look."""
    folder = tmp_path_factory.mktemp("second") / "output"
    site = Site.load(ROOT)
    assert is_ours(site.changed(shown_settings()).settings, site.content)
    build(site, settings={"OUTPUT_PATH": str(folder), **shown_settings()})
    with server.preview("127.0.0.1", 0) as listening:
        listening.app = Preview(folder, None)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.port}"
        listening.shutdown()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("scheme", "page", "ink"), [("light", "#fffaf3", "#2b1d16"), ("dark", "#1c1512", "#f1e6dc")])
def test_the_second_look_is_seen(
    browser: Browser, second_look: str, width: int, scheme: str, page: str, ink: str
) -> None:
    """Its colours, logo, foot and links are there, the page does not scroll sideways, and nothing comes from elsewhere."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(second_look)
    body = tab.evaluate(
        "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert body == [_rgb(page), _rgb(ink)]
    assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    logo = tab.locator(".brand img")
    assert logo.evaluate("image => image.complete && image.naturalWidth > 0")
    assert tab.locator('.colophon a[rel="me"]').get_attribute("href") == "https://social.example/@editors"
    assert tab.locator(".colophon").get_by_text("© 2026 The editors").is_visible()
    assert all(url.startswith(second_look) for url in asked)
    context.close()


def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
