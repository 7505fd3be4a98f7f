"""Issues in the database: which posts were seen, which went out how, and whose deliveries an issue has.

The recipients of an issue are written down a page at a time while it is already being sent: the first mail does not wait for
the last subscriber.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from outsideinnovation.subscriptions.delivery_state import DeliveryState, IssueState
from outsideinnovation.subscriptions.issue_schedule import PlannedIssue, Sighting
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import schema
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.insertion import unless_there
from outsideinnovation.subscriptions.store.subscribers import categories_of
from outsideinnovation.subscriptions.subscriber import Frequency

PAGE = 1000  # recipients that are written down at once


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as the database knows it; ``posts`` are ids, the oldest first."""

    id: int
    key: str
    frequency: Frequency
    state: IssueState
    created: datetime
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A variant of an issue as it was rendered: what all who want these posts read."""

    subject: str
    text: str
    html: str
    web_token: str


Choice = Callable[[frozenset[str], frozenset[str]], tuple[str, ...]]
"""Returns which posts of the issue go to somebody who wants those categories and has had those posts."""


@dataclass(frozen=True, slots=True)
class IssueStore:
    """The issues in *database*."""

    database: Database

    def seen(self) -> dict[str, datetime | None]:
        """Return every post that was ever seen live, and when it may go out; None: it is not announced."""
        with self.database.read() as connection:
            return {row.post_id: row.due for row in connection.execute(select(schema.posts))}

    def note(self, sightings: Iterable[Sighting]) -> None:
        """Write down posts that were seen for the first time; one that is known stays as it is."""
        rows = [{"post_id": each.post, "seen": each.seen, "due": each.due} for each in sightings]
        if rows:
            with self.database.write() as connection:
                connection.execute(unless_there(connection, schema.posts), rows)

    def announce(self, posts: Collection[str], due: datetime) -> None:
        """Let *posts* that were not announced when they were new go out from *due* on."""
        table = schema.posts
        with self.database.write() as connection:
            wanted = table.c.post_id.in_(list(posts)) & table.c.due.is_(None)
            connection.execute(update(table).where(wanted).values(due=due))

    def audience(self, frequency: str, categories: Collection[str], now: datetime) -> int:
        """Return how many would get an issue of that *frequency* whose posts are in these *categories*."""
        people, chosen = schema.subscribers.c, schema.categories
        theirs = select(chosen.c.subscriber_id).where(chosen.c.subscriber_id == people.id)
        wants = theirs.where(chosen.c.category.in_(list(categories)))
        asked = awake(Frequency(frequency), now) & or_(~theirs.exists(), wants.exists())
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(schema.subscribers).where(asked)).scalar_one()

    def sent(self) -> dict[str, set[str]]:
        """Return which posts went out, or are on their way, by frequency."""
        found: dict[str, set[str]] = {}
        with self.database.read() as connection:
            for row in connection.execute(select(schema.issue_posts.c.frequency, schema.issue_posts.c.post_id)):
                found.setdefault(row.frequency, set()).add(row.post_id)
        return found

    def begin(self, planned: PlannedIssue, now: datetime) -> bool:
        """Write down an issue that is to go out; False where another sender has begun it, or one with its posts."""
        frequency = Frequency(planned.frequency)
        values = {"key": planned.key, "frequency": frequency, "state": IssueState.PREPARING}
        with self.database.write() as connection:
            made = unless_there(connection, schema.issues).values(**values, created=now, due=planned.due)
            identifier = connection.execute(made.returning(schema.issues.c.id)).scalar()
            if identifier is None:
                return False
            rows = [
                {"frequency": frequency, "post_id": post, "issue_id": identifier, "position": position}
                for position, post in enumerate(planned.posts)
            ]
            connection.execute(unless_there(connection, schema.issue_posts), rows)
            mine = select(func.count()).where(schema.issue_posts.c.issue_id == identifier)
            if not connection.execute(mine).scalar_one():  # another sender was first, with another clock
                connection.execute(delete(schema.issues).where(schema.issues.c.id == identifier))
                return False
        return True

    def unfinished(self) -> list[Issue]:
        """Return the issues that are being prepared or sent, the longest due first."""
        states = (IssueState.PREPARING, IssueState.SENDING)
        with self.database.read() as connection:
            wanted = schema.issues.c.state.in_(states)
            rows = connection.execute(
                select(schema.issues).where(wanted).order_by(schema.issues.c.due, schema.issues.c.id)
            )
            return [_issue(connection, row) for row in rows.all()]

    def content(self, variant: int) -> tuple[Issue, Content]:
        """Return a variant, and the issue it is of."""
        with self.database.read() as connection:
            row = connection.execute(select(schema.variants).where(schema.variants.c.id == variant)).one()
            issue = connection.execute(select(schema.issues).where(schema.issues.c.id == row.issue_id)).one()
            return _issue(connection, issue), Content(row.subject, row.text, row.html, row.web_token)

    def on_the_web(self, token: str) -> tuple[Issue, Content] | None:
        """Return the variant whose web page has that *token*; None where there is none."""
        table = schema.variants
        with self.database.read() as connection:
            variant = connection.execute(select(table.c.id).where(table.c.web_token == token)).scalar()
        return self.content(variant) if variant is not None else None

    def fill(self, issue: Issue, choose: Choice, render: Callable[[tuple[str, ...]], Content], now: datetime) -> int:
        """Write down the next recipients of *issue*, up to PAGE; return how many were looked at, 0 when there are no more.

        *choose* says which posts somebody gets; *render* makes a variant of them, once each. Several senders take turns.
        """
        with self.database.write() as connection:
            last = self._cursor(connection, issue)
            rows = self._recipients(connection, issue, last, now) if last is not None else []
            self._add(connection, issue, rows, choose, render, now)
            done = {"enqueued_to": rows[-1].id} if rows else {"state": IssueState.SENDING}
            still = (schema.issues.c.id == issue.id) & (schema.issues.c.state == IssueState.PREPARING)
            connection.execute(update(schema.issues).where(still).values(done))
            return len(rows)

    def _cursor(self, connection: Connection, issue: Issue) -> int | None:
        """Return the last recipient that is written down, and keep other senders out; None when all are."""
        question = select(schema.issues.c.enqueued_to).where(schema.issues.c.id == issue.id)
        preparing = question.where(schema.issues.c.state == IssueState.PREPARING).with_for_update()
        return connection.execute(preparing).scalar()

    def _recipients(self, connection: Connection, issue: Issue, last: int, now: datetime) -> Sequence[Row[Any]]:
        people = schema.subscribers.c
        wanted = (people.id > last) & awake(issue.frequency, now)
        question = select(people.id).where(wanted).order_by(people.id).limit(PAGE)
        return connection.execute(question).all()

    def _add(
        self,
        connection: Connection,
        issue: Issue,
        rows: Sequence[Row[Any]],
        choose: Choice,
        render: Callable[[tuple[str, ...]], Content],
        now: datetime,
    ) -> None:
        ids = [row.id for row in rows]
        wanted, had = categories_of(connection, ids), _had(connection, ids, issue)
        variants: dict[tuple[str, ...], int] = {}
        deliveries = []
        for subscriber in ids:
            posts = choose(wanted.get(subscriber, frozenset()), frozenset(had.get(subscriber, ())))
            if not posts:
                continue
            if posts not in variants:
                variants[posts] = _variant(connection, issue, posts, render)
            deliveries.append(_delivery(issue, subscriber, variants[posts], now))
        if deliveries:
            connection.execute(unless_there(connection, schema.deliveries), deliveries)


def awake(frequency: Frequency, now: datetime) -> ColumnElement[bool]:
    """Return the condition of being written to at that *frequency*, and not pausing."""
    people = schema.subscribers.c
    confirmed = (people.status == SubscriptionStatus.CONFIRMED) & (people.frequency == frequency)
    return confirmed & or_(people.paused_until.is_(None), people.paused_until <= now)


def _delivery(issue: Issue, subscriber: int, variant: int, now: datetime) -> dict[str, Any]:
    values = {"issue_id": issue.id, "subscriber_id": subscriber, "variant_id": variant}
    return values | {"state": DeliveryState.READY, "not_before": now}


def _variant(
    connection: Connection, issue: Issue, posts: tuple[str, ...], render: Callable[[tuple[str, ...]], Content]
) -> int:
    key = hashlib.sha256("\0".join(posts).encode()).hexdigest()
    table = schema.variants
    found = connection.execute(select(table.c.id).where((table.c.issue_id == issue.id) & (table.c.key == key))).scalar()
    if found is not None:
        return int(found)
    content = render(posts)
    values = {"subject": content.subject, "text": content.text, "html": content.html, "web_token": content.web_token}
    made = insert(table).values(issue_id=issue.id, key=key, **values).returning(table.c.id)
    return int(connection.execute(made).scalar_one())


def _had(connection: Connection, ids: Sequence[int], issue: Issue) -> Mapping[int, Collection[str]]:
    """Return which posts of *issue* went to whom already, in an issue of another frequency."""
    deliveries, posts = schema.deliveries, schema.issue_posts
    question = (
        select(deliveries.c.subscriber_id, posts.c.post_id)
        .join(posts, posts.c.issue_id == deliveries.c.issue_id)
        .where(posts.c.post_id.in_(issue.posts) & (deliveries.c.issue_id != issue.id))
        .where(deliveries.c.state != DeliveryState.SKIPPED)
    )
    had: dict[int, set[str]] = {}
    for start in range(0, len(ids), 500):
        part = question.where(deliveries.c.subscriber_id.in_(ids[start : start + 500]))
        for row in connection.execute(part):
            had.setdefault(row.subscriber_id, set()).add(row.post_id)
    return had


def _issue(connection: Connection, row: Row[Any]) -> Issue:
    posts = schema.issue_posts
    question = select(posts.c.post_id).where(posts.c.issue_id == row.id).order_by(posts.c.position)
    found = tuple(connection.execute(question).scalars())
    return Issue(row.id, row.key, row.frequency, row.state, row.created, found)
