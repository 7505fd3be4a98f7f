"""A feed on the web is read to its oldest page, however its system turns pages, and never further than is good for anybody."""

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from importers_feeds import RSS
from tests_web import HERE, Answer, Web, answer, web

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.comment_export import Foreign
from outsideinnovation.importers.feed import feed_pages
from outsideinnovation.importers.feed.feed_pages import FeedWeb, WebPages
from outsideinnovation.importers.feed.reader import FeedBlog
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.web_client.download import Download, DownloadError

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:os="http://a9.com/-/spec/opensearch/1.1/">{}</feed>'
XML = {"Content_Type": "application/atom+xml"}


@pytest.fixture
def blog() -> Iterator[Web]:
    """Somebody's blog, on this machine."""
    with web() as server:
        yield server


def entry(name: str, more: str = "") -> str:
    """Return a post of Atom."""
    when = "<published>2005-12-09T10:31:00Z</published>"
    return f'<entry><id>{name}</id><title>{name}</title><link href="/{name}"/>{when}<content>{name}</content>{more}</entry>'


def rss(*names: str, more: str = "") -> bytes:
    """Return a page of RSS as WordPress writes it."""
    items = "".join(
        f"<item><title>{name}</title><link>/{name}</link><description>x</description></item>" for name in names
    )
    generator = "<generator>https://wordpress.org/?v=7.1</generator>"
    return f'<rss version="2.0"><channel><title>x</title>{generator}{more}{items}</channel></rss>'.encode()


def read(url: str, *, comments: bool = False) -> tuple[list[str], FeedBlog]:
    """Return the titles of all posts, with the words of comments after them, and the reader."""
    feed = FeedBlog(url, UTC, FeedWeb("", HERE, frozenset()).fetch, comments=comments)
    said = [each.title if isinstance(each, ExportedPost) else each.text for each in feed.read()]
    return said, feed


def test_archive_pages_are_followed(blog: Web) -> None:
    """RFC 5005: from each page to the one before, as the feed says; a post that stands on two comes once."""
    blog.at("/a", answer(ATOM.format('<link rel="prev-archive" href="b"/>' + entry("3") + entry("2")).encode(), **XML))
    blog.at("/b", answer(ATOM.format('<link rel="prev-archive" href="c"/>' + entry("2")).encode(), **XML))
    url = blog.at("/c", answer(ATOM.format(entry("1")).encode(), **XML))
    titles, feed = read(url.replace("/c", "/a"))
    assert titles == ["3", "2", "1"]
    assert not feed.report.problems
    assert feed.hosts == {"127.0.0.1": 3}


def test_paged_feeds_are_followed_in_every_format(blog: Web) -> None:
    """Atom's and RSS' next, as Blogger writes it too, and JSON Feed's next_url."""
    blog.at("/atom", answer(ATOM.format('<link rel="next" href="/rss?start-index=26"/>' + entry("3")).encode()))
    link = '<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="/json"/>'
    blog.at("/rss?start-index=26", answer(rss("2", more=link)))
    blog.at("/json", answer(json.dumps({"next_url": "/last", "items": [{"url": "/1", "title": "1"}]}).encode()))
    blog.at("/last", answer(json.dumps({"items": [{"url": "/0", "title": "0"}]}).encode()))
    assert read(blog.address + "/atom")[0] == ["3", "2", "1", "0"]


def test_wordpress_is_asked_for_its_pages(blog: Web) -> None:
    """It names no older page, but gives them by number until there are none: that is the end, and no damage."""
    blog.at("/feed/?cat=1", answer(rss("3")))
    blog.at("/feed/?cat=1&paged=2", answer(rss("3", "2")))
    blog.at("/feed/?cat=1&paged=3", answer(rss("1")))
    titles, feed = read(blog.address + "/feed/?cat=1")
    assert titles == ["3", "2", "1"]
    assert not feed.report.problems
    assert [path for path, _ in blog.asked][-1] == "/feed/?cat=1&paged=4"


def test_blogger_is_asked_by_its_counts(blog: Web) -> None:
    """Where its feed names no next page, its counts say whether there is one."""
    head = "<generator>Blogger</generator><os:totalResults>3</os:totalResults><os:startIndex>{}</os:startIndex>"
    blog.at("/feeds", answer(ATOM.format(head.format(1) + entry("3") + entry("2")).encode()))
    blog.at("/feeds?start-index=3", answer(ATOM.format(head.format(3) + entry("1")).encode()))
    assert read(blog.address + "/feeds")[0] == ["3", "2", "1"]
    assert len(blog.asked) == 2


def test_pages_that_lead_in_a_circle_come_to_an_end(blog: Web) -> None:
    """No page is asked for twice, whatever its place in it is called."""
    blog.at("/a", answer(ATOM.format('<link rel="next" href="b#x"/>' + entry("2")).encode()))
    blog.at("/b", answer(ATOM.format('<link rel="next" href="a#y"/>' + entry("1")).encode()))
    assert read(blog.address + "/a")[0] == ["2", "1"]
    assert len(blog.asked) == 2


def test_pages_without_anything_new_come_to_an_end(blog: Web) -> None:
    """A server that makes up pages for ever is asked for three of them."""
    for number in range(20):
        blog.at(f"/p{number}", answer(ATOM.format(f'<link rel="next" href="p{number + 1}"/>' + entry("1")).encode()))
    assert read(blog.address + "/p0")[0] == ["1"]
    assert len(blog.asked) == 1 + feed_pages.IN_VAIN


def test_a_page_that_is_missing_costs_only_what_is_older(blog: Web) -> None:
    """What came before it stays; it is named, with what to do."""
    blog.at("/a", answer(ATOM.format('<link rel="prev-archive" href="gone"/>' + entry("2")).encode()))
    titles, feed = read(blog.address + "/a")
    assert titles == ["2"]
    [problem] = feed.report.problems
    assert f"{blog.address}/gone is missing: it answers 404 Not Found" in problem.what


def test_a_server_that_is_asked_too_often_is_asked_later(blog: Web) -> None:
    """As late as it says, within a minute, and three times in all; then what came stays, and the rest is named."""
    report, paused = ImportReport(Path("blog")), list[float]()
    url = blog.at("/a", answer(status=429, Retry_After="3600"))
    pages = WebPages(url, FeedWeb("", HERE, frozenset()).fetch, report, pause=paused.append)
    with pytest.raises(UnreadableExportError, match="it answers 429"):
        pages.next()
    assert paused == [feed_pages.LONGEST_PAUSE] * 2
    once = FeedWeb("", HERE, frozenset())
    blog.at("/a", answer(ATOM.format(entry("1")).encode()))
    answers = iter([DownloadError("busy", 0, 503)])

    def fetch(url: str) -> Download:
        if error := next(answers, None):
            raise error
        return once.fetch(url)

    assert WebPages(url, fetch, report, pause=paused.append).next()
    assert paused[2:] == [feed_pages.PAUSE]


def test_what_a_web_archive_kept_is_the_blogs(blog: Web) -> None:
    """Posts have their own addresses and links again, and older pages are asked of the archive, not of a host that is gone."""
    kept = "/web/20120304050607/http://gone.example"
    first = (
        entry("2")
        .replace("/2", f"{blog.address}{kept}/2")
        .replace(
            "<content>2",
            f'<content type="html">&lt;a href="{kept}/x">x&lt;/a> &lt;img src="{blog.address}/web/2012im_/http://gone.example/a.jpg">',
        )
    )
    blog.at(f"{kept}/feed", answer(ATOM.format('<link rel="next" href="/feed2"/>' + first).encode()))
    blog.at("/web/20120304050607/http://gone.example/feed2", answer(ATOM.format(entry("1")).encode()))
    feed = FeedBlog(f"{blog.address}{kept}/feed", UTC, FeedWeb("", HERE, frozenset()).fetch)
    posts = [each for each in feed.read() if isinstance(each, ExportedPost)]
    assert [post.address for post in posts] == ["http://gone.example/2", "http://gone.example/1"]
    assert posts[0].body == '<a href="http://gone.example/x">x</a> <img src="http://gone.example/a.jpg">'
    assert feed.hosts == {"gone.example": 3}


def test_so_many_pages_are_enough(blog: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it stops it says how to go on: what is here already stays as it is."""
    monkeypatch.setattr(feed_pages.WebPages.__init__, "__defaults__", (3, None))
    for number in range(9):
        blog.at(
            f"/p{number}", answer(ATOM.format(f'<link rel="next" href="p{number + 1}"/>' + entry(str(number))).encode())
        )
    titles, feed = read(blog.address + "/p0")
    assert titles == ["0", "1", "2"]
    assert f"the next page is {blog.address}/p3" in feed.report.problems[0].what


def test_a_page_of_the_blog_leads_to_its_feed(blog: Web) -> None:
    """Whoever gives the blog's own address means the feed that it announces, of posts and not of comments."""
    blog.at(
        "/",
        answer(
            b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" title="Comments" href="/c.xml">'
            b"<link rel=alternate type=application/json href=/wp-json/x>"
            b'<link rel="alternate" type="application/atom+xml" href="/a">'
        ),
    )
    blog.at("/a", answer(ATOM.format(entry("1")).encode()))
    assert read(blog.address + "/")[0] == ["1"]


def test_http_knows_the_encoding_that_the_feed_does_not(blog: Web) -> None:
    """A charset in the header is believed where the bytes allow it, and no further."""
    body = "<rss><channel><item><title>{}</title><link>/1</link></item></channel></rss>"
    blog.at("/a", answer(body.format("Žluťoučký").encode("iso-8859-2"), Content_Type="text/xml; charset=iso-8859-2"))
    blog.at("/b", answer(body.format("Žluťoučký").encode(), Content_Type="text/xml; charset=iso-8859-1"))
    assert read(blog.address + "/a")[0] == read(blog.address + "/b")[0] == ["Žluťoučký"]


def test_comments_come_by_choice(blog: Web) -> None:
    """Each post's own feed of comments is asked, the oldest of them comes first, and they hang on that post."""
    comment = (
        "<item><title>By: {0}</title><link>/1#comment-{0}</link><guid>c{0}</guid><pubDate>1{0} Dec 2005 10:00 GMT</pubDate>"
        "<description>words {0}</description></item>"
    )
    replies = '<link rel="replies" type="application/atom+xml" href="/1/comments"/>'
    blog.at("/a", answer(ATOM.format(entry("1", replies) + entry("0", replies.replace("/1/", "/0/"))).encode()))
    blog.at("/1/comments", answer(rss(more=comment.format(2) + comment.format(1))))
    blog.at("/1/comments?paged=2", answer(rss(more=comment.format(0))))
    url = blog.address + "/a"
    assert read(url)[0] == ["1", "0"]
    feed = FeedBlog(url, UTC, FeedWeb("", HERE, frozenset()).fetch, comments=True)
    found = list(feed.read())
    comments = [each for each in found if isinstance(each, Foreign)]
    assert [(each.author, each.text) for each in comments] == [("0", "words 0"), ("1", "words 1"), ("2", "words 2")]
    assert isinstance(found[0], ExportedPost)
    assert {each.place for each in comments} == {found[0].place}
    assert "the comments on '0'" in feed.report.problems[0].what


def test_machines_of_this_net_are_not_asked(blog: Web) -> None:
    """Neither by the address that was given, nor by a link in a feed from outside."""
    blog.at("/a", answer(ATOM.format('<link rel="next" href="http://127.0.0.2/secret"/>' + entry("1")).encode()))
    with pytest.raises(UnreadableExportError, match="no address in the public net"):
        list(FeedBlog(blog.address + "/a", UTC, FeedWeb("", ports=frozenset()).fetch).read())
    assert not blog.asked
    titles, feed = read(blog.address + "/a")
    assert titles == ["1"]
    assert "http://127.0.0.2/secret" in feed.report.problems[0].what
    assert "no address in the public net" in feed.report.problems[0].what


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (answer(status=500), "it answers 500"),
        (answer(b"<!doctype html><html>"), "it is a web page, not a feed"),
        (answer(b"nothing"), "it is no feed"),
        (answer(b"<x/>"), "it is XML, but no feed"),
        (answer(b'{"items": 3}'), "it is JSON, but no feed"),
    ],
)
def test_what_is_no_feed_is_refused(blog: Web, given: Answer, why: str) -> None:
    """With its address, and what it is."""
    url = blog.at("/a", given)
    with pytest.raises(UnreadableExportError, match=why) as refused:
        read(url)
    assert url.partition("://")[2] in str(refused.value)


def test_a_saved_file_asks_nothing_of_the_web(blog: Web, tmp_path: Path) -> None:
    """Whoever names a file means the file, whatever pages it links to."""
    saved = tmp_path / "feed.xml"
    saved.write_text(RSS.replace("<language>", f'<atom:link rel="next" href="{blog.address}/b"/><language>'), "utf-8")
    feed = FeedBlog(str(saved), UTC, FeedWeb("", HERE, frozenset()).fetch, comments=True)
    assert len(list(feed.read())) == 4
    assert not blog.asked
