"""WordPress' export: its comments with their parents and states, and what is left out of it."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from importers_conversations import comment, item, wordpress

from outsideinnovation.importers.comment_export import ExportedStatus, Foreign, Why
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.wordpress.conversation import WordPressComments

LINK = "https://old.example/2012/05/first/"


def read(tmp_path: Path, text: str) -> tuple[list[Foreign], WordPressComments]:
    """Return the comments of an export, and its reader."""
    export = tmp_path / "blog.xml"
    export.write_text(text, "utf-8")
    reader = WordPressComments(export, ZoneInfo("Europe/Berlin"))
    return list(reader.comments()), reader


def test_a_comment_is_read_with_its_post_and_parent(tmp_path: Path) -> None:
    """Who said what, when, where, and in answer to whom; line ends stay line ends."""
    text = wordpress(
        item(LINK, comment(1, "One.\n\nTwo <em>words</em> & *stars*"), comment(2, parent="1"), name="first")
    )
    (first, second), _ = read(tmp_path, text)
    assert (first.place.name, first.place.ids) == ("/2012/05/first/", ("first",))
    assert first.text == "One.\n\nTwo *words* & \\*stars\\*"
    assert first.date == datetime(2012, 5, 1, 10, tzinfo=UTC)
    assert (first.email, first.parent, second.parent) == ("reader1@example.org", None, "1")


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
def test_each_state_has_its_like(tmp_path: Path, approved: str, status: ExportedStatus) -> None:
    """Nothing becomes public that was not."""
    ((one,), _) = read(tmp_path, wordpress(item(LINK, comment(1, approved=approved))))
    assert one.status is status


def test_pingbacks_are_counted_and_left_out(tmp_path: Path) -> None:
    """They are no conversation; a state that nobody knows is named."""
    parts = (comment(1, type="pingback"), comment(2, type="trackback"), comment(3, type=""), comment(4, approved="x"))
    (one,), reader = read(tmp_path, wordpress(item(LINK, *parts)))
    assert one.key == "3"
    assert reader.losses.skipped == {Why.PING: 2}
    assert "wp:comment_approved is 'x'" in str(reader.losses.report.problems[0])


def test_the_posts_author_is_known_by_the_account(tmp_path: Path) -> None:
    """A name proves nothing."""
    parts = (comment(1, user_id="1"), comment(2, user_id="2"), comment(3, author="editor"))
    assert [each.by_author for each in read(tmp_path, wordpress(item(LINK, *parts)))[0]] == [True, False, False]


def test_a_comment_without_a_universal_date_has_the_blogs_own(tmp_path: Path) -> None:
    """WordPress writes zeros where it knows none."""
    text = wordpress(item(LINK, comment(1, date_gmt="0000-00-00 00:00:00"), comment(2, date="x", date_gmt="x")))
    (one,), reader = read(tmp_path, text)
    assert one.date == datetime(2012, 5, 1, 10, tzinfo=UTC)
    assert "wp:comment_date_gmt" in str(reader.losses.report.problems[0])


def test_no_mail_or_network_address_is_among_the_words(tmp_path: Path) -> None:
    """Neither in the text nor in the website."""
    one = comment(1, "Write to dana@example.org", author_url="http://192.0.2.7/")
    (read_one,), _ = read(tmp_path, wordpress(item(LINK, one)))
    assert "@" not in read_one.text
    assert read_one.website is None
    assert "192.0.2.7" not in repr(read_one)


def test_another_feed_or_a_bomb_is_refused(tmp_path: Path) -> None:
    """With the line."""
    with pytest.raises(UnreadableExportError, match=r"blog\.xml:1: .*not with <rss>"):
        read(tmp_path, "<feed/>")
    with pytest.raises(UnreadableExportError, match=r"blog\.xml:2: a document type"):
        read(tmp_path, wordpress().replace("<rss", "<!DOCTYPE rss [<!ENTITY x 'y'>]>\n<rss", 1))
