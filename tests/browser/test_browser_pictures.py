"""Pictures in a real browser: the right version is loaded when it is near, and nothing jumps."""

import threading
from collections.abc import Iterator

import pytest
from picture_samples import photograph
from playwright.sync_api import Browser, Page
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.preview import Preview
from outsideinnovation.service import server

pytestmark = pytest.mark.browser
SHIFTS = """\
new Promise(done => {
  let sum = 0
  new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value })
    .observe({type: "layout-shift", buffered: true})
  requestAnimationFrame(() => setTimeout(() => done(sum)))
})
"""
SHOWN = (
    "[...document.querySelectorAll('.e-content img')].map(each => [each.currentSrc.split('/').pop(), each.complete])"
)


@pytest.fixture
def walk(blog: Blog) -> Iterator[str]:
    """The address of a post that shows a picture at its top, and another far below."""
    blog.write("images/sea.jpg", photograph(2400, 1600))
    blog.write("images/far.jpg", photograph(1000, 1500))
    words = "Words, and words, and more words. " * 80
    blog.post(
        "walk",
        f"![Sea]({{static}}/images/sea.jpg)\n\n{words}\n\n{words * 20}\n\n![Far]({{static}}/images/far.jpg)\n\n{words}",
    )
    build(blog.site)
    with server.preview("127.0.0.1", 0) as listening:
        listening.app = Preview(blog.output, None)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.port}/2005/12/walk.html"
        listening.shutdown()


def opened(browser: Browser, address: str, width: int, scale: int) -> Page:
    """Return the post on a screen of that width."""
    page = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=scale).new_page()
    page.goto(address, wait_until="load")
    return page


@pytest.mark.parametrize(
    ("width", "scale", "version"), [(390, 1, "480"), (390, 2, "960"), (1280, 1, "960"), (1280, 2, "1600")]
)
def test_a_screen_loads_the_version_that_it_can_show(
    browser: Browser, walk: str, width: int, scale: int, version: str
) -> None:
    """No telephone loads what only a desk can show; and the picture far below is not loaded at all."""
    page = opened(browser, walk, width, scale)
    first, far = page.evaluate(SHOWN)
    assert first[0].endswith(f"-{version}.webp")
    assert far == ["", False]
    page.context.close()


def test_nothing_jumps_while_pictures_come(browser: Browser, walk: str) -> None:
    """Layout shift is none, and the picture far below comes once it is near, no wider than its column."""
    page = opened(browser, walk, 1280, 1)
    page.get_by_alt_text("Far").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('img[alt=Far]').naturalWidth > 0")
    assert page.evaluate(SHIFTS) == 0
    box, column = page.get_by_alt_text("Far").bounding_box(), page.locator(".e-content").bounding_box()
    assert box is not None
    assert column is not None
    assert box["width"] <= column["width"] + 1
    assert box["height"] / box["width"] == pytest.approx(1.5, abs=0.01)
    page.context.close()
