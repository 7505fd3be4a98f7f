"""Statistics for people at a terminal: sentences, a table of the last months, the most discussed posts."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.record import Status
from outsideinnovation.languages.message import LocalTime, Message
from outsideinnovation.languages.numbers import Number
from outsideinnovation.statistics.figures import MailingFigures, MonthFigures, Statistics, StatisticsPart
from outsideinnovation.subscriptions.status import SubscriptionStatus

HEADINGS = ("Month", "Posts", "Comments", "Rejected", "Spam", "Answered in", "Joined", "Left", "Subscribers", "Mails")
NOT_COUNTED = Message("not counted")
_WITHOUT_SUBSCRIPTIONS = HEADINGS.index("Joined")  # columns that are left then
_UNITS = (  # each with its seconds, and from how many of them on it is used
    (Message.counted("%(number)s day", "%(number)s days", 1), 86_400, 2),
    (Message.counted("%(number)s hour", "%(number)s hours", 1), 3_600, 2),
    (Message.counted("%(number)s minute", "%(number)s minutes", 1), 60, 1),
)
_STANDING = {
    SubscriptionStatus.UNCONFIRMED: Message.counted("%(number)s unconfirmed", "%(number)s unconfirmed", 1),
    SubscriptionStatus.UNSUBSCRIBED: Message.counted("%(number)s unsubscribed", "%(number)s unsubscribed", 1),
    SubscriptionStatus.BOUNCED: Message.counted("%(number)s bounced", "%(number)s bounced", 1),
    SubscriptionStatus.SUPPRESSED: Message.counted("%(number)s suppressed", "%(number)s suppressed", 1),
}
Words = Message | Number
_GAP = "  "


def lines(statistics: Statistics, months: int) -> Iterator[str]:
    """Yield the lines of a table with the last *months*."""
    for name, words in sums(statistics):
        yield f"{name:<13}{', '.join(map(str, words))}"
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


def sums(statistics: Statistics) -> Iterator[tuple[Message, tuple[Words, ...]]]:
    """Yield what there is in all, a name and a list of words for it."""
    posts = NOT_COUNTED if StatisticsPart.POSTS in statistics.uncounted else Number(statistics.posts)
    yield Message("Posts"), (posts,)
    yield Message("Comments"), tuple(_comments(statistics))
    yield Message("Answers"), tuple(answered(statistics))
    if statistics.subscribers is None or statistics.mailings is None:
        is_uncounted = StatisticsPart.SUBSCRIPTIONS in statistics.uncounted
        yield Message("Subscribers"), (NOT_COUNTED if is_uncounted else Message("no subscriptions yet"),)
        return
    yield Message("Subscribers"), tuple(_subscribers(statistics))
    yield Message("Mailings"), tuple(_mailings(statistics.mailings))


def answered(statistics: Statistics) -> Iterator[Message]:
    """Yield how long readers waited for an editor."""
    answers = statistics.answers
    if StatisticsPart.ANSWERS in statistics.uncounted:
        yield NOT_COUNTED
    elif answers.median is None or answers.nine_of_ten is None:
        yield Message("no comment that came in here has been decided yet")
    elif answers.count == 1:
        yield Message("1 comment, after %(time)s", time=span(answers.median))
    else:
        half = Number(answers.count)
        yield Message("half of %(number)s comments within %(time)s", number=half, time=span(answers.median))
        yield Message("nine of ten within %(time)s", time=span(answers.nine_of_ten))


def span(time: timedelta | None) -> str:
    """Return a span of time, rounded, in the largest unit of which it has two: ``3 hours``; nothing for None."""
    if time is None:
        return ""
    for unit, size, least in _UNITS:
        if time.total_seconds() >= size * least:
            return unit.of(round(time.total_seconds() / size))
    return Message("less than a minute")


def moment(when: datetime, zone: ZoneInfo) -> LocalTime:
    """Return a moment on the blog's clock: ``3 May 2026, 12:31``."""
    return LocalTime(when.astimezone(zone))


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


def _comments(statistics: Statistics) -> Iterator[Message]:
    comments = statistics.comments
    published, waiting = comments.counts[Status.APPROVED], comments.counts[Status.PENDING]
    if comments.by_author:
        yield Message.counted(
            "%(number)s published (%(own)s by the blog itself)",
            "%(number)s published (%(own)s by the blog itself)",
            published,
            own=Number(comments.by_author),
        )
    else:
        yield Message.counted("%(number)s published", "%(number)s published", published)
    if comments.waiting_since:
        yield Message.counted(
            "%(number)s waiting (the oldest since %(time)s)",
            "%(number)s waiting (the oldest since %(time)s)",
            waiting,
            time=moment(comments.waiting_since, ZoneInfo(statistics.zone)),
        )
    else:
        yield Message.counted("%(number)s waiting", "%(number)s waiting", waiting)
    yield Message.counted("%(number)s rejected", "%(number)s rejected", comments.counts[Status.REJECTED])
    yield Message.counted("%(number)s spam", "%(number)s spam", comments.counts[Status.SPAM])


def _subscribers(statistics: Statistics) -> Iterator[Message]:
    found = statistics.subscribers or {}
    yield Message.counted("%(number)s now", "%(number)s now", found.get(SubscriptionStatus.CONFIRMED, 0))
    yield from (_STANDING[status].of(number) for status, number in found.items() if number and status in _STANDING)


def _mailings(mailings: MailingFigures) -> Iterator[Message]:
    yield Message(
        "%(issues)s: %(mails)s",
        issues=Message.counted("%(number)s issue", "%(number)s issues", mailings.issues),
        mails=Message.counted("%(number)s mail sent", "%(number)s mails sent", mailings.sent),
    )
    yield Message.counted("%(number)s failed", "%(number)s failed", mailings.failed)
    if mailings.waiting:
        yield Message.counted("%(number)s to go", "%(number)s to go", mailings.waiting)
