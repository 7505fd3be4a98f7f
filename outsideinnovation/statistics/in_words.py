"""Statistics for people at a terminal: sentences, a table of the last months, the most discussed posts."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.record import Status
from outsideinnovation.languages.dates import dates
from outsideinnovation.statistics.figures import MonthFigures, Statistics, StatisticsPart
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.wording import counted

HEADINGS = ("Month", "Posts", "Comments", "Rejected", "Spam", "Answered in", "Joined", "Left", "Subscribers", "Mails")
ENGLISH = "en"  # as all of the editors' pages and of the commands
NOT_COUNTED = "not counted"
_WITHOUT_SUBSCRIPTIONS = HEADINGS.index("Joined")  # columns that are left then
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))  # seconds
_GAP = "  "


def lines(statistics: Statistics, months: int) -> Iterator[str]:
    """Yield the lines of a table with the last *months*."""
    for name, words in sums(statistics):
        yield f"{name:<13}{words}"
    if statistics.months:
        yield ""
        columns = _WITHOUT_SUBSCRIPTIONS if statistics.subscribers is None else len(HEADINGS)
        shown = [HEADINGS, *map(row, reversed(statistics.months[-months:]))]
        yield from table([fields[:columns] for fields in shown])
    if statistics.discussed:
        yield ""
        yield "Most discussed"
        width = len(f"{statistics.discussed[0].comments:,}")
        for post in statistics.discussed:
            yield f"{_GAP}{post.comments:>{width},}{_GAP}{visible(post.title)}"


def sums(statistics: Statistics) -> Iterator[tuple[str, str]]:
    """Yield what there is in all, a name and words for it."""
    yield "Posts", NOT_COUNTED if StatisticsPart.POSTS in statistics.uncounted else f"{statistics.posts:,}"
    yield "Comments", ", ".join(_comments(statistics))
    yield "Answers", answered(statistics)
    if statistics.subscribers is None or statistics.mailings is None:
        yield (
            "Subscribers",
            NOT_COUNTED if StatisticsPart.SUBSCRIPTIONS in statistics.uncounted else "no subscriptions yet",
        )
        return
    yield "Subscribers", ", ".join(_subscribers(statistics))
    mailings = statistics.mailings
    waiting = f", {mailings.waiting:,} to go" if mailings.waiting else ""
    sent = f"{counted(mailings.issues, 'issue')}: {counted(mailings.sent, 'mail')} sent"
    yield "Mailings", f"{sent}, {mailings.failed:,} failed{waiting}"


def answered(statistics: Statistics) -> str:
    """Return how long readers waited for an editor."""
    answers = statistics.answers
    if StatisticsPart.ANSWERS in statistics.uncounted:
        return NOT_COUNTED
    if answers.median is None or answers.nine_of_ten is None:
        return "no comment that came in here has been decided yet"
    if answers.count == 1:
        return f"1 comment, after {span(answers.median)}"
    half = f"half of {answers.count:,} comments within {span(answers.median)}"
    return f"{half}, nine of ten within {span(answers.nine_of_ten)}"


def span(time: timedelta | None) -> str:
    """Return a span of time, rounded, in the largest unit of which it has two: ``3 hours``; nothing for None."""
    if time is None:
        return ""
    for name, size in _UNITS:
        if time.total_seconds() >= size * (1 if name == "minute" else 2):
            return counted(round(time.total_seconds() / size), name)
    return "less than a minute"


def moment(when: datetime, zone: ZoneInfo) -> str:
    """Return a moment on the blog's clock: ``3 May 2026, 12:31``."""
    local = when.astimezone(zone)
    return f"{dates(ENGLISH).long(local)}, {local:%H:%M}"


def row(month: MonthFigures) -> tuple[str, ...]:
    """Return the fields of one month, in the order of HEADINGS."""
    return (
        str(month.month),
        f"{month.posts:,}",
        f"{month.count(Status.APPROVED):,}",
        f"{month.count(Status.REJECTED):,}",
        f"{month.count(Status.SPAM):,}",
        span(month.answer_time) or "-",
        f"{month.joined:,}",
        f"{month.left:,}",
        f"{month.subscribers:,}",
        f"{month.mails:,}",
    )


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield *rows* as lines whose columns are as wide as they must be, the first to the left and numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        to_the_right = (f"{field:>{width}}" for field, width in zip(others, widths[1:], strict=True))
        yield _GAP.join([f"{first:<{widths[0]}}", *to_the_right])


def _comments(statistics: Statistics) -> Iterator[str]:
    comments = statistics.comments
    counts = comments.counts
    own = f" ({comments.by_author:,} by the blog itself)" if comments.by_author else ""
    yield f"{counts[Status.APPROVED]:,} published{own}"
    since = comments.waiting_since
    zone = ZoneInfo(statistics.zone)
    yield f"{counts[Status.PENDING]:,} waiting" + (f" (the oldest since {moment(since, zone)})" if since else "")
    yield f"{counts[Status.REJECTED]:,} rejected"
    yield f"{counts[Status.SPAM]:,} spam"


def _subscribers(statistics: Statistics) -> Iterator[str]:
    found = statistics.subscribers or {}
    yield f"{found.get(SubscriptionStatus.CONFIRMED, 0):,} now"
    yield from (f"{number:,} {status}" for status, number in found.items() if number and status not in _NOW)


_NOW = {SubscriptionStatus.CONFIRMED, SubscriptionStatus.ERASED}
