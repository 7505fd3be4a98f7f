"""Lists in the database: what is known of some addresses, and some arrivals written down, in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.lists.outcome import LineOutcome, ListChange, Standing
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers as people
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.insertion import unless_there
from outsideinnovation.subscriptions.store.schema import categories, subscribers
from outsideinnovation.subscriptions.subscriber import Preferences, Source


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody of whom a line spoke, and what becomes of it."""

    address: str
    preferences: Preferences
    outcome: LineOutcome


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A transaction in which arrivals are written down. ``known`` by key of address; ``erased`` are hashes of keys."""

    connection: Connection
    known: dict[str, Standing]
    erased: frozenset[str]

    def write(self, arrivals: Iterable[Arrival], now: datetime) -> None:
        """Write down who is new, and whose status changed; of one address the last arrival counts."""
        last = {addresses.key(each.address): each for each in arrivals if each.outcome.change in _WRITTEN}
        new = [each for key, each in last.items() if self.known[key].id is None]
        if new:
            self._add(new, now)
        for key, each in last.items():
            identifier = self.known[key].id
            if identifier is not None:
                self._change(identifier, each.outcome.status, now)

    def _add(self, new: Sequence[Arrival], now: datetime) -> None:
        rows = [_row(each, now) for each in new]
        self.connection.execute(unless_there(self.connection, subscribers, ["address_key"]), rows)
        chosen = {
            addresses.key(each.address): each.preferences.categories for each in new if each.preferences.categories
        }
        if not chosen:
            return
        found = select(subscribers.c.id, subscribers.c.address_key).where(subscribers.c.address_key.in_(list(chosen)))
        wanted = [
            {"subscriber_id": row.id, "category": name}
            for row in self.connection.execute(found).all()
            for name in sorted(chosen[row.address_key])
        ]
        self.connection.execute(insert(categories), wanted)

    def _change(self, identifier: int, status: SubscriptionStatus, now: datetime) -> None:
        values: dict[str, Any] = {"status": status, "since": now}
        if status is SubscriptionStatus.CONFIRMED:
            values |= {"confirmed": now, "paused_until": None}
        self.connection.execute(update(subscribers).where(subscribers.c.id == identifier).values(values))


@dataclass(frozen=True, slots=True)
class ListStore:
    """The subscribers in *database*, as lists meet them: some hundred addresses at a time."""

    database: Database

    def look(self, keys: Sequence[str], hashes: Sequence[str]) -> tuple[dict[str, Standing], frozenset[str]]:
        """Return what is known of the addresses with those *keys*, and which of *hashes* stand for erased ones."""
        with self.database.read() as connection:
            return _known(connection, keys), _erased(connection, hashes)

    @contextmanager
    def opened(self, keys: Sequence[str], hashes: Sequence[str]) -> Iterator[OpenedList]:
        """Give a transaction that writes, with what is known at its beginning."""
        with self.database.write() as connection:
            yield OpenedList(connection, _known(connection, keys), _erased(connection, hashes))


_WRITTEN = frozenset({ListChange.NEW, ListChange.CHANGED})


def _known(connection: Connection, keys: Sequence[str]) -> dict[str, Standing]:
    columns = subscribers.c.address_key, subscribers.c.status, subscribers.c.source, subscribers.c.id
    rows = connection.execute(select(*columns).where(subscribers.c.address_key.in_(keys)))
    return {row.address_key: Standing(row.status, row.source, row.id) for row in rows}


def _erased(connection: Connection, hashes: Sequence[str]) -> frozenset[str]:
    found = select(subscribers.c.address_hash).where(subscribers.c.address_hash.in_(hashes))
    return frozenset(connection.execute(found).scalars())


def _row(arrival: Arrival, now: datetime) -> dict[str, Any]:
    status = arrival.outcome.status
    return people.row_of(arrival.address, status, Source.IMPORT, arrival.preferences, now)
