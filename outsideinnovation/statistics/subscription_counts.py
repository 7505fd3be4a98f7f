"""Counts subscribers and mails a month, as far as there are subscriptions at all; looking makes no database."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outsideinnovation.statistics.figures import MailingFigures
from outsideinnovation.statistics.months import Calendar, Month
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import history
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore

Months = Counter[Month | None]


@dataclass(slots=True)
class SubscriptionCounts:
    """What was counted, but for erased readers; ``standing`` and ``mailings`` are None where there are no subscriptions."""

    standing: Mapping[SubscriptionStatus, int] | None = None
    mailings: MailingFigures | None = None
    joined: Months = field(default_factory=Counter)
    left: Months = field(default_factory=Counter)
    issues: Months = field(default_factory=Counter)
    mails: Months = field(default_factory=Counter)

    def at_the_end_of(self, months: Iterator[Month]) -> Iterator[int]:
        """Yield how many subscribers there were at the end of each of *months*, which follow one on another."""
        number = self.joined[None] - self.left[None]
        for month in months:
            number += self.joined[month] - self.left[month]
            yield number


def subscription_counts(database: Database, calendar: Calendar) -> SubscriptionCounts:
    """Return how many subscribed, left and were written to in which month. Raises StorageError."""
    counts = SubscriptionCounts()
    if database.path and not database.path.exists():
        return counts
    standing = SubscriberStore(database).counts()
    counts.standing = {status: standing.get(status, 0) for status in SubscriptionStatus if status is not _ERASED}
    for membership in history.memberships(database):
        counts.joined[calendar.month(membership.began)] += 1
        if membership.ended:
            counts.left[calendar.month(membership.ended)] += 1
    _count_issues(counts, database, calendar)
    return counts


def _count_issues(counts: SubscriptionCounts, database: Database, calendar: Calendar) -> None:
    issues = history.issue_counts(database)
    for issue in issues:
        counts.issues[calendar.month(issue.created)] += 1
        counts.mails[calendar.month(issue.created)] += issue.sent
    sent, failed, waiting = (sum(getattr(each, name) for each in issues) for name in ("sent", "failed", "waiting"))
    counts.mailings = MailingFigures(len(issues), sent, failed, waiting)


_ERASED = SubscriptionStatus.ERASED
