"""A whole blog of WordPress: posts with their comments, in one file or several, and what is told of what stays out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from wordpress_exports import BASE, ZEROS, attachment, author, comment, export, item
from wordpress_reading import ZONE, read

from outsideinnovation.importers.blog.exported import ExportedBlog, ExportedPost
from outsideinnovation.importers.comment_export import ExportedStatus, Foreign
from outsideinnovation.importers.report import Fate, Thing
from outsideinnovation.importers.wordpress.reader import WordPressBlog


def test_comments_come_after_their_post(tmp_path: Path) -> None:
    """With the post's own place, so that they find it."""
    path = tmp_path / "blog.xml"
    path.write_text(export(item(1, "x", comment(11), comment(12)), item(2, "y", comment(21))), "utf-8")
    blog: ExportedBlog = WordPressBlog([path], ZONE)
    found = list(blog.read())
    kinds = [type(each) for each in found]
    assert kinds == [ExportedPost, Foreign, Foreign, ExportedPost, Foreign]
    posts = {each.key: each for each in found if isinstance(each, ExportedPost)}
    assert [
        each.place is not None and each.place == posts[each.key[0]].place for each in found if isinstance(each, Foreign)
    ] == [True] * 3


def test_a_comment_comes_before_its_answers(tmp_path: Path) -> None:
    """A child can have a lower id than its parent, and stand before it; circles end."""
    comments = (
        comment(11, parent="13"), comment(12, parent="11"), comment(13), comment(14, parent="99"),
        comment(15, parent="16"), comment(16, parent="15"), comment(17, parent="17"),
    )  # fmt: skip
    found = read(tmp_path, export(item(1, "x", *comments)))
    assert [(each.key, each.parent) for each in found.comments] == [
        ("13", None), ("11", "13"), ("12", "11"), ("14", "99"), ("15", "16"), ("16", "15"), ("17", "17"),
    ]  # fmt: skip


def test_a_comments_words_and_names_are_read(tmp_path: Path) -> None:
    """Names are escaped inside CDATA; blank lines and code count; no address is in the words."""
    one = comment(11, "One &amp; <em>two</em>\n\n<code>a < b</code> d@example.org", author="Dana &amp; O&#039;Neil")
    ((found,), _) = (read(tmp_path, export(item(1, "x", one))).comments, None)
    assert found.author == "Dana & O'Neil"
    assert found.text.startswith("One & *two*\n\n`a < b`")
    assert "@" not in found.text
    assert (found.email, found.date) == ("reader11@example.org", datetime(2012, 5, 2, 10, tzinfo=UTC))
    assert "192.0.2.7" not in repr(found)


@pytest.mark.parametrize(
    ("approved", "status"),
    [
        ("1", ExportedStatus.APPROVED),
        ("0", ExportedStatus.PENDING),
        ("spam", ExportedStatus.SPAM),
        ("trash", ExportedStatus.REJECTED),
        ("post-trashed", ExportedStatus.REJECTED),
    ],
)
def test_each_state_of_comments_has_its_like(tmp_path: Path, approved: str, status: ExportedStatus) -> None:
    """Nothing becomes public that was not."""
    (found,) = read(tmp_path, export(item(1, "x", comment(11, approved=approved)))).comments
    assert found.status is status


def test_the_account_alone_tells_a_writers_own_comment(tmp_path: Path) -> None:
    """Not the name, nor another account's number."""
    comments = (comment(11, user_id="1"), comment(12, user_id="2"), comment(13, author="Dana"))
    found = read(tmp_path, export(author(1, "dana", "Dana"), item(1, "x", *comments)))
    assert [each.by_author for each in found.comments] == [True, False, False]


def test_a_comment_without_a_date_in_utc_has_the_blogs_own(tmp_path: Path) -> None:
    """Zeros stand there; where both are zeros, it is told with its line."""
    comments = (comment(11, date_gmt=ZEROS), comment(12, date_gmt=ZEROS, date=ZEROS))
    found = read(tmp_path, export(item(1, "x", *comments)))
    assert [each.date for each in found.comments] == [datetime(2012, 5, 2, 10, tzinfo=UTC)]
    assert "wp:comment_date_gmt is '0000-00-00 00:00:00'; comment left out" in found.problems[0]


def test_pings_come_only_where_asked_for(tmp_path: Path) -> None:
    """They are counted, and marked where they come."""
    text = export(item(1, "x", comment(11, type="pingback"), comment(12, type="trackback"), comment(13)))
    without = read(tmp_path, text)
    assert [each.key for each in without.comments] == ["13"]
    assert without.blog.report.skipped == {(Thing.PING, "not asked for; see --pings"): 2}
    asked = read(tmp_path, text, pings=True)
    assert [(each.key, each.is_ping) for each in asked.comments] == [("11", True), ("12", True), ("13", False)]


def test_what_is_in_the_trash_stays_there(tmp_path: Path) -> None:
    """Posts and their comments, which are counted."""
    found = read(tmp_path, export(item(1, "x", comment(11, approved="post-trashed"), status="trash"), item(2)))
    assert ([post.key for post in found.posts], found.comments) == (["2"], [])
    assert found.blog.report.skipped == {(Thing.POST, "in the trash"): 1, (Thing.COMMENT, "on posts in the trash"): 1}


def test_a_second_comment_of_one_number_is_told(tmp_path: Path) -> None:
    """Its words would be lost without."""
    found = read(tmp_path, export(item(1, "x", comment(11, "One"), comment(11, "Two"))))
    assert [each.text for each in found.comments] == ["One"]
    assert "a second comment '11': left out; compare with the original" in found.problems[0]


def test_files_of_one_export_are_one_blog(tmp_path: Path) -> None:
    """A post's pictures in another file, a problem with the path of its own, a post in both once, with all its comments."""
    first = export(item(1, '[gallery ids="9"]'), item(2, "x", comment(21)))
    rest = item(3, "x", comment(31, approved="x"))
    second = export(item(2, "x", comment(21), comment(22)), attachment(9, "a.jpg"), rest)
    found = read(tmp_path, first, second)
    assert [post.key for post in found.posts] == ["1", "2", "3"]
    assert "a.jpg" in found.posts[0].body
    assert [problem.split(":")[0] for problem in found.problems] == [f"{tmp_path}/blog.2.xml"]
    assert [each.key for each in found.comments] == ["21", "22"]
    assert found.blog.report.counts[Thing.POST, Fate.THERE] == 1


def test_exports_of_two_blogs_are_told(tmp_path: Path) -> None:
    """Their numbers mean different posts."""
    found = read(tmp_path, export(item(1)), export(item(1, guid="https://other.example/?p=1")))
    assert len(found.posts) == 1
    assert (
        "another post has the number 1 too: left out; import exports of several blogs one after the other"
        in found.problems[0]
    )


def test_two_posts_of_one_address_both_come(tmp_path: Path) -> None:
    """Where they go is decided by whoever places them."""
    found = read(tmp_path, export(item(1, link=f"{BASE}/x/"), item(2, link=f"{BASE}/x/")))
    assert [post.address for post in found.posts] == [f"{BASE}/x/"] * 2


def test_a_post_with_ten_thousand_comments_comes_in(tmp_path: Path) -> None:
    """As WordPress writes them: each with what its spam filter remembers, each answering the one after it."""
    meta = "".join(
        f"<wp:commentmeta><wp:meta_key>akismet_{n}</wp:meta_key><wp:meta_value>x</wp:meta_value></wp:commentmeta>"
        for n in range(6)
    )
    one = comment(77777, parent="88888").replace("</wp:comment>", f"{meta}</wp:comment>")
    many = [
        one.replace(">77777<", f">{n}<").replace(">88888<", f">{n + 1 if n < 10_000 else 0}<") for n in range(1, 10_001)
    ]
    found = read(tmp_path, export(item(1, "x", *many)))
    assert [each.key for each in found.comments[:2]] == ["10000", "9999"]
    assert len(found.comments) == 10_000
    assert found.problems == []


def test_slugs_with_folders_are_handed_on_as_they_are(tmp_path: Path) -> None:
    """No path is made of them here."""
    found = read(tmp_path, export(item(1, name="..%2f..%2fetc", link=f"{BASE}/../../etc/passwd")))
    assert (found.posts[0].slug, found.posts[0].address) == ("../../etc", f"{BASE}/../../etc/passwd")
