"""Erasing a person from the tables: of an address nothing stays but a keyed hash, so that no list brings it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import migration
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.schema import (
    bounces,
    categories,
    confirmations,
    deliveries,
    requests,
    subscribers,
)

_TABLES = (requests, confirmations, categories, bounces, deliveries, subscribers)


@dataclass(frozen=True, slots=True)
class ErasingStore:
    """The tables of *database*, as erasing sees them."""

    database: Database

    def rows(self, address: str) -> int:
        """Return in how many rows that hold *address* it is: as a subscriber's, or in a request that waits."""
        key = addresses.key(address)
        with self.database.read() as connection:
            tables = (subscribers, requests)
            return sum(
                connection.execute(select(func.count()).where(table.c.address_key == key)).scalar_one()
                for table in tables
            )

    def addresses_holding(self, address: str) -> list[str]:
        """Return other people's addresses that hold *address*, such as bandana@example.org holds dana@example.org."""
        key = addresses.key(address)
        found = select(subscribers.c.address).where(
            subscribers.c.address_key.contains(key, autoescape=True), subscribers.c.address_key != key
        )
        with self.database.read() as connection:
            return list(connection.execute(found).scalars())

    def erase(self, address: str, hashed: str, now: datetime) -> None:
        """Take *address* out of every row, durably, and rewrite the tables so that no copy of it stays in them.

        *hashed* stands for the key of the address from now on. Raises StorageError, where somebody reads just now: once more
        then does it.
        """
        key = addresses.key(address)
        with self.database.write() as connection:
            connection.execute(delete(requests).where(requests.c.address_key == key))
            for identifier in connection.execute(
                select(subscribers.c.id).where(subscribers.c.address_key == key)
            ).scalars():
                _erase(connection, identifier, hashed, now)
        self.database.vacuum(*(table.name for table in _TABLES))
        if self.database.path:
            for copy in migration.backups(self.database.path):
                copy.unlink(missing_ok=True)


def _erase(connection: Connection, identifier: int, hashed: str, now: datetime) -> None:
    for table in (confirmations, categories, bounces):
        connection.execute(delete(table).where(table.c.subscriber_id == identifier))
    connection.execute(update(deliveries).where(deliveries.c.subscriber_id == identifier).values(reply=None))
    gone: dict[str, Any] = {"address": None, "address_key": None, "token": None, "address_hash": hashed}
    gone |= {"status": SubscriptionStatus.ERASED, "since": now, "confirmed": None, "paused_until": None}
    connection.execute(update(subscribers).where(subscribers.c.id == identifier).values(gone))
