"""Where a comment stands: its state, its place among those that wait, and how long that usually takes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.languages.message import Message

RECENT = timedelta(days=60)  # decisions that say how long it usually takes
ENOUGH = 3  # decisions below which nothing is said
HOUR, DAY = 60, 1440  # minutes


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """The *number*-th of *waiting* comments, counted from 1, the oldest first."""

    number: int
    waiting: int


def place(queue: CommentQueue, identifier: str) -> QueuePosition:
    """Return the place of a waiting comment; ids sort by time, so no file is read."""
    waiting = list(queue.ids(Status.PENDING))
    return QueuePosition(1 + sum(each < identifier for each in waiting), max(len(waiting), 1))


def usual_wait(log: DecisionLog, now: datetime) -> Message | str:
    """Return how long it took until readers' comments were decided lately, in words; nothing where too few were."""
    took = [
        (entry.date - received).total_seconds() / 60
        for entry in log.since(now - RECENT)
        if entry.before == Status.PENDING and entry.after and entry.by != "reader" and (received := sent(entry.id))
    ]
    lately = [minutes for minutes in took if minutes >= 0]
    return in_words(median(lately)) if len(lately) >= ENOUGH else ""


def sent(identifier: str) -> datetime | None:
    """Return when a comment was sent, which its id begins with; None where the id says no time."""
    try:
        return datetime.fromtimestamp(int(identifier.partition("-")[0], 16) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def in_words(minutes: float) -> Message:
    """Return a span of time as people say it: ``about 20 minutes``, ``about 3 hours``, ``about 2 days``."""
    if minutes >= 1.5 * DAY:
        return Message.counted("about a day", "about %(number)d days", round(minutes / DAY))
    if minutes >= 1.5 * HOUR:
        return Message.counted("about an hour", "about %(number)d hours", round(minutes / HOUR))
    if minutes >= HOUR * 0.75:
        return Message("about an hour") if minutes < DAY else Message("about a day")
    return Message.counted("about a minute", "about %(number)d minutes", max(1, round(minutes)))
