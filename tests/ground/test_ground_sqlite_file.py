"""SQLite files: private, durable, whole transactions, nothing left of what is deleted."""

import os
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from outsideinnovation.errors import StorageError
from outsideinnovation.sqlite_file import SQLiteFile

SCHEMA = "CREATE TABLE IF NOT EXISTS words (word TEXT NOT NULL);"
ADD = "INSERT INTO words VALUES (?)"


def words(file: SQLiteFile) -> list[str]:
    """Return what the table holds."""
    return [word for (word,) in file.rows("SELECT word FROM words", [])]


@pytest.mark.parametrize("kept_open", [True, False])
def test_it_is_durable_and_overwrites_what_is_deleted(tmp_path: Path, kept_open: bool) -> None:
    """Its connections sync every commit and zero what is deleted; kept open it writes ahead, else nothing lies beside it."""
    file = SQLiteFile(tmp_path / "below" / "words.sqlite", SCHEMA, kept_open=kept_open)
    file.write(ADD, ["one"])
    assert file.number("PRAGMA synchronous", []) == 2
    assert file.number("PRAGMA secure_delete", []) == 1
    assert {path.name for path in file.path.parent.iterdir()} >= {"words.sqlite"}
    assert (len(list(file.path.parent.iterdir())) > 1) is kept_open
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    file.close()
    with sqlite3.connect(file.path) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal" if kept_open else "delete",)
    other.close()


@pytest.mark.parametrize("kept_open", [True, False])
def test_a_transaction_is_done_whole_or_not_at_all(tmp_path: Path, kept_open: bool) -> None:
    """Whatever ends it; inside, SQLite's complaints become ours."""
    file = SQLiteFile(tmp_path / "words.sqlite", SCHEMA, kept_open=kept_open)

    def fail() -> None:
        with file.transaction() as tables:
            tables.execute(ADD, ["one"])
            tables.execute(ADD, [None])

    with pytest.raises(StorageError, match="NOT NULL"):
        fail()
    assert words(file) == []
    with file.transaction() as tables:
        tables.execute(ADD, ["two"])
    assert words(file) == ["two"]
    file.close()


def test_all_who_open_a_new_file_at_once_write_to_it(tmp_path: Path) -> None:
    """Nobody is told that it is locked, however many make it in the same moment: fifty files, four for each."""
    for number in range(50):
        together, path = threading.Barrier(4), tmp_path / f"{number}" / "words.sqlite"

        def write(word: str, together: threading.Barrier = together, path: Path = path) -> list[str]:
            file = SQLiteFile(path, SCHEMA)
            together.wait()
            file.write(ADD, [word])
            written = words(file)
            file.close()
            return written

        with ThreadPoolExecutor(4) as threads:
            seen = list(threads.map(write, "abcd"))
        assert set("abcd") in [set(one) for one in seen]


def test_a_transaction_inside_another_is_a_part_of_it(tmp_path: Path) -> None:
    """So what two rooms do with one file is done as one."""
    file = SQLiteFile(tmp_path / "words.sqlite", SCHEMA)

    def fail() -> None:
        with file.transaction():
            with file.transaction() as tables:
                tables.execute(ADD, ["one"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert words(file) == []
    file.close()


def test_reading_makes_no_file(tmp_path: Path) -> None:
    """One that is not there is empty."""
    file = SQLiteFile(tmp_path / "words.sqlite", SCHEMA, kept_open=False)
    with file.reading() as tables:
        assert tables.execute("SELECT count(*) FROM words").fetchone()[0] == 0
    assert not file.path.exists()


def test_another_file_in_its_place_is_named_with_the_remedy(tmp_path: Path) -> None:
    """And so is a folder that cannot be made."""
    path = tmp_path / "words.sqlite"
    path.write_bytes(b"no database at all, but long enough to look like one" * 20)
    for broken in (path, path / "below"):
        with pytest.raises(StorageError, match=rf"{broken}: .*free space"):
            SQLiteFile(broken, SCHEMA).number("SELECT count(*) FROM words", [])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_fork_opens_its_own_connection(tmp_path: Path) -> None:
    """SQLite's files must not be used over a connection from before the fork."""
    file = SQLiteFile(tmp_path / "words.sqlite", SCHEMA)
    file.write(ADD, ["parent"])
    child = os.fork()
    if not child:
        try:
            file.write(ADD, ["child"])
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert sorted(words(file)) == ["child", "parent"]
    file.close()
