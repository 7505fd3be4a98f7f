"""Migrations bring old tables up, keep every row, and refuse what is newer."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from outsideinnovation.errors import StorageError
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import migration
from outsideinnovation.subscriptions.store import subscribers as rows
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.schema import metadata
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Preferences, Source


def test_the_migrations_make_the_tables_of_the_schema(database: Database) -> None:
    """Nothing is missing, nothing too much, and every constraint and index has the name that the schema gives it."""
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"target_metadata": metadata, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            named = {each["name"] for each in found.get_check_constraints(table.name)}
            assert named == {each.name for each in table.constraints if each.name and each.name.startswith("ck_")}
            keys = {each["name"] for each in found.get_foreign_keys(table.name)}
            assert keys == {each.name for each in table.foreign_key_constraints}


def test_the_newest_version_is_the_last_migration() -> None:
    """The program knows it without asking Alembic, whose import takes its time."""
    folder = Path(migration.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [migration.NEWEST]


def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    """Whoever goes back to an older program keeps the data."""
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StorageError, match="install the newer program"), database.read():
        pass


def test_two_processes_that_open_a_new_database_make_it_once(tmp_path: Path) -> None:
    """The second waits for the first."""
    databases = [Database.of(tmp_path, {}) for _ in range(4)]
    with ThreadPoolExecutor(len(databases)) as pool:
        assert list(pool.map(_version, databases)) == [migration.NEWEST] * len(databases)
    for database in databases:
        database.close()


def _version(database: Database) -> str | None:
    with database.write() as connection:
        return migration.version(connection)


def test_an_older_file_is_backed_up_for_its_owner_only(sqlite: Database, now: datetime) -> None:
    """The copy holds every row, and stands beside the file."""
    with sqlite.write() as connection:
        rows.add(connection, "dana@example.org", SubscriptionStatus.CONFIRMED, Source.FORM, Preferences(), now)
    assert sqlite.path
    copy = migration.back_up(sqlite.path, "0000")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as private_store:
        assert private_store.execute("SELECT address FROM subscribers").fetchall() == [("dana@example.org",)]
    assert migration.backups(sqlite.path) == [copy]


def test_an_upgrade_that_loses_rows_is_undone(sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuilt table may take its children along; then nothing of the upgrade is kept, and the backup is there."""
    with sqlite.write() as connection:
        rows.add(connection, "dana@example.org", SubscriptionStatus.CONFIRMED, Source.FORM, Preferences(), now)
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    sqlite.close()
    monkeypatch.setattr(migration, "_apply", lambda connection: connection.execute(text("DELETE FROM subscribers")))
    with pytest.raises(StorageError, match="Rows were lost"), sqlite.read():
        pass
    monkeypatch.undo()
    assert sqlite.path
    assert [path.name for path in migration.backups(sqlite.path)] == ["subscriptions.sqlite.before-0000"]
    with closing(sqlite3.connect(sqlite.path)) as private_store:
        private_store.execute(f"UPDATE alembic_version SET version_num = '{migration.NEWEST}'")
        private_store.commit()
    assert SubscriberStore(sqlite).by_address("dana@example.org")
