"""The tables tell when subscriptions began and ended and what became of mails, and of nobody who was erased."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from outsideinnovation.subscriptions.delivery_state import DeliveryState, IssueState
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store import history, schema, subscribers
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.erasing import ErasingStore
from outsideinnovation.subscriptions.store.history import IssueCount, Membership
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source

DAY = timedelta(days=1)


def join(store: SubscriberStore, name: str, now: datetime, *, confirmed: bool = True) -> int:
    """Add somebody, and return the id."""
    status = SubscriptionStatus.CONFIRMED if confirmed else SubscriptionStatus.UNCONFIRMED
    with store.database.write() as connection:
        return subscribers.add(connection, f"{name}@readers.example", status, Source.FORM, Preferences(), now).id


@pytest.mark.parametrize("event", [Event.UNSUBSCRIBE, Event.BOUNCE, Event.SUPPRESS])
def test_a_subscription_ends_when_its_reader_leaves(store: SubscriberStore, now: datetime, event: Event) -> None:
    """Or its address is dead, or the operator stops it; who never confirmed is not there."""
    join(store, "stays", now)
    join(store, "asks", now, confirmed=False)
    store.change(join(store, "leaves", now), event, now + DAY)
    assert list(history.memberships(store.database)) == [Membership(now, None), Membership(now, now + DAY)]


def test_who_comes_back_begins_anew(store: SubscriberStore, now: datetime) -> None:
    """The tables keep one beginning a reader: the last."""
    reader = join(store, "dana", now)
    store.change(reader, Event.UNSUBSCRIBE, now + DAY)
    store.change(reader, Event.CONFIRM, now + 2 * DAY)
    assert list(history.memberships(store.database)) == [Membership(now + 2 * DAY, None)]


def test_an_erased_reader_is_in_no_number(store: SubscriberStore, now: datetime) -> None:
    """Not even in those of the time before."""
    join(store, "dana", now)
    join(store, "eli", now)
    ErasingStore(store.database).erase("dana@readers.example", "0" * 64, now + DAY)
    assert list(history.memberships(store.database)) == [Membership(now, None)]


def test_many_are_read_some_at_a_time(store: SubscriberStore, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each exactly once."""
    monkeypatch.setattr(history, "_AT_ONCE", 2)
    for number in range(5):
        join(store, f"reader{number}", now + number * DAY)
    assert [each.began for each in history.memberships(store.database)] == [now + number * DAY for number in range(5)]


def test_mails_are_counted_by_issue(store: SubscriberStore, now: datetime) -> None:
    """Sent, failed, or still to go; who unsubscribed meanwhile is in none of these, and an issue may have no mail."""
    database, states = store.database, [*DeliveryState, DeliveryState.SENT]
    readers = [join(store, f"reader{number}", now) for number in range(len(states))]
    with database.write() as connection:
        for number in (1, 2):
            moment = {"created": now + number * DAY, "due": now}
            row = {"id": number, "key": f"each/{number}", "frequency": Frequency.EACH, "state": IssueState.SENDING}
            connection.execute(insert(schema.issues), row | moment)
        rows = [
            {"issue_id": 2, "subscriber_id": reader, "state": state, "not_before": now}
            for reader, state in zip(readers, states, strict=True)
        ]
        connection.execute(insert(schema.deliveries), rows)
    assert history.issue_counts(database) == [IssueCount(now + DAY), IssueCount(now + 2 * DAY, 2, 1, 3)]


def test_a_new_database_tells_nothing(database: Database) -> None:
    """No subscription, no issue."""
    assert list(history.memberships(database)) == []
    assert history.issue_counts(database) == []
