"""Isso's comments as Isso showed them: Markdown, HTML that an import had left there, bare addresses; and shifted times."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from importers_conversations import isso
from importers_words import blocks, words

from outsideinnovation.comments import markup
from outsideinnovation.importers import time_shift
from outsideinnovation.importers.comment_export import ExportedStatus
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.isso import Isso

THREADS = [(1, "/2012/05/first.html")]
WHOLE, BROKEN = 1335866400, 1335866400.25


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("One *two*, __three__\nfour\n\n> five\n\n1. six\n\n```\n  seven\n```", None),
        ("See https://example.org/x for it", "See <https://example.org/x> for it"),
        ("See <https://example.org/x> and `https://example.org/y`", None),
        ("<p>One<br>two</p><p><a href=http://example.org/>this</a></p>", "One\ntwo\n\n[this](<http://example.org/>)"),
        ("# Head\n\nwords", "**Head**\n\nwords"),
        ("![chart](https://example.org/c.png)", "[chart](<https://example.org/c.png>)"),
        ("a | b\n--|--\nc | d", "a b\nc d"),
        ("~~old~~ new", "old new"),
        ("    x = 1", "```\nx = 1\n```"),
        ("&lt;b&gt; and List<String>", None),
        ("Ask dana@example.org", "Ask dana&#64;example.org"),
    ],
)  # fmt: skip
def test_a_comment_says_what_isso_showed(said: str, kept: str | None) -> None:
    """It stays as it was typed where that says the same here."""
    assert conversion.from_markdown(said) == (said if kept is None else kept)


@given(blocks())
def test_no_word_of_html_in_isso_is_lost(said: str) -> None:
    """HTML that an import had brought in is read as HTML; what Isso took for Markdown in it is Markdown."""
    there = markup.foreign_html(said) or ""
    assert words(markup.render(conversion.from_markdown(said))) == words(there)


def test_what_an_import_had_brought_in_waits_for_review(tmp_path: Path) -> None:
    """Isso does not know what of it was spam; its own comments, with their broken seconds, are as they were."""
    rows = [
        {"id": 1, "text": "<p>Buy pills</p>", "created": WHOLE},
        {"id": 2, "text": "Fine words", "created": WHOLE},
        {"id": 3, "text": "Isso's own", "created": BROKEN},
        {"id": 4, "text": "Waiting", "created": BROKEN, "mode": 2},
    ]
    reader = Isso(isso(tmp_path / "comments.db", THREADS, rows))
    found = {each.key: each.status for each in reader.comments()}
    approved, pending = ExportedStatus.APPROVED, ExportedStatus.PENDING
    assert found == {"1": pending, "2": pending, "3": approved, "4": pending}
    assert "2 comments had come to Isso by an import" in str(reader.losses.report.notes[0])
    reader = Isso(isso(tmp_path / "again.db", THREADS, rows), ExportedStatus.APPROVED)
    assert [each.status for each in reader.comments()] == [approved, approved, approved, pending]


def test_a_database_that_no_import_filled_is_as_it_says(tmp_path: Path) -> None:
    """Whole seconds alone tell nothing, nor does a tag that somebody typed into Isso's form."""
    rows = [{"id": 1, "text": "Words", "created": WHOLE}, {"id": 2, "text": "<b>Bold</b>", "created": BROKEN}]
    reader = Isso(isso(tmp_path / "comments.db", THREADS, rows))
    assert {each.status for each in reader.comments()} == {ExportedStatus.APPROVED}
    assert not reader.losses.report.notes


@pytest.mark.parametrize(
    ("shift", "said", "meant"),
    [
        ("+1h", "2012-05-01T10:00", "2012-05-01T11:00"),
        ("-90m", "2012-05-01T10:00", "2012-05-01T08:30"),
        ("2h30m", "2012-05-01T10:00", "2012-05-01T12:30"),
        ("+05:30", "2012-05-01T10:00", "2012-05-01T15:30"),
        ("-08:00", "2012-05-01T10:00", "2012-05-01T02:00"),
        ("Europe/Berlin", "2012-05-01T10:00", "2012-05-01T12:00"),
        ("Europe/Berlin", "2012-12-01T10:00", "2012-12-01T11:00"),
        ("America/New_York", "2012-12-01T10:00", "2012-12-01T05:00"),
    ],
)
def test_a_time_is_put_right(shift: str, said: str, meant: str) -> None:
    """By a span, or by the zone in which the import ran, in summer and winter."""
    moment = datetime.fromisoformat(said).replace(tzinfo=UTC)
    assert time_shift.read(shift)(moment) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("shift", ["", "+", "1", "soon", "99h", "Europe/Nowhere", "../etc/passwd", "+1h2x"])
def test_no_time_shift_is_refused_with_the_way_to_write_it(shift: str) -> None:
    """Whoever mistypes it is told."""
    with pytest.raises(ValueError, match="write"):
        time_shift.read(shift)


def test_only_times_of_whole_seconds_are_put_right(tmp_path: Path) -> None:
    """Those of Isso's own comments are right; and the comment keeps its name there, so that a second import is none."""
    rows = [{"id": 1, "text": "<p>a</p>", "created": WHOLE}, {"id": 2, "created": BROKEN}]
    path = isso(tmp_path / "comments.db", THREADS, rows)
    one, two = Isso(path, time_shift=time_shift.read("-1h")).comments()
    assert one.date == datetime(2012, 5, 1, 9, tzinfo=UTC)
    assert one.exported_date == datetime(2012, 5, 1, 10, tzinfo=UTC)
    assert two.date == two.exported_date
