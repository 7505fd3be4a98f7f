"""Bounces in the database: hard ones and complaints stop a subscription at once, soft ones when they have become many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from outsideinnovation.subscriptions.delivery_state import BounceKind
from outsideinnovation.subscriptions.status import Event, may
from outsideinnovation.subscriptions.store import schema
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import change, needed

SOFT_LIMIT = 5  # soft bounces, unless SUBSCRIPTIONS_SOFT_BOUNCES says otherwise …
SOFT_SPAN = timedelta(days=90)  # … within which an address counts as dead
_DETAIL_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Bounce:
    """A bounce of one delivery; ``digest`` is the same for the same report, which counts once."""

    delivery: int
    kind: BounceKind
    code: str
    detail: str
    digest: str


@dataclass(frozen=True, slots=True)
class BounceStore:
    """The bounces in *database*; ``soft_limit`` soft ones within SOFT_SPAN are as good as a hard one."""

    database: Database
    soft_limit: int = SOFT_LIMIT

    def recipient(self, delivery: int) -> str | None:
        """Return the address that a delivery went to; None where there is no such, or its reader was erased."""
        deliveries, people = schema.deliveries.c, schema.subscribers.c
        question = select(people.address).join(schema.deliveries, deliveries.subscriber_id == people.id)
        with self.database.read() as connection:
            return connection.execute(question.where(deliveries.id == delivery)).scalar()

    def subscriber(self, delivery: int) -> int | None:
        """Return whose delivery it is; None where there is no such."""
        question = select(schema.deliveries.c.subscriber_id).where(schema.deliveries.c.id == delivery)
        with self.database.read() as connection:
            return connection.execute(question).scalar()

    def record(self, bounce: Bounce, now: datetime) -> bool:
        """Write down *bounce*, and stop the subscription where that is due; False where it was known, or nobody's."""
        with self.database.write() as connection:
            found = select(schema.deliveries.c.subscriber_id).where(schema.deliveries.c.id == bounce.delivery)
            subscriber = connection.execute(found).scalar()
            known = select(schema.bounces.c.id).where(schema.bounces.c.digest == bounce.digest)
            if subscriber is None or connection.execute(known).scalar() is not None:
                return False
            connection.execute(insert(schema.bounces).values(_row(bounce, subscriber, now)))
            self._stop(connection, subscriber, bounce.kind, now)
            return True

    def _stop(self, connection: Connection, subscriber: int, kind: BounceKind, now: datetime) -> None:
        event = Event.SUPPRESS if kind is BounceKind.COMPLAINT else Event.BOUNCE
        if kind is BounceKind.SOFT and _soft(connection, subscriber, now) < self.soft_limit:
            return
        person = needed(connection, subscriber)
        if may(person.status, event):
            change(connection, person, event, now)


def _soft(connection: Connection, subscriber: int, now: datetime) -> int:
    table = schema.bounces.c
    since = max(
        now - SOFT_SPAN, needed(connection, subscriber).confirmed or now - SOFT_SPAN
    )  # an old life does not count
    wanted = (table.subscriber_id == subscriber) & (table.kind == BounceKind.SOFT) & (table.received >= since)
    return int(connection.execute(select(func.count()).select_from(schema.bounces).where(wanted)).scalar_one())


def _row(bounce: Bounce, subscriber: int, now: datetime) -> dict[str, Any]:
    values = {"kind": bounce.kind, "code": bounce.code[:32], "detail": bounce.detail[:_DETAIL_LENGTH]}
    return values | {
        "subscriber_id": subscriber,
        "delivery_id": bounce.delivery,
        "received": now,
        "digest": bounce.digest,
    }
