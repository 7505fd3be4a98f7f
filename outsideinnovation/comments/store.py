"""A SQLite file that only its owner may read: one connection a process, whole transactions, no remains of what is deleted."""

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from outsideinnovation.errors import StorageError

PATIENCE = 10  # seconds to wait for another process's transaction
Row = tuple[object, ...]


class Store:
    """The tables of *schema* in the file at *path*, made when first used; StorageError whenever the disk refuses.

    Threads and processes may share it. What a transaction has written when it ends is durable.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        self._schema = schema
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Let all that is done in it be done, or nothing."""
        with self._open() as private_store:
            private_store.execute("BEGIN IMMEDIATE")
            try:
                yield private_store
                private_store.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    private_store.execute("ROLLBACK")
                raise

    def write(self, order: str, values: Sequence[str | float]) -> None:
        """Carry out one order."""
        with self._open() as private_store:
            private_store.execute(order, values)

    def rows(self, question: str, values: Sequence[str | int]) -> list[Row]:
        """Return every row of the answer."""
        with self._open() as private_store:
            return private_store.execute(question, values).fetchall()

    def number(self, question: str, values: Sequence[str]) -> int:
        """Return the one number of the answer."""
        return int(str(self.rows(question, values)[0][0]))

    def scrub(self) -> None:
        """Leave no copy of what was deleted: pages are written anew, and the write-ahead log is emptied.

        ``secure_delete`` alone overwrites rows where they lay last, and not where they lay before a page was rearranged.
        """
        with self._open() as private_store:
            private_store.execute("VACUUM")
            busy = private_store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
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
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give the process's one connection to one thread at a time, and call what SQLite says by our names."""
        with self._lock:
            try:
                if self._connection is None or self._process != os.getpid():  # a fork must not share a connection
                    self._connection, self._process = _connect(self.path, self._schema), os.getpid()
                    weakref.finalize(self, _close, self._connection, self._process).atexit = False
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                raise StorageError(f"{self.path}: {error}. Check the folder's rights and free space.") from error


def _connect(path: Path, schema: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))  # SQLite's other files get the same rights
    private_store = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        private_store.execute("PRAGMA journal_mode = WAL")
        private_store.execute("PRAGMA synchronous = FULL")
        private_store.execute("PRAGMA secure_delete = ON")
        private_store.executescript(schema)
    except BaseException:
        private_store.close()
        raise
    return private_store


def _close(connection: sqlite3.Connection, process: int) -> None:
    if process == os.getpid():  # a fork leaves its parent's connection alone
        with suppress(sqlite3.Error):
            connection.close()
