"""The sample site in a real browser: readable by everyone, without scripts, without asking anybody else."""

import threading
from collections.abc import Iterator

import page_checkers
import pytest
from playwright.sync_api import Browser
from tests_support import Blog

from outsideinnovation.builder.preview import Preview
from outsideinnovation.service import server

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/2005/12/the-rider-who-moved-the-basket.html",
    "/2006/09/a-table-with-their-hands-on-it.html",
    "/archives/",
    "/2005/",
    "/2005/12/",
    "/category/",
    "/category/lead-users/",
    "/tag/",
    "/author/wren/",
    "/feeds/",
    "/manual/",
    "/manual/authors/",
    "/manual/operators/",
    "/manual/keeping/",
    "/manual/reference/",
    "/about/",
    "/no-such-page",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing(browser: Browser, sample_site: str, path: str, width: int, scheme: str) -> None:
    """No page breaks a rule of WCAG 2.2 (A and AA), on a phone or a desk, in light or dark."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(sample_site + path)
    assert page_checkers.violations(page) == []
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(browser: Browser, sample_site: str, path: str) -> None:
    """No page has to be pushed sideways at 320 CSS pixels (WCAG 1.4.10)."""
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(sample_site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on which every name has eighty wide letters and no blank."""
    blog = Blog(tmp_path_factory.mktemp("long") / "site")
    blog.settings('SERVICE_URL = "/service"\n')
    names = {"title": "M" * 80, "author": "A" * 80, "category": "C" * 80, "tags": f"{'T' * 80}, {'U' * 80}"}
    blog.post("first", "x" * 80, **names)
    blog.post("second", **names)
    blog.write("sidebar/10-recent.md", f"Title: {'S' * 80}\nKind: recent-comments\n\n")
    for number in range(1, 8):
        head = f'reply_to = "0000000{number - 1}-name"' if number > 1 else 'website = "https://example.org/"'
        path = blog.comment(
            "first", f"0000000{number}-name", "B" * 200, head=f"{head}\nby_author = {str(number == 2).lower()}"
        )
        path.write_text(path.read_text("utf-8").replace("Dana", "W" * 80), "utf-8")
    blog.build()
    with server.preview("127.0.0.1", 0) as listening:
        listening.app = Preview(blog.output, None)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.port}"
        listening.shutdown()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_long_name_breaks(browser: Browser, long_names: str, width: int) -> None:
    """Names, titles, categories, tags and authors without a blank stay inside the window, and on their own side of it."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    for path in ("/", "/2005/12/first.html", "/2005/", "/category/", f"/category/{'c' * 80}/", "/tag/", "/author/"):
        answer = page.goto(long_names + path)
        assert answer
        assert answer.status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        beyond = (
            "width => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > width)"
        )
        right = page.evaluate("document.querySelector('main').getBoundingClientRect().right")
        assert page.evaluate(f"({beyond})({right + 1}).map(e => e.outerHTML.slice(0, 80))") == [], path
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_anybody_else_or_misses_anything(browser: Browser, sample_site: str, path: str) -> None:
    """Every request goes to the site itself and is answered; the console stays silent."""
    page = browser.new_page()
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(sample_site) else None)
    page.on(
        "response",
        lambda answer: (
            said.append(f"{answer.status} {answer.url}")
            if answer.status >= 400 and not answer.url.endswith(path)
            else None
        ),
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(sample_site + path, wait_until="networkidle")
    assert said == []
    page.close()


def test_a_conversation_reads_without_scripts(browser: Browser, sample_site: str) -> None:
    """With JavaScript off, the post, its comments and the form are all there."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(sample_site + PAGES[1])
    assert page.get_by_text("Ahead, and in earnest").is_visible()
    assert page.locator("article.h-cite").count() == 6
    assert page.locator("form[action$='/comments']").is_visible()
    page.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, sample_site: str) -> None:
    """The first stop of the tab key is a visible link past the head of the page."""
    page = browser.new_page()
    page.goto(sample_site + "/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#content"
    box = focused.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.close()


def test_previous_main_and_next_lead_through_the_posts(browser: Browser, sample_site: str) -> None:
    """A reader walks from post to post and back to the front page."""
    page = browser.new_page()
    page.goto(sample_site + PAGES[1])
    page.get_by_role("link", name="A scenario begins on a Tuesday").first.click()
    assert page.url.endswith("/2006/03/a-scenario-begins-on-a-tuesday.html")
    page.get_by_role("link", name="Main", exact=True).click()
    assert page.url == f"{sample_site}/"
    page.close()
