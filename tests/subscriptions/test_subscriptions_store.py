"""The store keeps subscribers alike on SQLite and PostgreSQL."""

import os
import stat
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from outsideinnovation.errors import ConflictError, SettingsError, StorageError
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers as rows
from outsideinnovation.subscriptions.store.database import ENVIRONMENT, Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source, Subscriber

DAILY = Preferences(Frequency.DAILY, frozenset({"co-design", "notes"}))


def add(
    store: SubscriberStore, address: str, now: datetime, status: SubscriptionStatus = SubscriptionStatus.CONFIRMED
) -> Subscriber:
    """Add a subscriber."""
    with store.database.write() as connection:
        return rows.add(connection, address, status, Source.FORM, DAILY, now)


def test_a_subscriber_is_found_by_address_in_any_case_by_token_and_by_id(store: SubscriberStore, now: datetime) -> None:
    """And is the same each time, with all that was written down."""
    dana = add(store, "Dana@example.org", now)
    assert dana == store.by_address("dANA@example.org") == store.by_token(dana.token) == store.get(dana.id)
    assert (dana.address, dana.preferences, dana.since, dana.confirmed) == ("Dana@example.org", DAILY, now, now)


def test_an_address_in_another_case_is_no_second_subscriber(store: SubscriberStore, now: datetime) -> None:
    """The database itself refuses."""
    add(store, "Dana@example.org", now)
    with pytest.raises(StorageError):
        add(store, "dana@example.org", now)


def test_what_the_database_refuses_is_told_without_the_address(store: SubscriberStore, now: datetime) -> None:
    """Error messages land in logs, and addresses do not belong there."""
    add(store, "dana@example.org", now)
    with pytest.raises(StorageError) as told:
        add(store, "dana@example.org", now)
    assert "dana" not in str(told.value)


def test_times_are_kept_in_utc_whatever_zone_they_came_in(store: SubscriberStore, now: datetime) -> None:
    """Also where the session's zone is another; the server of these tests has New York's."""
    tokyo = now.astimezone(timezone(timedelta(hours=9)))
    found = add(store, "dana@example.org", tokyo)
    assert found.since == now
    assert found.since.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store: SubscriberStore) -> None:
    """Nobody guesses which zone was meant."""
    with pytest.raises(StorageError, match="no time zone"):
        add(store, "dana@example.org", datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is tested


def test_an_id_is_never_used_again(store: SubscriberStore, now: datetime) -> None:
    """Else an old link would reach somebody new."""
    first = add(store, "dana@example.org", now)
    with store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM subscribers")
    assert add(store, "dana@example.org", now).id > first.id


def test_a_transaction_that_fails_leaves_nothing(store: SubscriberStore, now: datetime) -> None:
    """All of it is done or nothing."""
    with suppress(ZeroDivisionError), store.database.write() as connection:
        rows.add(connection, "dana@example.org", SubscriptionStatus.CONFIRMED, Source.FORM, DAILY, now)
        raise ZeroDivisionError
    assert store.by_address("dana@example.org") is None


def test_who_is_gone_takes_the_categories_along(store: SubscriberStore, now: datetime) -> None:
    """Foreign keys are enforced on both."""
    dana = add(store, "dana@example.org", now)
    with store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM subscribers")
        assert rows.categories_of(connection, [dana.id]) == {}


def test_a_changed_status_says_since_when(store: SubscriberStore, now: datetime) -> None:
    """And an event that changes nothing leaves it."""
    dana = add(store, "dana@example.org", now)
    later = now + timedelta(days=1)
    left = store.change(dana.id, Event.UNSUBSCRIBE, later)
    assert (left.status, left.since) == (SubscriptionStatus.UNSUBSCRIBED, later)
    assert store.change(dana.id, Event.UNSUBSCRIBE, later + timedelta(days=1)) == left
    with pytest.raises(ConflictError, match="only its reader"):
        store.change(dana.id, Event.ADD, later)


def test_all_are_listed_a_page_at_a_time(store: SubscriberStore, now: datetime) -> None:
    """In the order of their coming, with their categories."""
    added = [add(store, f"reader{number}@example.org", now) for number in range(5)]
    store.change(added[2].id, Event.SUPPRESS, now)
    assert [each.id for each in store.all(at_once=2)] == [each.id for each in added]
    assert list(store.all(SubscriptionStatus.CONFIRMED, at_once=2)) == [*added[:2], *added[3:]]
    assert store.counts() == {SubscriptionStatus.CONFIRMED: 4, SubscriptionStatus.SUPPRESSED: 1}


def test_writers_wait_for_each_other(store: SubscriberStore, now: datetime) -> None:
    """Many threads of one service write at once, and none is refused."""
    threads = [threading.Thread(target=add, args=(store, f"reader{number}@example.org", now)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.counts() == {SubscriptionStatus.CONFIRMED: 12}


def test_a_fork_opens_connections_of_its_own(store: SubscriberStore, now: datetime) -> None:
    """As a web server with several workers does."""
    add(store, "parent@example.org", now)
    child = os.fork()
    if not child:
        try:
            add(store, "child@example.org", now)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.by_address("child@example.org")
    add(store, "later@example.org", now)


def test_the_file_is_for_its_owner_only(sqlite: Database, now: datetime) -> None:
    """With its log beside it."""
    with sqlite.write():
        assert sqlite.path
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in sqlite.path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "subscriptions.sqlite-wal" in modes


def test_a_folder_that_cannot_be_made_is_told_with_its_name(tmp_path: Path) -> None:
    """And what to do."""
    (tmp_path / "instance").write_bytes(b"")
    with pytest.raises(StorageError, match=r"instance.*rights"), Database.of(tmp_path / "instance", {}).read():
        pass


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """It is not overwritten."""
    path = tmp_path / "subscriptions.sqlite"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StorageError, match="not a database"), Database.of(tmp_path, {}).read():
        pass
    assert path.read_bytes().startswith(b"Dear diary")


@pytest.mark.parametrize(
    "url", ["mysql://root:secret@localhost/blog", "postgresql://user:secret@localhost", "sqlite://", "secret"]
)
def test_an_address_that_names_no_database_is_refused_without_its_password(url: str) -> None:
    """The message shows how one is written."""
    with pytest.raises(SettingsError, match="postgresql://user:password@host") as refused:
        Database.of(Path(), {ENVIRONMENT: url})
    assert "secret" not in str(refused.value)


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    """As a StorageError, which the service answers with 503."""
    database = Database.of(Path(), {ENVIRONMENT: "postgres://dana:secret@127.0.0.1:1/blog"})
    with pytest.raises(StorageError, match="Check that PostgreSQL runs") as told, database.read():
        pass
    assert "secret" not in str(told.value)
