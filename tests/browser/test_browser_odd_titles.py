"""Titles as people may write them, five hundred letters without a blank among them, on every kind of page in a real browser."""

import threading
from collections.abc import Iterator

import page_checkers
import pytest
from playwright.sync_api import Browser
from tests_support import Blog

from outsideinnovation.builder.preview import Preview
from outsideinnovation.service import server

pytestmark = pytest.mark.browser
LETTERS = "M" * 500
SENTENCE = " ".join(["Incomprehensibilities"] * 24)[:500]
TITLES = {"letters": LETTERS, "sentence": SENTENCE, "emoji": "🦜🦩🦚", "hebrew": "שלום, עולם (2026)!", "last": LETTERS}
HEADINGS = "\n\n".join(f"## Heading {number}\n\nWords." for number in range(2000))
PAGES = [
    "/", *(f"/2026/01/{slug}.html" for slug in TITLES), "/archives/", "/2026/", "/2026/01/", "/category/",
    f"/category/{'c' * 80}/", "/tag/", f"/tag/{'t' * 80}/", "/author/",
    f"/author/{'a' * 80}/", "/feeds/", "/search/", "/subscribe/", "/about/", "/nowhere",
]  # fmt: skip


OUTSIDE = """width => {
  const right = document.querySelector("main").getBoundingClientRect().right;
  const found = [...document.querySelectorAll("main *")].filter((each) => each.getBoundingClientRect().right > right + 1);
  const whole = document.documentElement.scrollWidth;
  return [...found.map((each) => each.outerHTML.slice(0, 60)), ...(whole > width ? [whole] : [])];
}"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a blog with such titles, and names of eighty letters."""
    blog = Blog(tmp_path_factory.mktemp("odd") / "site")
    names = {"author": "A" * 80, "category": "C" * 80, "tags": f"{'T' * 80}, {'U' * 80}"}
    described = {names["category"]: LETTERS}
    blog.settings(
        f'SERVICE_URL = "/service"\nMENUITEMS = [("{"N" * 80}", "about/")]\nCATEGORY_DESCRIPTIONS = {described}\n'
    )
    for day, (slug, title) in enumerate(TITLES.items(), 1):
        blog.post(
            slug, HEADINGS if slug == "hebrew" else "x" * 500, title=title, date=f"2026-01-{day:02} 10:00", **names
        )
        blog.comment(slug, f"0000000{day}-word", "B" * 500)
    blog.write("pages/about.md", f"Title: {LETTERS}\nSlug: about\n\n{'y' * 500}\n")
    blog.write("sidebar/10-recent.md", f"Title: {LETTERS}\nKind: recent-comments\n\n")
    blog.build()
    with server.preview("127.0.0.1", 0) as listening:
        listening.app = Preview(blog.output, None)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.port}"
        listening.shutdown()


def test_no_page_scrolls_sideways(browser: Browser, odd: str) -> None:
    """Nothing is wider than the window, and nothing of the text stands outside its column (WCAG 1.4.10)."""
    page = browser.new_page()
    wide = {}
    for path in PAGES:
        page.goto(odd + path)  # with its style sheet
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if found := page.evaluate(OUTSIDE, width):
                wide[path, width] = found
    page.close()
    assert wide == {}


@pytest.mark.parametrize("path", ["/", "/2026/01/letters.html"])
def test_odd_titles_can_be_used_by_everybody(browser: Browser, odd: str, path: str) -> None:
    """Axe finds nothing on a list of them, and on the post with the longest."""
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(odd + path)
    assert page_checkers.violations(page) == []
    page.close()


def test_a_long_title_does_not_fill_the_screens_of_its_neighbours(browser: Browser, odd: str) -> None:
    """Links to the posts before and after show the beginning of a long title: they are no taller than a few lines."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{odd}/2026/01/hebrew.html")
    heights = page.evaluate("[...document.querySelectorAll('.steps a')].map(e => e.getBoundingClientRect().height)")
    page.close()
    assert max(heights) <= 160


@pytest.mark.parametrize(
    ("path", "where"), [("/archives/", ".titles a"), ("/2026/01/", ".titles a, main h2 a"), ("/", "main h2 a")]
)
def test_titles_of_either_direction_begin_at_the_same_edge(browser: Browser, odd: str, path: str, where: str) -> None:
    """One in Hebrew stands beside its day, as all others in the list do, and reads from right to left."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(odd + path)
    edges = page.evaluate(
        """where => [...document.querySelectorAll(where)].map((each) => {
          const range = document.createRange();
          range.selectNodeContents(each);
          return Math.round(Math.min(...[...range.getClientRects()].map((box) => box.left)));
        })""",
        where,
    )
    page.close()
    assert len(edges) >= len(TITLES)
    assert max(edges) - min(edges) <= 2  # CSS pixels
