"""Subscribers in the database: found by id, address or token; every change of status goes through the one table."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus, after
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.schema import categories, subscribers
from outsideinnovation.subscriptions.subscriber import Preferences, Source, Subscriber

TOKEN_BYTES = 16  # random ones: nobody guesses 128 bits, and hex outlives relays that change an address's case
_MANY = 500  # values in one question; SQLite's older limit is 999


@dataclass(frozen=True, slots=True)
class SubscriberStore:
    """The subscribers in *database*."""

    database: Database

    def by_address(self, address: str) -> Subscriber | None:
        """Return who has *address*, in whatever case; an erased one has none."""
        with self.database.read() as connection:
            return one(connection, subscribers.c.address_key == addresses.key(address))

    def by_token(self, token: str) -> Subscriber | None:
        """Return whose mails carry *token*."""
        with self.database.read() as connection:
            return one(connection, subscribers.c.token == token)

    def get(self, identifier: int) -> Subscriber | None:
        """Return the subscriber with that id."""
        with self.database.read() as connection:
            return one(connection, subscribers.c.id == identifier)

    def all(self, status: SubscriptionStatus | None = None, *, at_once: int = 1000) -> Iterator[Subscriber]:
        """Return every subscriber, or those in *status*, by id; *at_once* are in memory, and no transaction stays open."""
        last = 0
        while found := self._page(last, status, at_once):
            yield from found
            last = found[-1].id

    def counts(self) -> dict[SubscriptionStatus, int]:
        """Return how many stand where."""
        question = select(subscribers.c.status, func.count()).group_by(subscribers.c.status)
        with self.database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(question)}

    def change(self, identifier: int, event: Event, now: datetime) -> Subscriber:
        """Let *event* happen to a subscriber, and return what became of them. Raises ConflictError where it may not."""
        with self.database.write() as connection:
            return change(connection, needed(connection, identifier), event, now)

    def prefer(self, identifier: int, preferences: Preferences, paused_until: datetime | None) -> Subscriber:
        """Write down what a subscriber wants, and until when nothing."""
        with self.database.write() as connection:
            prefer(connection, identifier, preferences)
            pause = update(subscribers).where(subscribers.c.id == identifier).values(paused_until=paused_until)
            connection.execute(pause)
            return needed(connection, identifier)

    def _page(self, last: int, status: SubscriptionStatus | None, at_once: int) -> list[Subscriber]:
        wanted = subscribers.c.id > last
        if status:
            wanted &= subscribers.c.status == status
        with self.database.read() as connection:
            return several(connection, wanted, at_once)


def one(connection: Connection, wanted: ColumnElement[bool]) -> Subscriber | None:
    """Return the one subscriber who is *wanted*."""
    return next(iter(several(connection, wanted, 1)), None)


def needed(connection: Connection, identifier: int) -> Subscriber:
    """Return the subscriber with that id, who must be there."""
    found = one(connection, subscribers.c.id == identifier)
    assert found, f"no subscriber {identifier}"
    return found


def several(connection: Connection, wanted: ColumnElement[bool], at_most: int) -> list[Subscriber]:
    """Return the first *at_most* who are *wanted*, by id."""
    rows = connection.execute(select(subscribers).where(wanted).order_by(subscribers.c.id).limit(at_most)).all()
    chosen = categories_of(connection, [row.id for row in rows])
    return [_subscriber(row, chosen.get(row.id, frozenset())) for row in rows]


def categories_of(connection: Connection, identifiers: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the categories that subscribers chose; those who want all are left out."""
    chosen: dict[int, set[str]] = {}
    for start in range(0, len(identifiers), _MANY):
        part = identifiers[start : start + _MANY]
        for row in connection.execute(select(categories).where(categories.c.subscriber_id.in_(part))):
            chosen.setdefault(row.subscriber_id, set()).add(row.category)
    return {identifier: frozenset(names) for identifier, names in chosen.items()}


def add(
    connection: Connection,
    address: str,
    status: SubscriptionStatus,
    source: Source,
    preferences: Preferences,
    now: datetime,
) -> Subscriber:
    """Write down a new subscriber and return them."""
    values = row_of(address, status, source, preferences, now)
    identifier = connection.execute(insert(subscribers).values(values).returning(subscribers.c.id)).scalar_one()
    _choose(connection, identifier, preferences.categories)
    return needed(connection, identifier)


def row_of(
    address: str, status: SubscriptionStatus, source: Source, preferences: Preferences, now: datetime
) -> dict[str, Any]:
    """Return a new subscriber's row."""
    return {
        "address": address,
        "address_key": addresses.key(address),
        "status": status,
        "since": now,
        "created": now,
        "confirmed": now if status is SubscriptionStatus.CONFIRMED else None,
        "frequency": preferences.frequency,
        "source": source,
        "token": secrets.token_hex(TOKEN_BYTES),
    }


def change(connection: Connection, subscriber: Subscriber, event: Event, now: datetime) -> Subscriber:
    """Let *event* happen to *subscriber*; what is as it was before stays untouched. Raises ConflictError."""
    status = after(subscriber.status, event)
    if status is subscriber.status:
        return subscriber
    values: dict[str, Any] = {"status": status, "since": now}
    if status is SubscriptionStatus.CONFIRMED:
        values |= {"confirmed": now, "paused_until": None}
    connection.execute(update(subscribers).where(subscribers.c.id == subscriber.id).values(values))
    return needed(connection, subscriber.id)


def prefer(connection: Connection, identifier: int, preferences: Preferences) -> None:
    """Write down what a subscriber wants."""
    how_often = update(subscribers).where(subscribers.c.id == identifier).values(frequency=preferences.frequency)
    connection.execute(how_often)
    connection.execute(delete(categories).where(categories.c.subscriber_id == identifier))
    _choose(connection, identifier, preferences.categories)


def _choose(connection: Connection, identifier: int, chosen: Iterable[str]) -> None:
    rows = [{"subscriber_id": identifier, "category": name} for name in sorted(chosen)]
    if rows:
        connection.execute(insert(categories), rows)


def _subscriber(row: Row[Any], chosen: frozenset[str]) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=row.address or "",
        status=row.status,
        since=row.since,
        created=row.created,
        preferences=Preferences(row.frequency, chosen),
        source=row.source,
        token=row.token or "",
        confirmed=row.confirmed,
        paused_until=row.paused_until,
    )
