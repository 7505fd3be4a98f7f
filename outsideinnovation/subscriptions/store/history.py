"""What the tables tell of the past, in numbers: when subscriptions began and ended, and what became of each issue's mails.

No row of it says whose: neither addresses nor tokens are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from outsideinnovation.subscriptions.delivery_state import DeliveryState
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import schema
from outsideinnovation.subscriptions.store.database import Database

_AT_ONCE = 5_000  # rows in memory


@dataclass(frozen=True, slots=True)
class Membership:
    """One subscription: when it was last confirmed, and when it ended after that; None: it lasts."""

    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class IssueCount:
    """An issue: when it was made, and how many mails were sent, failed, or are still to go."""

    created: datetime
    sent: int = 0
    failed: int = 0
    waiting: int = 0


def memberships(database: Database) -> Iterator[Membership]:
    """Yield every subscription that was ever confirmed, but for those of erased readers; some thousand are in memory.

    Who left and came back counts from the return on: the tables keep one beginning a reader.
    """
    table, last = schema.subscribers.c, 0
    question = select(table.id, table.status, table.since, table.confirmed).order_by(table.id).limit(_AT_ONCE)
    question = question.where(table.confirmed.is_not(None), table.status != SubscriptionStatus.ERASED)
    while True:
        with database.read() as connection:
            rows = connection.execute(question.where(table.id > last)).all()
        if not rows:
            return
        last = rows[-1].id
        for row in rows:
            lasts = row.status is SubscriptionStatus.CONFIRMED
            yield Membership(row.confirmed, None if lasts else max(row.since, row.confirmed))


def issue_counts(database: Database) -> list[IssueCount]:
    """Return every issue, the oldest first."""
    issues, deliveries = schema.issues.c, schema.deliveries.c
    count = select(deliveries.issue_id, deliveries.state, func.count()).group_by(deliveries.issue_id, deliveries.state)
    with database.read() as connection:
        found = {(row[0], row[1]): row[2] for row in connection.execute(count)}
        rows = connection.execute(select(issues.id, issues.created).order_by(issues.id)).all()
    return [
        IssueCount(
            row.created,
            found.get((row.id, DeliveryState.SENT), 0),
            found.get((row.id, DeliveryState.FAILED), 0),
            sum(found.get((row.id, state), 0) for state in _WAITING),
        )
        for row in rows
    ]


_WAITING = (DeliveryState.READY, DeliveryState.SENDING, DeliveryState.DEFERRED)
