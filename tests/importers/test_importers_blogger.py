"""Blogger's classic export and Takeout: posts, pages, comments, their states, addresses and everything that is no comment."""

import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from blogger_exports import (
    BLOG,
    HOST,
    PROFILE,
    classic,
    classic_comment,
    classic_post,
    setting,
    takeout,
    takeout_comment,
    takeout_folder,
    takeout_post,
)

from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.blogger.reader import Blogger
from outsideinnovation.importers.comment_export import ExportedStatus, Foreign
from outsideinnovation.importers.report import Thing


def read(tmp_path: Path, text: str) -> tuple[list[ExportedPost], list[Foreign], Blogger]:
    """Return the posts and comments of a feed, and its reader."""
    path = tmp_path / "blog.xml"
    path.write_text(text, "utf-8")
    return sorted_out(Blogger(path))


def sorted_out(reader: Blogger) -> tuple[list[ExportedPost], list[Foreign], Blogger]:
    """Read to the end, and return the posts, the comments and the reader."""
    found = list(reader.read())
    posts = [each for each in found if isinstance(each, ExportedPost)]
    return posts, [each for each in found if isinstance(each, Foreign)], reader


def test_a_classic_post_is_read_whole(tmp_path: Path) -> None:
    """Its labels are tags; its month, label lists and feeds are known; nothing of the settings is."""
    post = classic_post(2, "/2007/03/first.html", labels="World News,a/b", title="Fish & <em>chips</em>")
    posts, _, reader = read(tmp_path, classic(setting("BLOG_COMMENT_EMAIL", "somebody@example.org"), post))
    (one,) = posts
    assert (one.key, one.title, one.slug, one.address) == (
        "post-2",
        "Fish & chips",
        "first",
        f"{HOST}/2007/03/first.html",
    )
    assert (one.tags, one.categories, one.authors) == (("World News", "a/b"), (), ("Ed Itor",))
    assert one.date == datetime(2007, 3, 5, 7, 30, tzinfo=UTC)
    assert one.modified == datetime(2007, 3, 5, 17, tzinfo=UTC)
    assert (one.visibility, one.is_page) == (Visibility.PUBLISHED, False)
    assert reader.lists.tags == {
        "/search/label/World%20News": "World News",
        "/search/label/World+News": "World News",
        "/search/label/a%2Fb": "a/b",
    }
    assert reader.lists.archives == {"/2007/": "2007", "/2007/03/": "2007/03", "/2007_03_01_archive.html": "2007/03"}
    assert {"/feeds/posts/default", "/feeds/posts/default/-/World%20News"} <= reader.lists.feeds.keys()
    assert "/feeds/comments/default" in reader.lists.comment_feeds
    assert "somebody" not in repr(posts) + repr(reader.lists) + "\n".join(reader.report.lines())


def test_a_takeouts_post_is_read_whole(tmp_path: Path) -> None:
    """It names no host, so its address is a path; what describes it to search engines is its summary."""
    text = takeout(
        takeout_post(2, "/2007/03/first.html", labels="World News", meta="In short.", location="Suzhou"),
        takeout_post(3, "/p/about.html", word="PAGE"),
    )
    (one, page), _, reader = read(tmp_path, text)
    assert (one.key, one.address, one.slug, one.summary) == ("post-2", "/2007/03/first.html", "first", "In short.")
    assert (one.tags, one.authors) == (("World News",), ("Ed Itor",))
    assert one.date == datetime(2007, 3, 5, 7, 30, tzinfo=UTC)
    assert (page.key, page.address, page.is_page) == ("page-3", "/p/about.html", True)
    assert "1 post had a place on the map" in "\n".join(reader.report.lines())
    assert not reader.report.problems


@pytest.mark.parametrize(
    ("entry", "visibility"),
    [
        (classic_post(2, "", draft="yes"), Visibility.DRAFT),
        (takeout_post(2, "/x.html", status="LIVE"), Visibility.PUBLISHED),
        (takeout_post(2, "/x.html", status="DRAFT"), Visibility.DRAFT),
        (takeout_post(2, "/x.html", status="SCHEDULED"), Visibility.SCHEDULED),
        (takeout_post(2, "/x.html", status="SOFT_TRASHED"), Visibility.TRASH),
        (takeout_post(2, "/x.html", status="LIVE", trashed="2020-01-01T00:00:00Z"), Visibility.TRASH),
        (takeout_post(2, "/x.html", status="NEWLY_INVENTED"), Visibility.DRAFT),
    ],
)
def test_each_state_of_a_post_has_its_like(tmp_path: Path, entry: str, visibility: Visibility) -> None:
    """Nothing becomes public that was not; a state nobody knows is told of."""
    (one,), _, reader = read(tmp_path, (classic if "extendedProperty" in entry or "thr:" in entry else takeout)(entry))
    assert one.visibility is visibility
    assert bool(reader.report.notes) == ("NEWLY_INVENTED" in entry)


def test_a_draft_without_a_date_has_the_one_it_was_made_at(tmp_path: Path) -> None:
    """A moment in the year 0000 is none, and what stands beside it is taken."""
    text = takeout(
        takeout_post(2, "", status="DRAFT", published=""),
        takeout_post(3, "/a.html", published="0000-00-00T00:00:00Z"),
        takeout_post(4, "/b.html", published="0000-00-00T00:00:00Z", created="", updated="x"),
    )
    (draft, dated, undated), _, reader = read(tmp_path, text)
    assert draft.date == dated.date == datetime(2007, 3, 4, 7, 30, 0, 123000, tzinfo=UTC)
    assert undated.date is None
    assert "published is '0000-00-00T00:00:00Z': 2007-03-04 is taken" in str(reader.report.notes[0])
    assert "no other date is given" in str(reader.report.problems[0])


def test_a_classic_comment_knows_its_post_and_the_one_it_answers(tmp_path: Path) -> None:
    """Though it stands before both; Blogger's own mail address is nobody's."""
    text = classic(
        classic_comment(11, 2, "An <b>answer</b><br />of two lines", parent="10", uri=PROFILE),
        classic_comment(10, 2, email="dana@example.org", uri="http://dana.example.org/"),
        classic_post(2, "/2007/03/first.html"),
    )
    (post,), (answer, first), _ = read(tmp_path, text)
    assert answer.place == first.place == post.place
    assert (answer.key, answer.parent, first.key, first.parent) == ("11", "10", "10", None)
    assert answer.text == "An **answer**\nof two lines"
    assert (answer.email, first.email) == (None, "dana@example.org")
    assert (answer.website, first.website) == (PROFILE, "http://dana.example.org/")
    assert first.date == datetime(2007, 3, 5, 18, tzinfo=UTC)


def test_a_takeouts_comment_is_the_same_as_the_classic_exports(tmp_path: Path) -> None:
    """So that whoever imports both has each once."""
    old = classic(classic_post(2, "/2007/03/first.html"), classic_comment(10, 2), classic_comment(11, 2, parent="10"))
    new = takeout(
        takeout_post(2, "/2007/03/first.html"),
        takeout_comment(10, "post-2"),
        takeout_comment(11, "post-2", parent="10"),
    )
    said = [
        [(each.key, each.parent, each.date, each.author, each.text) for each in read(tmp_path, text)[1]]
        for text in (old, new)
    ]
    assert said[0] == said[1]
    assert len(said[0]) == 2


@pytest.mark.parametrize(
    ("status", "trashed", "expected"),
    [
        ("LIVE", "", ExportedStatus.APPROVED),
        ("PENDING", "", ExportedStatus.PENDING),
        ("SPAM", "", ExportedStatus.SPAM),
        ("SOFT_TRASHED", "", ExportedStatus.REJECTED),
        ("LIVE", "2020-01-01T00:00:00Z", ExportedStatus.REJECTED),
        ("NEWLY_INVENTED", "", ExportedStatus.PENDING),
    ],
)
def test_each_state_of_a_comment_has_its_like(
    tmp_path: Path, status: str, trashed: str, expected: ExportedStatus
) -> None:
    """Nothing becomes public that was not."""
    text = takeout(takeout_post(2, "/a.html"), takeout_comment(10, "post-2", status=status, trashed=trashed))
    (one,) = read(tmp_path, text)[1]
    assert one.status is expected


def test_a_comment_that_was_removed_is_counted_and_left_out(tmp_path: Path) -> None:
    """Others said so in its place; whoever answered it keeps the number it had."""
    removed = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    text = classic(
        classic_post(2, "/2007/03/first.html"),
        classic_comment(10, 2, "This comment has been removed by the author.", more=removed),
        classic_comment(11, 2, parent="10"),
    )
    _, (answer,), reader = read(tmp_path, text)
    assert answer.parent == "10"
    assert reader.report.skipped[Thing.COMMENT, "removed there"] == 1
    assert not reader.report.problems
    emptied = takeout(takeout_post(2, "/a.html"), takeout_comment(10, "post-2", "", status="EMPTIED"))
    assert read(tmp_path, emptied)[1] == []


def test_the_posts_author_is_known_by_the_account(tmp_path: Path) -> None:
    """Whoever is not signed in can type any name, and that profile's address."""
    account = "http://img2.blogblog.com/img/b16-rounded.gif"
    old = classic(
        classic_post(2, "/2007/03/first.html"),
        classic_comment(10, 2, uri=PROFILE.replace("http:", "https:"), image=account),
        classic_comment(11, 2, uri=PROFILE),
        classic_comment(12, 2, name="Ed Itor", image=account),
        classic_comment(13, 2, uri=PROFILE.replace("0123", "9876"), image=account),
    )
    assert [each.by_author for each in read(tmp_path, old)[1]] == [True, False, False, False]
    new = takeout(
        takeout_post(2, "/a.html"),
        takeout_comment(10, "post-2", uri=PROFILE, by="BLOGGER"),
        takeout_comment(11, "post-2", uri=PROFILE, by="ANONYMOUS"),
    )
    assert [each.by_author for each in read(tmp_path, new)[1]] == [True, False]


def test_a_comment_on_a_post_that_is_not_there_says_where_it_was(tmp_path: Path) -> None:
    """By its address, or by the post's name."""
    old = classic(classic_post(2, "/a.html"), classic_comment(10, 3, path="/2007/01/gone.html"))
    (lost,) = read(tmp_path, old)[1]
    assert (lost.place.name, *lost.place.addresses) == (f"{HOST}/2007/01/gone.html",) * 2
    (lost,) = read(tmp_path, takeout(takeout_post(2, "/a.html"), takeout_comment(10, "post-3")))[1]
    assert (lost.place.name, lost.place.addresses) == ("post-3", ())


def test_a_comment_on_a_page_finds_it(tmp_path: Path) -> None:
    """Blogger may call it a post: numbers are never used twice."""
    text = classic(classic_comment(10, 4, path="/p/about.html"), classic_post(4, "/p/about.html", word="page"))
    (page,), (one,), _ = read(tmp_path, text)
    assert one.place == page.place


def test_what_was_shown_beside_the_words_comes_along(tmp_path: Path) -> None:
    """The link of a title, a sound and another file; an address that is none of the web's does not."""
    more = (
        "<link rel='related' href='http://news.example/x?a=1&amp;b=2' title=''/>"
        "<link rel='enclosure' type='audio/mpeg' href='http://files.example/a.mp3' length='5'/>"
        "<link rel='enclosure' type='application/pdf' href='http://files.example/a%20b.pdf'/>"
        "<link rel='enclosure' type='text/html' href='javascript:alert(1)'/>"
    )
    (one,) = read(tmp_path, classic(classic_post(2, "/a.html", more=more)))[0]
    assert one.body.split("\n") == [
        "<p>Words.</p>",
        '<p><a href="http://news.example/x?a=1&amp;b=2">http://news.example/x?a=1&amp;b=2</a></p>',
        '<p><audio controls preload="none" src="http://files.example/a.mp3"></audio></p>',
        '<p><a href="http://files.example/a%20b.pdf">a b.pdf</a></p>',
    ]


def test_a_text_of_bare_lines_keeps_its_lines(tmp_path: Path) -> None:
    """Old posts were typed so; one that has any block of HTML is left as it is."""
    entries = (takeout_post(2, "/a.html", "One\nline <b>more</b>\n\nTwo"), takeout_post(3, "/b.html", "One<br />\nTwo"))
    one, other = read(tmp_path, takeout(*entries))[0]
    assert one.body == "<p>One<br />\nline <b>more</b></p>\n\n<p>Two</p>"
    assert other.body == "One<br />\nTwo"


def test_the_blogs_own_hosts_and_those_of_its_pictures_are_known(tmp_path: Path) -> None:
    """A Takeout names none: it is where its posts link to each other."""
    body = (
        '<a href="http://2.bp.blogspot.com/_x/S/AAA/s1600/x.jpg"><img src="http://2.bp.blogspot.com/_x/S/AAA/s320/x.jpg"></a>'
        f'<a href="{HOST}/2007/04/second.html?m=1">see</a> <a href="http://other.example/2007/04/elsewhere.html">and</a>'
    )
    entries = (takeout_post(2, "/2007/03/first.html", body), takeout_post(3, "/2007/04/second.html"))
    assert read(tmp_path, takeout(*entries))[2].hosts == {"2.bp.blogspot.com": 1, "old-days.blogspot.com": 1}
    assert read(tmp_path, classic(classic_post(2, "/a.html")))[2].hosts == {"old-days.blogspot.com": 1}


@pytest.mark.parametrize(
    ("filename", "slug"),
    [
        ("/2007/03/name.html", "name"),
        ("/../../etc/passwd.html", "passwd"),
        ("/a/..", ""),
        ("/..%2F..%2Fx.html", "x"),
        ("", ""),
    ],
)
def test_a_slug_is_a_name_without_folders(tmp_path: Path, filename: str, slug: str) -> None:
    """Whatever a file's name says."""
    (one,) = read(tmp_path, takeout(takeout_post(2, filename)))[0]
    assert one.slug == slug


@pytest.mark.parametrize(
    "pack", [lambda folder: folder, lambda folder: Path(shutil.make_archive(str(folder), "zip", folder))]
)
def test_a_takeout_is_read_as_it_came(tmp_path: Path, pack: Callable[[Path], Path]) -> None:
    """Folder or zip; what its owner wrote on other blogs is not the blog's."""
    folder = takeout_folder(tmp_path / "download", takeout(takeout_post(2, "/a.html"), takeout_comment(10, "post-2")))
    posts, comments, reader = sorted_out(Blogger(pack(folder)))
    assert [each.key for each in (*posts, *comments)] == ["post-2", "10"]
    assert not reader.report.problems


def test_an_independent_reading_finds_the_same(tmp_path: Path) -> None:
    """Another parser counts kinds, labels and dates in the same file."""
    entries = [classic_post(n, f"/2007/{n % 12 + 1:02}/p{n}.html", labels=f"L{n % 3}") for n in range(1, 30)]
    entries += [classic_comment(100 + n, n % 29 + 1, f"No. {n}") for n in range(90)]
    text = classic(setting("BLOG_NAME", "x"), *reversed(entries))
    posts, comments, reader = read(tmp_path, text)
    atom = "{http://www.w3.org/2005/Atom}"
    said = Counter[str]()
    for entry in ET.fromstring(text).iter(f"{atom}entry"):
        terms = [each.get("term", "") for each in entry.iter(f"{atom}category")]
        said.update([terms[0].rpartition("#")[2], *terms[1:]])
    assert said == {"settings": 1, "post": len(posts), "comment": len(comments)} | Counter(
        t for p in posts for t in p.tags
    )
    assert {each.place.addresses[0] for each in comments} == {each.address for each in posts}
    assert len(reader.lists.archives) == 12 * 2 + 1
    assert BLOG in text
