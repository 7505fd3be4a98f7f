"""Subscribers and mailings move from SQLite to PostgreSQL and back, every row, and are compared."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from backup_sites import FullSite
from sqlalchemy import func, select
from tests_postgresql import MissingServerError, PostgreSQL

from outsideinnovation.backup.restoring import restore
from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import schema, subscribers, transfer
from outsideinnovation.subscriptions.store.database import ENVIRONMENT, Database
from outsideinnovation.subscriptions.subscriber import Preferences, Source


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    """A real server; skips where there is none, unless all tests are demanded."""
    try:
        with PostgreSQL.running() as running:
            yield running
    except MissingServerError as missing:
        if os.environ.get("OI_REQUIRE_ALL_TESTS"):
            raise
        pytest.skip(str(missing))


@pytest.fixture
def elsewhere(server: PostgreSQL) -> Iterator[dict[str, str]]:
    """An environment that names an empty PostgreSQL database."""
    name = server.make()
    yield {ENVIRONMENT: server.url(name)}
    server.drop(name)


def _digests(environment: dict[str, str], instance: Path = Path()) -> object:
    database = Database.of(instance, environment)
    try:
        return transfer.digests(database)
    finally:
        database.close()


def test_a_site_moves_to_postgresql_and_back(
    full: FullSite, now: datetime, tmp_path: Path, elsewhere: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All tables are equal at every station, and there is one place for subscribers at each."""
    start = _digests({}, full.site.instance)
    there = restore(full.back_up(now).folder, tmp_path / "there", now, sends_waiting=True, environment=elsewhere)
    assert there.is_carried
    assert there.tables == start == _digests(elsewhere)
    assert not (tmp_path / "there/instance/subscriptions.sqlite").exists()
    monkeypatch.setenv(ENVIRONMENT, elsewhere[ENVIRONMENT])
    moved = FullSite(full.blog.__class__.__new__(full.blog.__class__), tmp_path / "more copies")
    moved.blog.root = tmp_path / "there"
    backup = moved.back_up(now).folder
    back = restore(backup, tmp_path / "back", now, sends_waiting=True, environment={})
    assert not back.is_carried
    assert back.tables == start == _digests({}, tmp_path / "back/instance")


@pytest.mark.parametrize("is_postgresql", [True, False])
def test_no_number_is_given_twice_after_a_move(
    full: FullSite, now: datetime, tmp_path: Path, elsewhere: dict[str, str], *, is_postgresql: bool
) -> None:
    """The reader who had the last number and is gone keeps it, since links and bounces go by numbers."""
    target = elsewhere if is_postgresql else {ENVIRONMENT: f"sqlite:///{tmp_path / 'other.sqlite'}"}
    restore(full.back_up(now).folder, tmp_path / "there", now, environment=target)
    database = Database.of(Path(), target)
    with database.write() as connection:
        confirmed = SubscriptionStatus.CONFIRMED
        new = subscribers.add(connection, "new@readers.example", confirmed, Source.FORM, Preferences(), now)
    database.close()
    assert new.id == 4


def test_a_database_that_holds_something_is_left_alone(
    full: FullSite, now: datetime, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    """Nor is there a site then that would write to it."""
    backup = full.back_up(now).folder
    database = Database.of(Path(), elsewhere)
    with database.write() as connection:
        confirmed = SubscriptionStatus.CONFIRMED
        subscribers.add(connection, "else@readers.example", confirmed, Source.FORM, Preferences(), now)
    database.close()
    before = _digests(elsewhere)
    with pytest.raises(ConflictError, match="holds subscribers"):
        restore(backup, tmp_path / "there", now, environment=elsewhere)
    assert _digests(elsewhere) == before
    assert not (tmp_path / "there").exists()


def test_a_restore_that_failed_after_the_database_can_be_repeated(
    full: FullSite, now: datetime, tmp_path: Path, elsewhere: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database holds is then just what the backup has, and is taken as done."""
    backup = full.back_up(now).folder

    def fail(*_: object) -> None:
        raise StorageError("the power is gone")

    monkeypatch.setattr("outsideinnovation.backup.restoring._give_name", fail)
    with pytest.raises(StorageError, match="power"):
        restore(backup, tmp_path / "there", now, environment=elsewhere)
    monkeypatch.undo()
    assert restore(backup, tmp_path / "there", now, environment=elsewhere).is_carried


def test_a_table_that_came_out_differently_is_refused(
    full: FullSite, now: datetime, tmp_path: Path, elsewhere: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing of it stays in the database."""
    backup, copy = full.back_up(now).folder, transfer._copy

    def spoil(read: object, written: object, table: object) -> None:
        copy(read, written, table)  # type: ignore[arg-type]
        if getattr(table, "name", "") == "subscribers":
            written.exec_driver_sql("UPDATE subscribers SET frequency = 'daily'")  # type: ignore[attr-defined]

    monkeypatch.setattr(transfer, "_copy", spoil)
    with pytest.raises(StorageError, match="table subscribers came out differently"):
        restore(backup, tmp_path / "there", now, environment=elsewhere)
    monkeypatch.undo()
    assert not any(table.rows for table in _digests(elsewhere).values())  # type: ignore[attr-defined]


def test_a_snapshot_sees_one_moment(now: datetime, elsewhere: dict[str, str]) -> None:
    """Readers who come while a backup is taken are in all tables of it or in none."""
    database = Database.of(Path(), elsewhere)
    question = select(func.count()).select_from(schema.subscribers)
    with database.snapshot() as connection:
        before = connection.execute(question).scalar_one()
        with database.write() as other:
            confirmed = SubscriptionStatus.CONFIRMED
            subscribers.add(other, "new@readers.example", confirmed, Source.FORM, Preferences(), now)
        assert connection.execute(question).scalar_one() == before == 0
    with database.read() as connection:
        assert connection.execute(question).scalar_one() == 1
    database.close()
