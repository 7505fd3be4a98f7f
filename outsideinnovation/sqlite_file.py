"""A SQLite file that only its owner may read: whole transactions, every one durable, no remains of what is deleted.

The one place that knows how such a file is opened; SQLAlchemy opens the subscribers' (``subscriptions/store``), and the
build's cache is another kind of file, which may be lost.
"""

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from outsideinnovation.errors import StorageError
from outsideinnovation.locks import locked_folder

PATIENCE = 10  # seconds to wait for another process's transaction


class SQLiteFile:
    """The tables of *schema* in the file at *path*, made when first used; StorageError whenever the disk refuses.

    Threads and processes may share it. *kept_open* keeps one connection a process and a write-ahead log, for files that
    every request asks; else each use opens the file and leaves nothing beside it.
    """

    def __init__(self, path: Path, schema: str, *, kept_open: bool = True) -> None:
        self.path = path
        self._schema = schema
        self._kept_open = kept_open
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def extend(self, schema: str) -> None:
        """Add the tables of *schema* to those that the file holds, from its next opening on."""
        if schema not in self._schema:
            with self._lock:
                self.close()
                self._schema += schema

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file, and make it where it is not there; every order is a transaction of its own."""
        with self._opened(self.path) as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Let all that is done in it be done, or nothing; inside another of a file kept open it is a part of that one."""
        with self._opened(self.path) as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open the file for looking; one that is not there is empty, and is not made."""
        with self._opened(self.path if self.path.exists() else None) as connection:
            yield connection

    def write(self, order: str, values: Sequence[str | float]) -> None:
        """Carry out one order."""
        with self._opened(self.path) as connection:
            connection.execute(order, values)

    def rows(self, question: str, values: Sequence[str | float]) -> list[sqlite3.Row]:
        """Return every row of the answer."""
        with self._opened(self.path) as connection:
            return connection.execute(question, values).fetchall()

    def number(self, question: str, values: Sequence[str | float]) -> int:
        """Return the one number of the answer."""
        return int(self.rows(question, values)[0][0])

    def holds(self, table: str) -> bool:
        """Tell whether there is a table of that name."""
        return bool(self.number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", [table]))

    def scrub(self) -> None:
        """Leave no copy of what was deleted: pages are written anew, and the write-ahead log is emptied.

        ``secure_delete`` alone overwrites rows where they lay last, and not where they lay before a page was rearranged.
        """
        with self._opened(self.path) as connection:
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise StorageError(
                f"{self.path}: somebody is reading, so old copies could not be removed: erase once more."
            )

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._connection:
                _close(self._connection, self._process)
            self._connection = None

    @contextmanager
    def _opened(self, path: Path | None) -> Iterator[sqlite3.Connection]:
        """Give a connection to one thread at a time, and call what SQLite says by our names; None: to nothing."""
        try:
            if path and self._kept_open:
                with self._lock:
                    yield self._open_connection(path)
                return
            connection = _connect(path, self._schema, write_ahead=False)
            try:
                yield connection
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{self.path}: {error}. Check the folder's rights and free space.") from error

    def _open_connection(self, path: Path) -> sqlite3.Connection:
        if self._connection is None or self._process != os.getpid():  # a fork must not share a connection
            self._connection, self._process = _connect(path, self._schema, write_ahead=True), os.getpid()
            weakref.finalize(self, _close, self._connection, self._process).atexit = False
        return self._connection


def _connect(path: Path | None, schema: str, *, write_ahead: bool) -> sqlite3.Connection:
    if path is None:
        return _set_up(":memory:", schema)
    path.parent.mkdir(parents=True, exist_ok=True)
    # One after another: SQLite does not wait for whoever else is turning the same new file into one that writes ahead.
    with locked_folder(path.parent):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))  # SQLite's other files get its rights
        return _set_up(path, schema, *(["journal_mode = WAL"] if write_ahead else []))


def _set_up(place: Path | str, schema: str, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in (*pragmas, "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(schema)
    except BaseException:
        connection.close()
        raise
    return connection


def _close(connection: sqlite3.Connection, process: int) -> None:
    if process == os.getpid():  # a fork leaves its parent's connection alone
        with suppress(sqlite3.Error):
            connection.close()
