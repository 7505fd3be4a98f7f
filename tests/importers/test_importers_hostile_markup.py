"""Markup that is made to be looked at again and again: readers of feeds and archives are through with it in one go."""

from datetime import UTC
from pathlib import Path

import pytest
from importers_archives import MEDIUM_PAGE, TUMBLR_PAGE, as_folder

from outsideinnovation.importers.blog.exported import ExportedBlog
from outsideinnovation.importers.feed.reader import FeedBlog
from outsideinnovation.importers.html_parts import by_class, by_name, every, first
from outsideinnovation.importers.medium.reader import MediumBlog
from outsideinnovation.importers.squarespace.block_markup import BlockCounts, plain_html
from outsideinnovation.importers.tumblr.reader import TumblrBlog

MANY = 5_000
HOSTILE = (
    '<div class="feedflare">', "<img ", "<img src=", "<noscript>", "<noscript ", "<iframe ", "<p>The post <a ",
    "<!-- ", "<a href='", "</p>",
    "&", "<pre>", '<p class="p-tag">', '<span class="tag">', "\n \n", " ", "[", "https://web.archive.org/web/2012/", "<b>" ,
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_what_never_ends_is_read_once(tmp_path: Path, piece: str) -> None:
    """A hundred thousand letters of what begins and does not end comes as a post, or is told, whichever door it comes in by."""
    text = piece * MANY
    feed = f"<rss><channel><item><title>x</title><description><![CDATA[{text}]]></description></item></channel></rss>"
    (tmp_path / "feed.xml").write_text(feed, "utf-8")
    as_folder(tmp_path / "tumblr", {"posts/html/1.html": TUMBLR_PAGE.format(body=text, date="x", tags=text).encode()})
    page = MEDIUM_PAGE.format(
        title="x", subtitle=text, body=f'<h3 class="graf--title">x</h3>{text}', footer=text, slug="x"
    )
    as_folder(tmp_path / "medium", {"posts/2020-01-02_x-0a1b2c3d4e5f.html": page.encode()})
    blogs: tuple[ExportedBlog, ...] = (
        FeedBlog(str(tmp_path / "feed.xml"), UTC), TumblrBlog(tmp_path / "tumblr", UTC), MediumBlog(tmp_path / "medium", UTC),
    )  # fmt: skip
    for blog in blogs:
        assert len(list(blog.read())) == 1 or blog.report.problems
    assert isinstance(plain_html(text, BlockCounts()), str)


def test_parts_of_a_page_are_found_by_their_elements() -> None:
    """The first one with what is around it, or each; elements of one name inside each other end where they end."""
    page = '<i>a</i><div class="x y"><div>b</div>c</div><img class="x"><p class="x">d'
    part = first(page, by_class("x"))
    assert part
    assert (part.inner, part.before, part.attributes) == ("<div>b</div>c", "<i>a</i>", {"class": "x y"})
    assert part.after == '<img class="x"><p class="x">d'
    assert list(every(page, by_class("x"))) == ["<div>b</div>c", "", "d"]
    assert first(page, by_name("section")) is None
