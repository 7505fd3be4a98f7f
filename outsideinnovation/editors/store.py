"""The file that editors' accounts lie in: SQLite, readable by its owner only, deleted rows overwritten."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.errors import StorageError

_WAIT = 10  # seconds for another process to finish
_TABLES = """
CREATE TABLE IF NOT EXISTS editors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    password TEXT,                        -- argon2id; NULL until the invitation is taken up
    secret TEXT NOT NULL,                 -- of the second step
    step INTEGER NOT NULL DEFAULT 0,      -- of the last code that was accepted
    shortcuts INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS recovery (
    hash TEXT PRIMARY KEY,
    editor INTEGER NOT NULL REFERENCES editors ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS passes (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    editor INTEGER NOT NULL REFERENCES editors ON DELETE CASCADE,
    made REAL NOT NULL,
    seen REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS networks (
    editor INTEGER NOT NULL REFERENCES editors ON DELETE CASCADE,
    pseudonym TEXT NOT NULL,              -- of a network from which the editor has signed in
    seen REAL NOT NULL,
    PRIMARY KEY (editor, pseudonym)
);
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY,
    who TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS attempts_who ON attempts (who, at);
"""
_NEWEST = "networks"  # the table that a database of an earlier version lacks


@dataclass(frozen=True, slots=True)
class Store:
    """The database at *path*, made when it is first needed. Several processes and threads may use it."""

    path: Path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open the database for looking; one that is not there is empty, and is not made. Raises StorageError."""
        with self._connection(self.path if self.path.exists() else None) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction that nobody else writes beside; what is raised inside undoes it."""
        with self._connection(self.path) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def _connection(self, path: Path | None) -> Iterator[sqlite3.Connection]:
        try:
            connection = _opened(path)
            try:
                yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StorageError(
                f"{self.path}: cannot be used ({error}): check its rights and free space, or restore it."
            ) from error
        except OSError as error:
            raise StorageError(
                f"Cannot write {self.path}: {error.strerror}. Check the folder's rights and free space."
            ) from error


def _opened(path: Path | None) -> sqlite3.Connection:
    """Open the database at *path*, and make it where it is not there; None opens an empty one that is kept nowhere."""
    new = path is None or not path.exists()
    if path is not None and new:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # before SQLite would, with wider rights
    connection = sqlite3.connect(path or ":memory:", timeout=_WAIT, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    if new or not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_NEWEST,)).fetchone():
        connection.executescript(_TABLES)
    return connection
