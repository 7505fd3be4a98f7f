"""Puts the statistics of a blog together. What is damaged is named, and the rest is counted."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from outsideinnovation import catalogue
from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import NotFoundError, OutsideInnovationError, Problem
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.site import Site
from outsideinnovation.statistics.answer_times import AnswerTimes, answer_times
from outsideinnovation.statistics.comment_counts import CommentCounter, CommentCounts
from outsideinnovation.statistics.figures import CommentFigures, DiscussedPost, MonthFigures, Statistics, StatisticsPart
from outsideinnovation.statistics.months import Calendar, Month, through, total
from outsideinnovation.statistics.subscription_counts import SubscriptionCounts, subscription_counts
from outsideinnovation.subscriptions.store.database import Database

MOST_DISCUSSED = 10  # posts
MOST_PROBLEMS = 20  # that are told one by one
FRESH = timedelta(minutes=1)  # for so long nothing is counted anew
T = TypeVar("T")
_UNCOUNTED = {
    StatisticsPart.POSTS: Message("Posts are not counted: %(reason)s", reason=""),
    StatisticsPart.ANSWERS: Message("Answer times are not counted: %(reason)s", reason=""),
    StatisticsPart.SUBSCRIPTIONS: Message("Subscriptions are not counted: %(reason)s", reason=""),
}
_PROBLEM = Message("%(place)s: %(what)s: %(remedy)s", place="", what="", remedy="")
_UNDATED_POSTS = Message.counted(
    "%(number)s post is dated in the future, or more than fifty years ago: counted in the sum, and in no month.",
    "%(number)s posts are dated in the future, or more than fifty years ago: counted in the sum, and in no month.",
    1,
)
_UNDATED_COMMENTS = Message.counted(
    "%(number)s comment is dated in the future, or more than fifty years ago: counted in the sum, and in no month.",
    "%(number)s comments are dated in the future, or more than fifty years ago: counted in the sum, and in no month.",
    1,
)


@dataclass(slots=True)
class StatisticsSource:
    """The statistics of *site*, whose readers are in the *database*. Threads may share it, and count once."""

    site: Site
    database: Database
    private_store: PrivateStore
    _comments: CommentCounter = field(init=False)
    _made: Statistics | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._comments = CommentCounter(self.site.comments)

    def at(self, now: datetime) -> Statistics:
        """Return what is so *now*, or was within the last minute."""
        with self._turn:
            if self._made is None or not timedelta() <= now - self._made.counted < FRESH:
                self._made = self._count(now)
            return self._made

    def _count(self, now: datetime) -> Statistics:
        calendar, failed = Calendar(self.site.configuration.site.zone, now), dict[StatisticsPart, str]()
        posts = _tried(StatisticsPart.POSTS, self._posts, dict[str, CatalogueEntry](), failed)
        comments = self._comments.count(calendar)
        answers = _tried(StatisticsPart.ANSWERS, lambda: self._answers(calendar), AnswerTimes(), failed)
        subscriptions = _tried(
            StatisticsPart.SUBSCRIPTIONS,
            lambda: subscription_counts(self.database, calendar),
            SubscriptionCounts(),
            failed,
        )
        problems = [_UNCOUNTED[part].filled(reason=reason) for part, reason in failed.items()]
        problems += _told([*map(_without_words, comments.problems), *answers.problems], self.site.root)
        written = Counter(calendar.month(entry.date) for entry in posts.values())
        problems += _undated(written[None], sum(each[None] for each in comments.months.values()))
        return Statistics(
            counted=now,
            zone=self.site.configuration.site.timezone,
            posts=len(posts),
            comments=_comment_figures(comments),
            answers=answers.figures(),
            subscribers=subscriptions.standing,
            mailings=subscriptions.mailings,
            discussed=tuple(_discussed(comments, posts)),
            months=tuple(_months(written, comments, answers, subscriptions, calendar)),
            problems=tuple(problems),
            uncounted=frozenset(failed),
        )

    def _posts(self) -> dict[str, CatalogueEntry]:
        if not self.site.catalogue_file.exists():
            raise NotFoundError(Message("the site has not been built yet: run `oi build`."))
        return catalogue.by_id(self.site.catalogue_file)

    def _answers(self, calendar: Calendar) -> AnswerTimes:
        if not self.private_store.path.exists():
            return AnswerTimes()
        return answer_times(DecisionLog(self.site.decisions), self.private_store, calendar)


def _tried(part: StatisticsPart, count: Callable[[], T], nothing: T, failed: dict[StatisticsPart, str]) -> T:
    try:
        return count()
    except OutsideInnovationError as error:
        reason = message_of(error)
        failed[part] = reason if isinstance(reason, Message) else visible(reason)
        return nothing


def _comment_figures(comments: CommentCounts) -> CommentFigures:
    counts = {status: total(months) for status, months in comments.months.items()}
    return CommentFigures(counts, comments.by_author, comments.first_pending)


def _discussed(comments: CommentCounts, posts: Mapping[str, CatalogueEntry]) -> Iterator[DiscussedPost]:
    most = sorted(comments.posts.items(), key=lambda item: (-item[1], item[0]))[:MOST_DISCUSSED]
    for post, count in most:
        entry = posts.get(post)
        yield DiscussedPost(post, entry.title if entry else post, entry.url if entry else "", count)


def _months(
    posts: Counter[Month | None],
    comments: CommentCounts,
    answers: AnswerTimes,
    subscriptions: SubscriptionCounts,
    calendar: Calendar,
) -> Iterator[MonthFigures]:
    counted = [posts, *comments.months.values(), subscriptions.joined, subscriptions.left, subscriptions.issues]
    begun = min((month for each in counted for month in each if month), default=None)
    if begun is None:
        return
    for month, subscribers in zip(
        through(begun, calendar.last), subscriptions.at_the_end_of(through(begun, calendar.last)), strict=True
    ):
        yield MonthFigures(
            month=month,
            posts=posts[month],
            comments={status: comments.months[status][month] for status in Status},
            joined=subscriptions.joined[month],
            left=subscriptions.left[month],
            subscribers=subscribers,
            mailings=subscriptions.issues[month],
            mails=subscriptions.mails[month],
            answered=len(answers.by_month.get(month, ())),
            answer_time=answers.median(month),
        )


def _without_words(problem: Problem) -> Problem:
    """Return *problem* without what stands in the file: it may be a reader's name."""
    what, remedy = Message("cannot be read, so it is not counted"), Message("`oi comments list` says what is wrong")
    return replace(problem, what=what, remedy=remedy)


def _told(problems: Iterable[Problem], root: Path) -> Iterator[Message]:
    found = sorted(set(problems))
    for problem in found[:MOST_PROBLEMS]:
        inside = problem.path.is_relative_to(root)
        named = replace(problem, path=problem.path.relative_to(root)) if inside else problem
        yield _PROBLEM.filled(place=visible(named.where), what=problem.what, remedy=problem.remedy)
    if len(found) > MOST_PROBLEMS:
        yield Message.counted("%(number)s more like these.", "%(number)s more like these.", len(found) - MOST_PROBLEMS)


def _undated(posts: int, comments: int) -> Iterator[Message]:
    yield from (text.of(number) for text, number in ((_UNDATED_POSTS, posts), (_UNDATED_COMMENTS, comments)) if number)
