"""Fixtures of the subscriptions room's tests: the same tests run on a SQLite file and on a real PostgreSQL."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests_postgresql import MissingServerError, PostgreSQL

from outsideinnovation.subscriptions.store.database import ENVIRONMENT, Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server with a database ``template1`` that has our tables; skips where there is none, unless all tests are demanded."""
    try:
        with PostgreSQL.running() as server:
            _migrate(server)
            yield server
    except MissingServerError as missing:
        if os.environ.get("OI_REQUIRE_ALL_TESTS"):
            raise
        pytest.skip(str(missing))


@pytest.fixture
def empty_postgresql(postgresql: PostgreSQL) -> Iterator[Database]:
    """A PostgreSQL database with empty tables."""
    name = postgresql.make()
    database = Database.of(Path(), {ENVIRONMENT: postgresql.url(name)})
    yield database
    database.close()
    postgresql.drop(name)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with empty tables."""
    database = Database.of(tmp_path / "instance", {})
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind."""
    names = {"sqlite": "sqlite", "postgresql": "empty_postgresql"}
    found = request.getfixturevalue(names[request.param])
    assert isinstance(found, Database)
    return found


@pytest.fixture
def store(database: Database) -> SubscriberStore:
    """The subscribers in it: nobody yet."""
    return SubscriberStore(database)


@pytest.fixture
def now() -> datetime:
    """A moment."""
    return datetime(2026, 3, 28, 12, tzinfo=UTC)


def _migrate(server: PostgreSQL) -> None:
    database = Database.of(Path(), {ENVIRONMENT: server.url("template1")})
    with database.read():
        pass
    database.close()
