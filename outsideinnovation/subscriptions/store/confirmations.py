"""The confirmation links that are out: whom each was sent to, what it brings about, and whether it was used."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers as people
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.schema import confirmations, deliveries, subscribers
from outsideinnovation.subscriptions.store.subscription_requests import dump, load
from outsideinnovation.subscriptions.subscriber import Preferences, Source, Subscriber
from outsideinnovation.subscriptions.subscription_request import SubscriptionRequest


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One link: asked for at ``asked``, and first followed at ``used``."""

    id: int
    subscriber: Subscriber
    preferences: Preferences
    asked: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class ConfirmationStore:
    """The confirmation links in *database*."""

    database: Database

    def ask(self, request: SubscriptionRequest, now: datetime) -> Confirmation:
        """Write down that whoever reads the address of *request* is asked; the same request again is the same question."""
        with self.database.write() as connection:
            found = _one(connection, confirmations.c.request_id == request.id)
            return found or _ask(connection, request, now)

    def get(self, identifier: int) -> Confirmation | None:
        """Return the link with that id; None where it is forgotten, as with whoever was erased."""
        with self.database.read() as connection:
            return _one(connection, confirmations.c.id == identifier)

    def use(self, identifier: int, now: datetime) -> Confirmation | None:
        """Let its reader have followed the link: the first time the subscription is confirmed, as it was asked for.

        Return the link as it was before, with the subscriber as they are now. Raises ConflictError where a subscription
        in that status cannot be confirmed.
        """
        with self.database.write() as connection:
            found = _one(connection, confirmations.c.id == identifier)
            if found is None or found.used:
                return found
            changed = people.change(connection, found.subscriber, Event.CONFIRM, now)
            people.prefer(connection, changed.id, found.preferences)
            connection.execute(update(confirmations).where(confirmations.c.id == identifier).values(used=now))
            changed = people.needed(connection, changed.id)
            return Confirmation(found.id, changed, found.preferences, found.asked, found.used)

    def prune(self, before: datetime) -> int:
        """Forget links that were asked for before that moment, and whoever was asked only then and never answered.

        Return how many people that are; those an operator or a list brought are kept.
        """
        with self.database.write() as connection:
            connection.execute(delete(confirmations).where(confirmations.c.asked < before))
            waiting = exists().where(confirmations.c.subscriber_id == subscribers.c.id)
            written_to = exists().where(deliveries.c.subscriber_id == subscribers.c.id)
            gone = delete(subscribers).where(
                subscribers.c.status == SubscriptionStatus.UNCONFIRMED,
                subscribers.c.source == Source.FORM,
                subscribers.c.since < before,
                ~waiting,
                ~written_to,
            )
            return connection.execute(gone).rowcount


def _ask(connection: Connection, request: SubscriptionRequest, now: datetime) -> Confirmation:
    found = people.one(connection, subscribers.c.address_key == addresses.key(request.address))
    if found is None:
        found = people.add(
            connection, request.address, SubscriptionStatus.UNCONFIRMED, Source.FORM, request.preferences, now
        )
    values = {
        "subscriber_id": found.id,
        "request_id": request.id,
        "frequency": request.preferences.frequency,
        "categories": dump(request.preferences.categories),
        "asked": now,
    }
    identifier = connection.execute(insert(confirmations).values(values).returning(confirmations.c.id)).scalar_one()
    return Confirmation(identifier, found, request.preferences, now, None)


def _one(connection: Connection, wanted: Any) -> Confirmation | None:  # noqa: ANN401 - a condition in SQLAlchemy's words
    row = connection.execute(select(confirmations).where(wanted)).first()
    return _confirmation(row, people.needed(connection, row.subscriber_id)) if row else None


def _confirmation(row: Row[Any], subscriber: Subscriber) -> Confirmation:
    preferences = Preferences(row.frequency, load(row.categories))
    return Confirmation(row.id, subscriber, preferences, row.asked, row.used)
