"""Tumblr's export: a post of every type, with its date, its tags, its media and its address."""

from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from importers_archives import TUMBLR_BODIES, as_folder, as_zip, tumblr

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.tumblr.reader import TumblrBlog

EAST = timezone(timedelta(hours=1))


def read(path: Path) -> tuple[dict[str, ExportedPost], TumblrBlog]:
    """Return the posts of an export by their numbers, and its reader."""
    blog = TumblrBlog(path, EAST)
    return {post.key: post for post in blog.read()}, blog


def test_a_text_has_its_title_date_tags_and_address(tmp_path: Path) -> None:
    """The date is by the blog's own clock; the address is the number's, and as far as it can be told the words behind it."""
    posts, blog = read(as_folder(tmp_path, tumblr()))
    post = posts["101"]
    assert (post.title, post.body) == (
        "Tools & users of today, with many more words than fit",
        "<p>What users <em>make</em>.</p>",
    )
    assert (post.date, post.tags) == (datetime(2020, 1, 1, 14, 4, tzinfo=UTC), ("user tools", "labs"))
    assert post.address == "https://toolblog.tumblr.com/post/101"
    assert post.old_addresses == ("/post/101/tools-users-of-today-with-many-more-words-than-fit",)
    assert (blog.lists.tags, blog.lists.feeds) == (
        {"/tagged/user-tools": "user tools", "/tagged/labs": "labs"},
        {"/rss": ""},
    )


def test_every_type_of_post_comes(tmp_path: Path) -> None:
    """With all that another parser finds on its page, but for the footer."""

    class Words(HTMLParser):
        """The words of a page."""

        def __init__(self) -> None:
            super().__init__()
            self.words: list[str] = []

        def handle_data(self, data: str) -> None:
            self.words += data.split()

    posts, blog = read(as_zip(tmp_path / "export.zip", tumblr()))
    assert list(posts) == list(TUMBLR_BODIES)
    for number, post in posts.items():
        theirs, ours = Words(), Words()
        theirs.feed(TUMBLR_BODIES[number])
        ours.feed((f"<h1>{post.title.replace('&', '&amp;')}</h1>" if post.title else "") + post.body)
        assert ours.words == theirs.words
    assert posts["109"].title == ""  # what was quoted is no title of one's own
    assert not blog.report.problems


def test_media_are_where_an_import_finds_them(tmp_path: Path) -> None:
    """Pictures have an address of the blog's own, and films and sounds are told, which do not come over."""
    posts, blog = read(as_folder(tmp_path, tumblr()))
    assert '<img src="https://toolblog.tumblr.com/media/102_0.jpg"/>' in posts["102"].body
    assert '<img src="https://toolblog.tumblr.com/media/102_1.png">' in posts["102"].body
    assert blog.hosts["toolblog.tumblr.com"] >= 1
    assert {note.what.split()[0] for note in blog.report.notes} == {"media/106.mp3", "media/107.mp4"}


@pytest.mark.parametrize(
    ("payload", "host"),
    [
        ('[{"data": {"blogs": [{"url": "https://tools.example/", "name": "x"}]}}]', "tools.example"),
        ('{"blogs": [7, {"name": "../up"}, {"name": "tools"}]}', "tools.tumblr.com"),
        ("[" * 100_000, "64.media.tumblr.com"),
        ('{"blogs": "none"}', "64.media.tumblr.com"),
        ("", "64.media.tumblr.com"),
    ],
)
def test_the_payload_tells_the_host_and_nothing_else(tmp_path: Path, payload: str, host: str) -> None:
    """What is private in it stays there, and what it is not does no harm."""
    posts, blog = read(as_folder(tmp_path, tumblr(payload)))
    assert posts["101"].address == f"https://{host}/post/101"
    assert "x@y.example" not in f"{posts} {list(blog.report.lines())}"


def test_pages_that_are_cut_off_are_told(tmp_path: Path) -> None:
    """What is there comes, and exits with a problem."""
    page = tumblr()["posts/html/101.html"]
    for length in range(0, len(page) - 9, 11):
        as_folder(tmp_path, {"posts/html/101.html": page[:length]})
        posts, blog = read(tmp_path)
        assert list(posts) == ["101"]
        assert [problem.what for problem in blog.report.problems] == ["a post that was cut off"]


def test_an_export_without_posts_is_refused(tmp_path: Path) -> None:
    """In words that say which file is meant; of an older kind, what to unpack first."""
    with pytest.raises(UnreadableExportError, match="name the zip that Tumblr made"):
        read(as_zip(tmp_path / "export.zip", {"404.html": b"<h1>A page of a site</h1></html>"}))
    with pytest.raises(UnreadableExportError, match=r"Unpack posts\.zip"):
        read(as_zip(tmp_path / "export.zip", {"posts.zip": b""}))
