"""The SQLite file that holds the subscribers by default: for its owner only, in WAL mode, with whole transactions.

The driver decides nothing about transactions here: every one says BEGIN itself.
"""

import os
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from outsideinnovation.subscriptions.store import migration

PATIENCE = 10  # seconds to wait for another process's transaction
_BEGIN = "outsideinnovation_begin"
_NONE = ""  # a statement that must stand outside a transaction


def make_private(path: Path) -> None:
    """Make the file, and the folder it lies in, where they are missing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))  # SQLite's other files get the same rights


def engine_of(url: URL) -> Engine:
    """Return an engine whose connections wait for each other, sync every commit and overwrite what is deleted."""
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # else the driver decides when a transaction begins
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE")
    if begin != _NONE:
        connection.exec_driver_sql(begin)


def begun(connection: Connection, begin: str) -> AbstractContextManager[object]:
    """Return a transaction on *connection* that begins with that statement."""
    return connection.execution_options(**{_BEGIN: begin}).begin()


def upgrade(engine: Engine, path: Path) -> None:
    """Migrate the file, after a backup where it has something already, and without foreign keys meanwhile.

    A table that is rebuilt would take its children with it (facts: Alembic's batch mode), and within a transaction the
    pragma does nothing.
    """
    with engine.connect() as connection:
        with begun(connection, "BEGIN"):
            found = migration.version(connection)
        if found == migration.NEWEST:
            return
        if found is not None and found < migration.NEWEST:
            migration.back_up(path, found)
        _outside(connection, "PRAGMA foreign_keys = OFF")
        try:
            with begun(connection, "BEGIN IMMEDIATE"):
                migration.upgrade(connection)
        finally:
            _outside(connection, "PRAGMA foreign_keys = ON")


def vacuum(engine: Engine) -> bool:
    """Rewrite the file and empty its log; tell whether a reader kept a part of the log."""
    with engine.connect() as connection:
        _outside(connection, "VACUUM")
        return bool(_outside(connection, "PRAGMA wal_checkpoint(TRUNCATE)"))


def _outside(connection: Connection, statement: str) -> object:
    """Carry out *statement* outside every transaction, and return the first value of the answer, if there is one."""
    with begun(connection, _NONE):
        answer = connection.exec_driver_sql(statement)
        return answer.scalar() if answer.returns_rows else None
