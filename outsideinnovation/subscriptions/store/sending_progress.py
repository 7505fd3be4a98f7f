"""How far issues are, for those who ask: counts of recipients by state, and what the relay said to those who wait or failed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from outsideinnovation.subscriptions.delivery_state import DeliveryState, IssueState
from outsideinnovation.subscriptions.store import schema
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.issues import awake
from outsideinnovation.subscriptions.subscriber import Frequency

MOST_REPLIES = 5  # of a state that are told apart
_TOLD = (DeliveryState.DEFERRED, DeliveryState.FAILED)
_UNFINISHED = (IssueState.PREPARING, IssueState.SENDING)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the relay said to *count* recipients who are in ``state``; the first of them is tried again at ``not_before``."""

    state: DeliveryState
    words: str
    count: int
    not_before: datetime


@dataclass(frozen=True, slots=True)
class IssueProgress:
    """An issue; ``counts`` are recipients by state, ``uncertain`` those who may have got it twice, ``subject`` a variant's."""

    id: int
    key: str
    frequency: Frequency
    state: IssueState
    created: datetime
    posts: tuple[str, ...]
    subject: str | None
    counts: dict[DeliveryState, int] = field(hash=False)
    replies: tuple[Reply, ...] = ()
    uncertain: int = 0

    def count(self, state: DeliveryState) -> int:
        """Return how many recipients are in *state*."""
        return self.counts.get(state, 0)


def newest(database: Database, limit: int) -> list[IssueProgress]:
    """Return the last *limit* issues, the newest first."""
    table = schema.issues
    with database.read() as connection:
        rows = connection.execute(select(table).order_by(table.c.id.desc()).limit(limit)).all()
        return [
            IssueProgress(
                row.id,
                row.key,
                row.frequency,
                row.state,
                row.created,
                _posts(connection, row.id),
                _subject(connection, row.id),
                *_recipients(connection, row.id),
            )
            for row in rows
        ]


def retry_now(database: Database, now: datetime) -> int:
    """Let everybody who waits for a later try be tried at once; return how many."""
    deliveries = schema.deliveries
    going = select(schema.issues.c.id).where(schema.issues.c.state.in_(_UNFINISHED))
    waiting = deliveries.c.issue_id.in_(going) & (deliveries.c.state == DeliveryState.DEFERRED)
    with database.write() as connection:
        return connection.execute(update(deliveries).where(waiting).values(not_before=now)).rowcount


def left(database: Database, now: datetime) -> int:
    """Return how many have still to get an issue that is on its way.

    Of those who are not written down yet, whoever wants none of its categories is counted too.
    """
    table, states = schema.deliveries, (DeliveryState.READY, DeliveryState.SENDING)
    going = select(schema.issues.c.id).where(schema.issues.c.state.in_(_UNFINISHED))
    wanted = table.c.issue_id.in_(going) & table.c.state.in_(states)
    with database.read() as connection:
        written = connection.execute(select(func.count()).select_from(table).where(wanted)).scalar_one()
        return int(written) + _unwritten(connection, now)


def cancel(database: Database, key: str, now: datetime) -> bool:
    """End an issue: whoever has not got it does not get it. False where there is none that is on its way."""
    table = schema.issues
    with database.write() as connection:
        going = (table.c.key == key) & table.c.state.in_(_UNFINISHED)
        done = connection.execute(
            update(table).where(going).values(state=IssueState.CANCELLED, finished=now).returning(table.c.id)
        )
        return done.scalar() is not None


def _unwritten(connection: Connection, now: datetime) -> int:
    issues, people = schema.issues.c, schema.subscribers
    preparing = select(issues.frequency, issues.enqueued_to).where(issues.state == IssueState.PREPARING)
    count = select(func.count()).select_from(people)
    return sum(
        connection.execute(count.where((people.c.id > issue.enqueued_to) & awake(issue.frequency, now))).scalar_one()
        for issue in connection.execute(preparing).all()
    )


def _posts(connection: Connection, issue: int) -> tuple[str, ...]:
    table = schema.issue_posts
    return tuple(
        connection.execute(
            select(table.c.post_id).where(table.c.issue_id == issue).order_by(table.c.position)
        ).scalars()
    )


def _subject(connection: Connection, issue: int) -> str | None:
    table = schema.variants
    question = select(table.c.subject).where(table.c.issue_id == issue).order_by(table.c.id).limit(1)
    return connection.execute(question).scalar()


def _recipients(connection: Connection, issue: int) -> tuple[dict[DeliveryState, int], tuple[Reply, ...], int]:
    table = schema.deliveries
    columns = table.c.state, func.count(), func.sum(table.c.uncertain)
    rows: Sequence[tuple[DeliveryState, int, int]] = [
        (row[0], row[1], row[2])
        for row in connection.execute(select(*columns).where(table.c.issue_id == issue).group_by(table.c.state))
    ]
    counts = {state: count for state, count, _ in rows}
    told = [each for state in _TOLD if counts.get(state) for each in _replies(connection, issue, state)]
    return counts, tuple(told), sum(int(uncertain) for _, _, uncertain in rows)


def _replies(connection: Connection, issue: int, state: DeliveryState) -> list[Reply]:
    table = schema.deliveries
    words = func.coalesce(table.c.reply, "")
    question = select(words, func.count().label("times"), func.min(table.c.not_before))
    wanted = (table.c.issue_id == issue) & (table.c.state == state)
    rows = connection.execute(
        question.where(wanted).group_by(words).order_by(func.count().desc(), words).limit(MOST_REPLIES)
    )
    return [Reply(state, row[0], row[1], row[2]) for row in rows]
