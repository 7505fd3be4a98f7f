"""The log of decisions: every line stays, whoever writes at the same time, and what a crash cut off is no decision."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from comment_disk import NOON
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments.decisions import DecisionLog, LoggedDecision
from outsideinnovation.errors import NotFoundError, StorageError

ONE = LoggedDecision(NOON, "0123456789ab", "approve", "pending", "approved", "dana", "abcd", "act-1")


@pytest.fixture
def log(tmp_path: Path) -> DecisionLog:
    """Return a log in a folder that does not exist yet."""
    return DecisionLog(tmp_path / "comments" / "decisions.jsonl")


def entry(number: int, **changes: object) -> LoggedDecision:
    """Return an entry that is told from others by *number*."""
    fields = {"date": NOON + timedelta(seconds=number), "id": f"{number:08}", "act": f"act-{number}"} | changes
    return LoggedDecision(**({"action": "approve", "before": "pending", "after": "approved", "by": "dana"} | fields))  # type: ignore[arg-type]


def test_a_log_that_does_not_exist_is_empty(log: DecisionLog) -> None:
    """A new site has decided nothing, and reading makes no file."""
    assert log.all() == log.of(ONE.id) == log.undoable("dana") == []
    assert log.last(ONE.id) is None
    assert not log.path.exists()


def test_what_is_appended_is_read_back_by_this_and_by_another(log: DecisionLog) -> None:
    """In the order of their coming; the file is its owner's alone."""
    log.append([ONE])
    assert log.all() == [ONE]
    log.append([entry(1), entry(2)])
    assert log.all() == DecisionLog(log.path).all() == [ONE, entry(1), entry(2)]
    assert log.of(ONE.id) == [ONE]
    assert log.since(NOON + timedelta(seconds=2)) == [entry(2)]
    assert log.path.stat().st_mode & 0o777 == 0o600


@given(st.text(), st.text())
def test_no_name_breaks_out_of_its_line(tmp_path_factory: pytest.TempPathFactory, by: str, version: str) -> None:
    """Line ends, quotes and separators in an editor's name are the name's."""
    log = DecisionLog(tmp_path_factory.mktemp("log") / "decisions.jsonl")
    log.append([entry(1, by=by, version=version)])
    assert log.all() == [entry(1, by=by, version=version)]


def test_an_entry_says_what_by_whom_and_when() -> None:
    """As the one who came too late reads it."""
    assert str(ONE) == "approved by dana on 3 May 2026, 12:00 UTC"


@pytest.mark.parametrize("torn", [b'{"date": "2026-05', b"\xff\xfe", b"[]", b'{"id": "x"}'])
def test_what_a_crash_cut_off_is_skipped_and_closed(log: DecisionLog, torn: bytes) -> None:
    """The next line begins on its own."""
    log.append([ONE])
    with log.path.open("ab") as stream:
        stream.write(torn)
    assert DecisionLog(log.path).all() == [ONE]
    log.append([entry(2)])
    assert log.all() == DecisionLog(log.path).all() == [ONE, entry(2)]


def test_threads_and_logs_share_a_file(log: DecisionLog) -> None:
    """Eight writers, each with a log of its own, and no line is lost or torn."""

    def write(writer: int) -> None:
        mine = DecisionLog(log.path)
        for number in range(5):
            mine.append([entry(writer * 10 + number)])

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {each.id for each in log.all()} == {f"{w * 10 + n:08}" for w in range(8) for n in range(5)}


def test_a_turn_may_be_taken_within_a_turn(log: DecisionLog) -> None:
    """Whoever decides holds it, and appends."""
    with log.turn(), log.turn():
        log.append([ONE])
    assert log.all() == [ONE]


def test_the_last_act_of_an_editor_is_undoable_until_it_is_undone(log: DecisionLog) -> None:
    """All of one gesture, and after that the gesture before it; nobody else's."""
    log.append([entry(1)])
    log.append([entry(2, act="both"), entry(3, act="both")])
    log.append([entry(4, by="else")])
    assert log.undoable("dana") == [entry(2, act="both"), entry(3, act="both")]
    log.append(
        [entry(2, action="undo", act="undo-1", undoes="both"), entry(3, action="undo", act="undo-1", undoes="both")]
    )
    assert log.undoable("dana") == [entry(1)]
    assert log.in_effect("00000002") is None
    assert log.in_effect("00000001") == entry(1)
    log.append([entry(1, action="undo", act="undo-2", undoes="act-1")])
    assert log.undoable("dana") == []


def test_a_forgotten_comment_is_in_no_line_and_others_notice(log: DecisionLog) -> None:
    """Erasure rewrites the file; another process that has read it before reads it anew, however it grew since."""
    other = DecisionLog(log.path)
    log.append([entry(1), entry(2), entry(3)])
    assert len(other.all()) == 3
    log.edits.keep("00000002", b"old\n", b"new\n", NOON)
    assert log.forget("00000002")
    log.append([entry(number) for number in range(4, 9)])
    assert b"00000002" not in log.path.read_bytes()
    assert not log.edits.of("00000002")
    assert other.all() == log.all() == [entry(number) for number in (1, 3, 4, 5, 6, 7, 8)]
    assert other.of("00000002") == []
    assert log.forget("00000001")
    assert other.last("00000001") is None
    assert not log.forget("00000001")


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With its path."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file"):
        DecisionLog(tmp_path / "file" / "decisions.jsonl").append([ONE])


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_an_edit_can_be_put_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes
) -> None:
    """The difference that is kept holds the whole text, whatever its bytes and line ends."""
    edits = DecisionLog(tmp_path_factory.mktemp("log") / "decisions.jsonl").edits
    path = edits.keep("0123456789ab", before, after, NOON)
    assert path.stat().st_mode & 0o777 == 0o600
    if before != after:
        assert edits.before("0123456789ab", NOON) == before


@pytest.mark.parametrize("identifier", ["../../etc", "", "0123456789AB"])
def test_no_path_leads_out_of_the_edits(log: DecisionLog, identifier: str) -> None:
    """An id that is none names no folder."""
    with pytest.raises(NotFoundError):
        log.edits.of(identifier)


def test_an_edit_that_is_not_kept_cannot_be_put_back(log: DecisionLog) -> None:
    """The missing file is named."""
    with pytest.raises(NotFoundError, match="no such difference"):
        log.edits.before("0123456789ab", NOON)
