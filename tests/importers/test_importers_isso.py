"""Isso's database: its comments with their threads and parents, and databases that are none of its own."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from importers_conversations import ISSO_TABLES, isso

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.comment_export import ExportedStatus, Why
from outsideinnovation.importers.isso import Isso
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

THREADS = [(1, "/2012/05/first.html")]


def test_a_comment_is_read_with_its_thread_and_parent(tmp_path: Path) -> None:
    """Isso's words are Markdown already and stay as they are."""
    rows = [
        {"id": 1, "text": "One *two*\n\n> three", "email": "dana@example.org", "website": "https://example.org/"},
        {"id": 2, "parent": 1, "mode": 2, "author": None},
    ]
    first, second = Isso(isso(tmp_path / "comments.db", THREADS, rows)).comments()
    assert (first.place.name, first.place.addresses) == ("/2012/05/first.html", ("/2012/05/first.html",))
    assert first.text == "One *two*\n\n> three"
    assert first.date == datetime(2012, 5, 1, 10, tzinfo=UTC)
    assert (first.email, first.website) == ("dana@example.org", "https://example.org/")
    assert (first.status, second.status) == (ExportedStatus.APPROVED, ExportedStatus.PENDING)
    assert (first.parent, second.parent, second.author) == (None, "1", "Anonymous")


def test_what_was_deleted_is_counted_and_left_out(tmp_path: Path) -> None:
    """Isso keeps an empty comment where a deleted one was answered."""
    rows = [{"id": 1, "mode": 4, "text": "", "author": None}, {"id": 2, "parent": 1}]
    reader = Isso(isso(tmp_path / "comments.db", THREADS, rows))
    assert [each.key for each in reader.comments()] == ["2"]
    assert reader.losses.skipped == {Why.DELETED: 1}


def test_odd_rows_are_named_and_the_others_come_in(tmp_path: Path) -> None:
    """SQLite lets any value stand in any column."""
    rows = [
        {"id": 1, "mode": 9},
        {"id": 2, "created": "noon"},
        {"id": 3, "created": 1e300},
        {"id": 4, "text": b"\xff\xfe"},
        {"id": 5, "text": " \n"},
        {"id": 6, "author": b"x", "email": b"x", "website": "javascript:alert(1)"},
        {"id": 7, "tid": 99},
    ]
    reader = Isso(isso(tmp_path / "comments.db", THREADS, rows))
    six, seven = reader.comments()
    assert (six.author, six.email, six.website) == ("Anonymous", None, None)
    assert (seven.place.name, seven.place.addresses) == ("thread 99", ())
    said = "\n".join(map(str, reader.losses.report.problems))
    for number in range(1, 6):
        assert f"comment {number}: " in said


def test_a_mail_address_in_the_words_is_not_left_to_harvesters(tmp_path: Path) -> None:
    """The words show the same."""
    (one,) = Isso(isso(tmp_path / "comments.db", THREADS, [{"id": 1, "text": "Ask dana@example.org"}])).comments()
    assert one.text == "Ask dana&#64;example.org"


def test_the_database_is_not_touched(tmp_path: Path) -> None:
    """It is opened to be read only."""
    path = isso(tmp_path / "comments.db", THREADS, [{"id": 1}])
    before = path.read_bytes()
    list(Isso(path).comments())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["comments.db"]


VIEW = (
    "create table threads (id, uri); create view comments as "
    "with recursive n(x) as (select 1 union all select x + 1 from n) "
    "select 1 tid, x id, 0 parent, 0 created, 1 mode, 'x' text, '' author, '' email, '' website from n"
)


@pytest.mark.parametrize(
    "made",
    ["create table other (id)", VIEW, ISSO_TABLES.replace("mode INTEGER,", ""), "create table threads (id, uri)"],
)
def test_another_database_is_refused(tmp_path: Path, made: str) -> None:
    """One of another program, one without a column, and one whose comments would never end."""
    path = tmp_path / "comments.db"
    with sqlite3.connect(path) as database:
        database.executescript(made)
    database.close()
    with pytest.raises(UnreadableExportError, match="no Isso database that can be read"):
        list(Isso(path).comments())


def test_a_cut_or_damaged_database_is_refused_whole(tmp_path: Path) -> None:
    """Nothing is imported of it."""
    rows = [{"id": number, "text": "word " * 200} for number in range(1, 60)]
    path = isso(tmp_path / "comments.db", THREADS, rows)
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], whole[:9000] + b"\xff" * 4000 + whole[13000:], b"SQLite format 3\0"):
        path.write_bytes(data)
        with pytest.raises(UnreadableExportError):
            next(iter(Isso(path).comments()))
    with pytest.raises(NotFoundError):
        list(Isso(tmp_path / "none.db").comments())
