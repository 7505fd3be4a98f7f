"""Brings the tables up to the newest version of their schema (migrations, forward only), after a backup of a SQLite file.

A database that is newer than this program is refused, and nothing in it is touched.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from outsideinnovation.errors import StorageError

NEWEST = "0001"
VERSIONS = "alembic_version"
_TURN = 0x6F69_7375  # the number of the advisory lock: one process migrates, the others wait
_CHILDREN = (
    "Rows were lost while {table} was brought to version {newest} ({before} before, {after} after); nothing was kept."
)


def version(connection: Connection) -> str | None:
    """Return the version of the schema that the database has; None: it is empty."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar()  # noqa: S608 - a name of ours


def upgrade(connection: Connection) -> None:
    """Apply what is missing, in the transaction that *connection* is in. Raises StorageError for a newer database."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    found = version(connection)
    if found == NEWEST:
        return
    if found is not None and found > NEWEST:
        raise StorageError(f"The database has schema {found}, this program knows {NEWEST}: install the newer program.")
    before = _counts(connection)
    _apply(connection)
    _compare(before, _counts(connection))


def back_up(path: Path, found: str) -> Path:
    """Copy the SQLite file at *path*, which has schema *found*, beside itself; return the copy, for its owner only."""
    copy = backup_path(path, found)
    os.close(os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def backup_path(path: Path, found: str) -> Path:
    """Return where the copy of *path* with schema *found* lies."""
    return path.with_name(f"{path.name}.before-{found}")


def backups(path: Path) -> list[Path]:
    """Return the copies that were made of *path*; they hold addresses, so erasing removes them."""
    return sorted(path.parent.glob(f"{path.name}.before-[0-9]*"))


def _apply(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a fifth of a second, needed once a version
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)


def _counts(connection: Connection) -> dict[str, int]:
    tables = set(inspect(connection).get_table_names()) - {VERSIONS}
    return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}  # noqa: S608 - names of ours


def _compare(before: dict[str, int], after: dict[str, int]) -> None:
    """See that no rebuilt table took its children with it (facts: Alembic's batch mode does, silently)."""
    for table in before.keys() & after.keys():
        if after[table] < before[table]:
            numbers = {"before": before[table], "after": after[table]}
            raise StorageError(_CHILDREN.format(table=table, newest=NEWEST, **numbers))
