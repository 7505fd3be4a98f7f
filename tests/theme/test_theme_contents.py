"""Tables of contents: which headings they list, and when there is one."""

import re

import pytest
from markdown import Markdown
from tests_support import Blog

from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.builder.theme.contents_table import contents_table

TEXT = "# One\n\n### Two `code` & *more*[^1]\n\n## Three\n\n## Three\n\n[^1]: A note.\n"


def html(text: str) -> str:
    """Convert a text as the site does."""
    return Markdown(extensions=["extra", "toc"]).convert(text)


def test_headings_are_listed_by_their_levels() -> None:
    """Each leads to its heading, by its words alone; a level that is skipped is one step, and so is a way back."""
    assert contents_table(html(TEXT), "yes") == (
        '<ul><li><a href="#one" dir="auto">One</a><ul><li><a href="#two-code-more" dir="auto">Two code &amp; more</a></li></ul>'
        '<ul><li><a href="#three" dir="auto">Three</a></li><li><a href="#three_1" dir="auto">Three</a></li></ul></li></ul>'
    )


@pytest.mark.parametrize(
    ("said", "least", "there"),
    [("", None, False), ("yes", None, True), ("True", 9, True), ("no", 1, False), ("", 4, True), ("", 5, False)],
)
def test_head_and_setting_say_whether_there_is_one(said: str, least: int | None, there: bool) -> None:
    """The head goes first; the setting counts headings."""
    assert bool(contents_table(html(TEXT), said, least)) is there
    assert not contents_table("<p>No headings.</p>", said, least)


@pytest.mark.parametrize("order", [range(1, 7), range(6, 0, -1), [3, 1, 6, 2, 2, 5]])
def test_lists_are_closed_whatever_the_order(order: list[int]) -> None:
    """Two thousand headings of any levels give lists that are well formed."""
    from xml.etree import ElementTree as ET

    text = "\n\n".join(f"{'#' * level} Part {number}" for number in range(2000 // len(order)) for level in order)
    made = contents_table(html(text), "yes")
    root = ET.fromstring(f"<nav>{made}</nav>")
    assert len(root.findall(".//a")) == text.count("Part")
    assert len({link.get("href") for link in root.iter("a")}) == text.count("Part")


def test_a_post_and_a_page_show_it_either_way(blog: Blog) -> None:
    """Both engines make the same bytes of it, and the setting gives one to a text that says nothing."""
    blog.settings("CONTENT_TOC_FROM = 3\n")
    blog.post("plan", "## One\n\n## Two", toc="yes")
    blog.post("long", "## One\n\n## Two\n\n## Three\n\n```python\nprint()\n```")
    blog.post("short", "## One\n\n## Two")
    blog.write("pages/about.md", f"Title: About\nSlug: about\nToc: no\n\n{TEXT}")
    blog.build()
    ours = blog.files()
    shown = {
        path: bool(re.search('<nav class="toc"', text.decode())) for path, text in ours.items() if path[-5:] == ".html"
    }
    assert [shown[f"2005/12/{slug}.html"] for slug in ("plan", "long", "short")] == [True, True, False]
    assert not shown["about/index.html"]
    assert [b"theme/code.js" in ours[f"2005/12/{slug}.html"] for slug in ("long", "short")] == [True, False]
    pelicans_way(blog.site)
    assert {path: text for path, text in blog.files().items() if path.endswith(".html")} == {
        path: text for path, text in ours.items() if path.endswith(".html")
    }


def test_what_is_neither_yes_nor_no_is_refused(blog: Blog) -> None:
    """The line is named, with the remedy."""
    blog.post("plan", toc="maybe")
    assert "Toc 'maybe' is neither yes nor no" in blog.run("check").output
