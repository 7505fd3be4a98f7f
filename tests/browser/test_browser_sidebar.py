"""The sidebar in a real browser: search is at hand on a telephone, and what others write keeps its direction."""

import threading
from collections.abc import Iterator

import page_checkers
import pytest
from playwright.sync_api import Browser
from tests_support import Blog

from outsideinnovation.builder.preview import Preview
from outsideinnovation.service import server
from outsideinnovation.sidebar.headline import Headline
from outsideinnovation.sidebar.headline_cache import keep

pytestmark = pytest.mark.browser
FEED = "https://news.example/rss"
ARABIC, LATIN, LONG = "مرحبا بالعالم، هذا عنوان!", "A title, from left to right!", "x" * 140
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with twenty posts and every kind of module."""
    blog = Blog(tmp_path_factory.mktemp("crowded") / "site")
    blog.settings('SERVICE_URL = ""\nMENUITEMS = [("About", "about/"), ("Archives", "archives/")]\n')
    for number in range(20):
        blog.post(f"post-{number}", "Words enough for a screen. " * 60, date=f"2006-01-{number + 1:02} 08:00")
    for kind in ("text", "photo", "links", "subscribe", "feeds", "recent-comments", "search"):
        blog.write(f"sidebar/10-{kind}.md", f"Title: {kind.title()}\nKind: {kind}\n\nWords.\n")
    blog.write("sidebar/90-news.md", f"Title: News\nKind: headlines\nFeed: {FEED}\n")
    keep(blog.site.instance, FEED, [Headline(each, "https://news.example/1", None) for each in (ARABIC, LATIN, LONG)])
    assert blog.run("build", "--offline").exit_code == 0
    with server.preview("127.0.0.1", 0) as listening:
        listening.app = Preview(blog.output, None)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.port}"
        listening.shutdown()


@pytest.mark.parametrize("path", ["/", "/2006/01/post-3.html"])
def test_search_is_on_the_first_screen_of_a_telephone(browser: Browser, crowded: str, path: str) -> None:
    """A link as large as a finger leads to the field, which is on the first screen, too."""
    page = browser.new_page(viewport=PHONE)
    page.goto(crowded + path)
    link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Search")
    box = link.bounding_box()
    assert box
    assert box["y"] + box["height"] < PHONE["height"]
    assert box["height"] >= 24
    link.click()
    field = page.get_by_role("searchbox").first.bounding_box()
    assert field
    assert field["y"] + field["height"] < PHONE["height"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_kind_of_module_is_accessible_and_fits(browser: Browser, crowded: str, width: int, scheme: str) -> None:
    """On a phone and a desk, in light and dark: axe finds nothing, and nothing is wider than the window."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(crowded)
    page_checkers.assert_usable(page)
    page.close()


def test_a_headline_is_read_in_its_own_direction(browser: Browser, crowded: str) -> None:
    """An Arabic one among others begins at the right, and its exclamation mark is at its left end."""
    page = browser.new_page()
    page.goto(crowded)
    for words, direction in ((ARABIC, "rtl"), (LATIN, "ltr")):
        item = page.locator(".module-headlines li a", has_text=words)
        assert item.evaluate("element => getComputedStyle(element).direction") == direction
    page.close()
