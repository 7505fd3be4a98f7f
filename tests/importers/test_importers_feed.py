"""A feed of any format is read as a blog: every post, with all that the feed says of it, as another reader sees it too."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import feedparser
import pytest
from importers_feeds import ATOM, JSON_FEED, RDF, RSS, SITE

from outsideinnovation.importers import loose_dates
from outsideinnovation.importers.blog.exported import ExportedPicture, ExportedPost
from outsideinnovation.importers.comment_export import Foreign
from outsideinnovation.importers.feed.reader import FeedBlog

WHEN = datetime(2005, 12, 9, 10, 31, tzinfo=UTC)


def read(tmp_path: Path, text: str | bytes, *, comments: bool = False) -> tuple[list[ExportedPost], FeedBlog]:
    """Return the posts of a saved feed, and its reader."""
    saved = tmp_path / "feed.xml"
    saved.write_bytes(text if isinstance(text, bytes) else text.encode())
    blog = FeedBlog(str(saved), UTC, comments=comments)
    return [each for each in blog.read() if isinstance(each, ExportedPost)], blog


def test_rss_is_read_with_all_that_blogs_put_in_it(tmp_path: Path) -> None:
    """The whole text goes before its description, the true address before the one that counts readers."""
    post = read(tmp_path, RSS)[0][0]
    assert (post.title, post.date, post.authors) == ("Tools & users of R&D", WHEN, ("Ann Ö'Hara",))
    assert (post.categories, post.summary) == (("Tools & users", "Labs"), "What users do with tools.")
    assert (post.address, post.old_addresses) == (f"{SITE}/2005/12/tools.html", (f"{SITE}/?p=7",))
    assert post.picture == ExportedPicture(f"{SITE}/pics/thumb.jpg")
    assert post.place.addresses == (post.address, f"{SITE}/?p=7")


def test_links_are_whole_and_additions_of_services_gone(tmp_path: Path) -> None:
    """A text stands by itself: its links start from the blog, its notes stay in it, and nobody counts its readers."""
    body = read(tmp_path, RSS)[0][0].body
    assert f'<a href="{SITE}/about">make</a> &amp; share' in body
    assert f'src="{SITE}/pics/a.jpg" srcset="{SITE}/pics/a.jpg 1x, {SITE}/b.jpg 2x"' in body
    assert '<a href="#note">' in body
    assert not any(word in body for word in ("feedburner", "feedflare", "appeared first"))


def test_a_podcast_is_linked_and_a_description_in_lines_has_paragraphs(tmp_path: Path) -> None:
    """Sound can be heard on the page and fetched; a mail address beside a name is left out."""
    post = read(tmp_path, RSS)[0][1]
    assert post.body.startswith('<p>Listen to this.</p>\n<p>It is "new" &amp; short</p>\n')
    assert f'<audio controls preload="none" src="{SITE}/audio/one.mp3"></audio>' in post.body
    assert f'<a href="{SITE}/audio/one.mp3">one.mp3</a>' in post.body
    assert (post.authors, post.tags, post.date) == (("Ben",), ("audio", "talk"), datetime(2005, 11, 1, 9, tzinfo=UTC))


def test_posts_that_only_begin_are_told(tmp_path: Path) -> None:
    """Nobody thinks that a whole text came over when the feed had its first lines."""
    for text in (RSS, ATOM, JSON_FEED):
        posts, blog = read(tmp_path, text)
        said = [line for line in blog.report.lines() if "beginning" in line]
        assert len(said) == 1
        assert f"of 1 of {len(posts)} posts" in said[0]


def test_a_post_without_title_address_and_date_comes_all_the_same(tmp_path: Path) -> None:
    """What can be had is had: a date of the year 0 is none, and said to be."""
    posts, blog = read(tmp_path, RSS)
    assert (posts[3].title, posts[3].address, posts[3].date, posts[3].body) == (
        "",
        "",
        None,
        "<p>No title, no address</p>",
    )
    assert any("0000-00-00 00:00:00" in str(note) for note in blog.report.notes)
    assert not blog.report.problems


def test_atom_is_read_with_its_kinds_of_text(tmp_path: Path) -> None:
    """XHTML becomes HTML, plain words stay words, and a text that lies elsewhere is linked."""
    posts, blog = read(tmp_path, ATOM)
    first, plain, start, far = posts
    assert (first.title, first.key, first.date) == ("Tools & users", "tag:blog.example,2005:1", WHEN)
    assert first.modified == datetime(2006, 1, 1, tzinfo=UTC)
    assert first.body.startswith(f'<p>Users &amp; <a href="{SITE}/2005/12/more">tools</a><br>1 &lt; 2</p>')
    assert '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>' in first.body
    assert f'<a href="{SITE}/tools.pdf">tools.pdf</a>' in first.body
    assert (first.address, first.categories, first.summary) == (
        f"{SITE}/2005/12/tools.html",
        ("Tools & users",),
        "What users do with tools.",
    )
    assert (plain.body, plain.authors) == ("<p>1 &lt; 2 &amp; so on</p>\n<p>The end.</p>", ("Ben",))
    assert (start.body, start.language, first.language) == ("<p>So beginnt es.</p>", "de", "")
    assert far.body == f'<p><a href="{SITE}/far-text.html">{SITE}/far-text.html</a></p>'
    assert blog.hosts == {"blog.example": 4}
    text = ATOM.replace("The end.", "").replace(
        '<content type="text">', '<content type="html">&lt;img src="https://i.other.example/a.jpg"&gt;'
    )
    for host in ("www.blog.example", "static.blog.example", "annblog.files.wordpress.com", "1.bp.blogspot.com"):
        shown = text.replace("i.other.example", host)
        assert read(tmp_path, shown)[1].hosts == {"blog.example": 4, host: 1}
    assert read(tmp_path, text)[1].hosts == {"blog.example": 4}
    assert blog.lists.feeds == {"/atom.xml": ""}


def test_rss_1_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    """Latin-1 is read as what it is, subjects are parted, and the date has its zone."""
    [post], _ = read(tmp_path, RDF.encode("latin-1"))
    assert (post.title, post.body, post.address) == ("Café", "<p>Brûle</p>", f"{SITE}/1")
    assert (post.categories, post.date) == (("Tools", "Labs"), datetime(2005, 12, 9, 15, 31, tzinfo=UTC))


def test_json_feed_is_read(tmp_path: Path) -> None:
    """Its texts are HTML or words, its tags are tags, and what is no post is named."""
    posts, blog = read(tmp_path, JSON_FEED)
    first, plain, _ = posts
    assert (first.key, first.title, first.authors, first.tags) == ("1", "Tools & <users>", ("Ann",), ("Tools", "Labs"))
    assert f'<a href="{SITE}/2005/12/x.html">Users</a>' in first.body
    assert f'src="{SITE}/one.mp3"' in first.body
    assert (first.summary, first.picture) == ("What users do.", ExportedPicture(f"{SITE}/pics/a.jpg"))
    assert (plain.body, plain.address) == ("<p>1 &lt; 2</p>\n<p>The end.</p>", f"{SITE}/2005/11/plain.html")
    assert [problem.what for problem in blog.report.problems] == ["a post that is damaged (item 4 is no object)"]


@pytest.mark.parametrize("text", [RSS, ATOM, RDF], ids=["RSS", "Atom", "RDF"])
def test_another_reader_sees_the_same_posts(tmp_path: Path, text: str) -> None:
    """As many as feedparser counts, with its titles and dates."""
    data = text.encode("latin-1" if "iso-8859-1" in text else "utf-8")
    theirs, ours = feedparser.parse(data).entries, read(tmp_path, data)[0]
    assert len(ours) == len(theirs)
    for post, entry in zip(ours, theirs, strict=True):
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        assert post.date == (datetime(*moment[:6], tzinfo=UTC) if moment and moment[0] > 0 else None)
        assert post.key in {entry.get("id"), entry.get("link")} or not entry.get("link")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Fri, 09 Dec 2005 05:31:00 -0500", WHEN), ("Fri, 9 Dec 05 10:31 GMT", WHEN), ("9 Dec 105 10:31:00 UT", WHEN),
        ("09 Dez 2005 11:31:00 +0100", WHEN), ("Ven, 09 déc. 2005 11:31:00 CET", WHEN), ("Fri Dec  9 10:31:00 GMT 2005", WHEN),
        ("December 9th, 2005 2:31pm", WHEN), ("2005-12-09T10:31:00.0000000Z", WHEN), ("20051209T103100Z", WHEN),
        ("2005-12-09 14:31", WHEN), ("2005-12-09 05:31:00 -0500", WHEN), ("Fri, 09 Dec 2005 10:31:00 +0000 (UTC)", WHEN),
        ("Fri, 09 Dec 2005 12:31:00 GMT+2", WHEN), ("Fri, 09 Dec 2005 14:31:00 ZZZ", WHEN),
        ("2005", datetime(2004, 12, 31, 20, tzinfo=UTC)), ("Fri, 09 Dec 2005 24:00:00 GMT", datetime(2005, 12, 10, tzinfo=UTC)),
        ("12/11/2005", None), ("0000-00-00T00:00:00Z", None), ("Mon, 30 Nov -0001 00:00:00 +0000", None), ("yesterday", None),
        ("9999-12-31", None), ("2005-13-01", None), ("9 Foo 2005", None), ("2005-12-09T25:00", None), ("", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_they_are_met(said: str, meant: datetime | None) -> None:
    """As RFC 822 and ISO 8601 want them, and as programs wrote them; one that may mean two days is none."""
    assert loose_dates.moment(said, timezone(timedelta(hours=4))) == meant


def test_comments_in_a_feed_are_no_posts(tmp_path: Path) -> None:
    """The feed of a blog's comments makes no posts; asked for, they lead to what they answer."""
    text = f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>x</title>
    <entry><id>c1</id><title>By: Dana</title><link href="{SITE}/2005/12/tools.html?showComment=1#c1"/>
    <author><name>Dana</name><uri>https://dana.example/</uri><email>noreply@blogger.com</email></author>
    <thr:in-reply-to ref="tag:blog.example,2005:1" href="{SITE}/2005/12/tools.html"/><published>2005-12-10T08:00:00Z</published>
    <content type="html">&lt;p&gt;So &lt;em&gt;true&lt;/em&gt;.&lt;/p&gt;</content></entry></feed>"""
    posts, blog = read(tmp_path, text)
    assert posts == []
    assert "1 comment in it: left out; bring them with --comments" in "\n".join(blog.report.lines())
    [comment] = FeedBlog(str(tmp_path / "feed.xml"), UTC, comments=True).read()
    assert isinstance(comment, Foreign)
    assert (comment.author, comment.website, comment.email) == ("Dana", "https://dana.example/", None)
    assert (comment.text, comment.date) == ("So *true*.", datetime(2005, 12, 10, 8, tzinfo=UTC))
    assert comment.place.addresses == (f"{SITE}/2005/12/tools.html",)
    assert comment.place.ids == ("tag:blog.example,2005:1",)
    assert comment.parent is None


def test_an_answer_to_a_comment_is_told_from_one_to_the_post(tmp_path: Path) -> None:
    """RFC 4685 has one element for both: what is a comment is known by its address, or by being one itself."""
    said = (
        '<entry><id>{0}</id><link href="https://blog.example/p/#comment-{0}"/><published>2005-12-1{0}T08:00:00Z</published>'
        '<thr:in-reply-to ref="{1}" href="{2}"/><content>words</content></entry>'
    )
    page = "https://blog.example/p/"
    entries = (
        said.format(1, f"{page}?p=7", page),
        said.format(2, f"{page}#comment-9", f"{page}#comment-9"),
        said.format(3, "2", page),
    )
    (tmp_path / "feed.xml").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">'
        + "".join(entries)
        + "</feed>",
        "utf-8",
    )
    found = [
        each for each in FeedBlog(str(tmp_path / "feed.xml"), UTC, comments=True).read() if isinstance(each, Foreign)
    ]
    assert [each.parent for each in found] == [None, f"{page}#comment-9", "2"]
    assert {each.place.addresses for each in found} == {(page,)}
    assert found[0].place.ids == (f"{page}?p=7",)


def test_a_folder_of_saved_pages_is_one_blog(tmp_path: Path) -> None:
    """Pages overlap: each post comes once, in the order of the pages' names, whichever format each has."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "page-10.xml").write_text(RSS.replace("/2005/", "/2004/").replace("?p=7", "?p=8"), "utf-8")
    (folder / "page-2.xml").write_text(RSS, "utf-8")
    (folder / "page-3.xml").write_text(RSS, "utf-8")
    (folder / "page-4.html").write_text("<!DOCTYPE html><html></html>", "utf-8")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8")
    blog = FeedBlog(str(folder), UTC)
    posts = [each for each in blog.read() if isinstance(each, ExportedPost)]
    assert [post.address[len(SITE) : len(SITE) + 6] for post in posts] == [
        "/2005/",
        "/2005/",
        "/2005/",
        "",
        "/2004/",
        "/2004/",
        "/2004/",
    ]
    assert [problem.what for problem in blog.report.problems] == ["it is a web page, not a feed"]


def test_a_post_about_another_page_stays_on_its_own_blog(tmp_path: Path) -> None:
    """Where its link leads elsewhere and its id is the permalink, as link blogs have it; the link is not lost."""
    other = "https://elsewhere.example/essay"
    item = f"<item><title>x</title><link>{other}</link><guid>{SITE}/linked/x</guid><description>Read it</description></item>"
    [post], blog = read(tmp_path, f"<rss version='2.0'><channel><link>{SITE}/</link>{item}</channel></rss>")
    assert post.address == f"{SITE}/linked/x"
    assert f'<a href="{other}">' in post.body
    assert blog.hosts == {"blog.example": 1}


@pytest.mark.parametrize(
    ("item", "body"),
    [
        ('<body xmlns="http://www.w3.org/1999/xhtml"><p>Old <b>way</b></p></body>', "<p>Old <b>way</b></p>"),
        ("<fullitem>&lt;p&gt;Older&lt;/p&gt;</fullitem>", "<p>Older</p>"),
        ("<description><p>Not <b>escaped</b><br/></p></description>", "<p>Not <b>escaped</b><br></p>"),
        ('<a:content xmlns:a="http://purl.org/atom/ns#" mode="base64">PGI+NjQ8L2I+</a:content>', "<b>64</b>"),
        ('<a:content xmlns:a="http://www.w3.org/2005/Atom" type="image/png">iVBORw0KGgo=</a:content>', ""),
    ],
)
def test_texts_are_found_where_older_programs_put_them(tmp_path: Path, item: str, body: str) -> None:
    """As XHTML in RSS, as markup that nobody escaped, or packed; a picture in its place is no text."""
    text = f"<rss version='2.0'><channel><item><title>x</title>{item}</item></channel></rss>"
    assert [post.body for post in read(tmp_path, text)[0]] == [body]
