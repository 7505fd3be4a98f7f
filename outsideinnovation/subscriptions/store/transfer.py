"""Carries all tables from one database to another, SQLite or PostgreSQL, and compares both by counts and hashes.

Rows go by the types of their columns, so a moment stays the same moment; numbers that were given once are not given again.
"""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Table, insert, select, text

from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.subscriptions.store import schema
from outsideinnovation.subscriptions.store.database import Database

_AT_ONCE = 1_000  # rows in memory
_TABLES = schema.metadata.sorted_tables  # parents before their children
_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, 'id')")


@dataclass(frozen=True, slots=True)
class TableDigest:
    """What two equal tables have in common: how many rows, the sum of the rows' SHA-256, and the last number given."""

    rows: int
    sum: str
    last: int


def of_file(path: Path) -> Database:
    """Return the database in the SQLite file at *path*."""
    return Database(URL.create("sqlite", database=str(path)))


def digests(database: Database) -> dict[str, TableDigest]:
    """Return the digest of every table, all of one moment."""
    with database.snapshot() as connection:
        return {table.name: _digest(connection, table) for table in _TABLES}


def carry(source: Database, target: Database) -> dict[str, TableDigest]:
    """Copy every row of *source* into *target*, which must be empty or hold just that, in one transaction.

    Return the digests, which are compared. Raises ConflictError where *target* holds something else, StorageError when a
    database refuses or a table differs; *target* is then as it was.
    """
    with source.snapshot() as read, target.write() as written:
        wanted = {table.name: _digest(read, table) for table in _TABLES}
        found = {table.name: _digest(written, table) for table in _TABLES}
        if found == wanted:
            return wanted
        if any(each.rows for each in found.values()):
            raise ConflictError(
                f"{target.name} holds subscribers or mailings already, and was left as it is. Name an empty one."
            )
        for table in _TABLES:
            _copy(read, written, table)
        _compare(wanted, {table.name: _digest(written, table) for table in _TABLES}, target.name)
    return wanted


def to_file(source: Database, path: Path) -> dict[str, TableDigest]:
    """Copy every row of *source* into a new SQLite file at *path*, with nothing beside it, as ``carry`` does."""
    target = of_file(path)
    try:
        return carry(source, target)
    finally:
        target.close()
        settle(path)


def settle(path: Path) -> None:
    """Let the SQLite file at *path*, which nobody uses, be one file: its log goes into it, and its lock goes."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StorageError(f"{path}: {error}. Check the folder's rights and free space.") from error
    path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def _copy(read: Connection, written: Connection, table: Table) -> None:
    question = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    for part in read.execute(question).partitions(_AT_ONCE):
        written.execute(insert(table), [{column.key: row._mapping[column] for column in table.columns} for row in part])
    if last := _last(read, table):
        _count_from(written, table, last)


def _digest(connection: Connection, table: Table) -> TableDigest:
    """Rows are hashed each by itself and added up, since databases sort text in different orders."""
    total, count = 0, 0
    for row in connection.execute(select(table).execution_options(yield_per=_AT_ONCE)):
        count += 1
        values = json.dumps([None if value is None else str(value) for value in row])
        total += int.from_bytes(hashlib.sha256(values.encode()).digest())
    return TableDigest(count, f"{total % 2**256:064x}", _last(connection, table))


def _last(connection: Connection, table: Table) -> int:
    """Return the last number that the table has given to a row; 0: none, or its rows have no number of their own."""
    if not _is_numbered(table):
        return 0
    if connection.dialect.name == "sqlite":
        question = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(connection.execute(question, {"name": table.name}).scalar() or 0)
    sequence = connection.execute(_SEQUENCE, {"name": table.name}).scalar_one()
    given = text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608 - a name of PostgreSQL's
    return int(connection.execute(given).scalar_one())


def _count_from(connection: Connection, table: Table, last: int) -> None:
    if connection.dialect.name == "sqlite":
        values = {"name": table.name, "last": last}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)
    else:
        sequence = connection.execute(_SEQUENCE, {"name": table.name}).scalar_one()
        connection.execute(
            text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": last}
        )


def _is_numbered(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _compare(wanted: dict[str, TableDigest], found: dict[str, TableDigest], name: str) -> None:
    for table, digest in wanted.items():
        if found[table] != digest:
            raise StorageError(f"{name}: the table {table} came out differently ({digest} became {found[table]}).")
