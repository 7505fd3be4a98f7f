"""A connection of the database's own driver: SQLAlchemy's layers take longer than what the ledger asks for thousands of times.

Statements are written with ``?``. On SQLite a commit outlives the process at once, and a power cut once it is synced: with
the first commit of each second. PostgreSQL syncs every commit.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, PoolProxiedConnection

from outsideinnovation.subscriptions.store.types import UTCDateTime

SYNCED_EVERY = 1.0  # seconds
CHECKPOINT = 4000  # pages of SQLite's log, 16 MB, between two checkpoints
Value = str | int | None
Row = tuple[Any, ...]


class Driver:
    """The open *connection*; *named_errors* turns what the driver raises into a StorageError.

    Threads may share it; each transaction is one thread's.
    """

    def __init__(
        self,
        connection: PoolProxiedConnection,
        dialect: Dialect,
        named_errors: Callable[..., AbstractContextManager[None]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection, self._clock = connection, clock
        self._cursor = connection.cursor()
        self._named_errors, self._error = named_errors, _error_of(dialect)
        self._turn = threading.Lock()
        self.is_sqlite = dialect.name == "sqlite"
        self._bound = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
        self._synced, self._is_syncing = float("-inf"), True
        if self.is_sqlite:
            self._cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")

    def moment(self, moment: datetime) -> Any:  # noqa: ANN401 - what the driver takes
        """Return *moment* as the driver takes it."""
        return self._bound(moment) if self._bound else moment

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin a transaction that writes, and commit it at the end of the block."""
        with self._turn, self._named_errors(self._error):
            if self.is_sqlite:
                self._begin_sqlite()
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    def execute(self, statement: str, *values: object) -> list[Row]:
        """Carry out *statement* once, and return the rows it gives."""
        self._cursor.execute(self._written(statement), values)
        return [tuple(row) for row in self._cursor.fetchall()] if self._cursor.description else []

    def execute_many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Carry out *statement* once a row."""
        if rows:
            self._cursor.executemany(self._written(statement), rows)

    def close(self) -> None:
        """Sync what was committed, and leave the connection as it was."""
        if self.is_sqlite:
            with self._named_errors(self._error):
                self._cursor.execute("PRAGMA synchronous = FULL")
                self._cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")  # which syncs the log first
        self._cursor.close()

    def _begin_sqlite(self) -> None:
        now = self._clock()
        is_synced = now - self._synced >= SYNCED_EVERY
        if is_synced != self._is_syncing:
            self._cursor.execute(f"PRAGMA synchronous = {'FULL' if is_synced else 'NORMAL'}")
            self._is_syncing = is_synced
        self._synced = now if is_synced else self._synced
        self._cursor.execute("BEGIN IMMEDIATE")

    def _written(self, statement: str) -> str:
        return statement if self.is_sqlite else statement.replace("?", "%s")


def _error_of(dialect: Dialect) -> type[Exception]:
    error: type[Exception] = getattr(dialect.dbapi, "Error")  # noqa: B009 - PEP 249's name, which SQLAlchemy leaves untyped
    return error
