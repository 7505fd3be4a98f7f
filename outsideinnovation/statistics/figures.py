"""What statistics are made of: numbers, months and titles of posts. Nothing in here can hold a reader's name or address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from outsideinnovation.comments.record import Status
from outsideinnovation.statistics.months import Month
from outsideinnovation.subscriptions.status import SubscriptionStatus


class StatisticsPart(StrEnum):
    """What is counted from one source, and can be missing by itself."""

    POSTS = "Posts"
    ANSWERS = "Answer times"
    SUBSCRIPTIONS = "Subscriptions"


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month: posts and comments by their dates, comments by where they stand now.

    ``subscribers`` are those at its end. ``answered`` comments came in it, and ``answer_time`` is the median of what editors
    took for them; None where there is none. Where no subscriptions could be read their numbers are 0.
    """

    month: Month
    posts: int = 0
    comments: Mapping[Status, int] = field(default_factory=dict)
    joined: int = 0
    left: int = 0
    subscribers: int = 0
    mailings: int = 0
    mails: int = 0
    answered: int = 0
    answer_time: timedelta | None = None

    def count(self, status: Status) -> int:
        """Return how many comments of this month stand there."""
        return self.comments.get(status, 0)


@dataclass(frozen=True, slots=True)
class DiscussedPost:
    """A post and how many comments are published on it; ``url`` is its path below the site's, empty where it is not live."""

    id: str
    title: str
    url: str
    comments: int


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """How many comments were decided within a span, and not within the one before it."""

    words: str
    comments: int


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How long readers waited for an editor's first decision, of *count* comments: half of them, and nine of ten, so long."""

    count: int = 0
    median: timedelta | None = None
    nine_of_ten: timedelta | None = None
    spans: tuple[AnswerSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentFigures:
    """All comments by where they stand; ``by_author`` of them are the blog's own. ``waiting_since``: the oldest pending one."""

    counts: Mapping[Status, int]
    by_author: int = 0
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailingFigures:
    """All issues of the newsletter, and what became of their mails."""

    issues: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """The blog in numbers at the moment ``counted``; ``zone`` names the clock whose months these are.

    ``subscribers`` and ``mailings`` are None where there are no subscriptions. ``months`` go from the first with anything in it
    to now. ``problems`` say what could not be read, and why; of the ``uncounted`` parts all numbers are 0 or None.
    """

    counted: datetime
    zone: str
    posts: int
    comments: CommentFigures
    answers: AnswerFigures
    subscribers: Mapping[SubscriptionStatus, int] | None
    mailings: MailingFigures | None
    discussed: tuple[DiscussedPost, ...]
    months: tuple[MonthFigures, ...]
    problems: tuple[str, ...] = ()
    uncounted: frozenset[StatisticsPart] = frozenset()
