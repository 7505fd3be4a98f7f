"""How long readers waited for an editor: from a comment's coming to the first decision about it that was not undone."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from outsideinnovation.comments.decisions import UNDO, DecisionLog, LoggedDecision
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.submission import TRUST
from outsideinnovation.errors import Problem
from outsideinnovation.languages.message import Message
from outsideinnovation.statistics.figures import AnswerFigures, AnswerSpan
from outsideinnovation.statistics.months import Calendar, Month

SPANS: tuple[tuple[str, timedelta], ...] = (
    (Message("within an hour"), timedelta(hours=1)),
    (Message("within a day"), timedelta(days=1)),
    (Message("within three days"), timedelta(days=3)),
    (Message("within a week"), timedelta(days=7)),
    (Message("later"), timedelta.max),
)
_DECIDING = frozenset({Action.APPROVE, Action.REJECT, Action.SPAM})
_AT_ONCE = 500  # decisions whose comments are looked up together


@dataclass(slots=True)
class AnswerTimes:
    """Seconds that passed, by the month in which the comment came; eight bytes an answer are kept."""

    by_month: dict[Month | None, "array[float]"] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def figures(self) -> AnswerFigures:
        """Return them in sum."""
        seconds = array("d", (each for times in self.by_month.values() for each in times))
        if not seconds:
            return AnswerFigures()
        ninth = quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
        return AnswerFigures(
            len(seconds), timedelta(seconds=median(seconds)), timedelta(seconds=ninth), tuple(_spans(seconds))
        )

    def median(self, month: Month) -> timedelta | None:
        """Return the median of one month; None where nothing of it was answered."""
        return timedelta(seconds=median(self.by_month[month])) if self.by_month.get(month) else None


def answer_times(log: DecisionLog, private_store: PrivateStore, calendar: Calendar) -> AnswerTimes:
    """Return how long the comments waited that were received here: neither imported ones nor those published by trust.

    A decision by hand, such as ``git mv``, counts from the moment at which it was noticed. Raises StorageError.
    """
    found, undone = AnswerTimes(), set[str]()
    for number, entry in log.stream():
        if entry is None:
            found.problems.append(_damaged(log.path, number))
        elif entry.undoes:
            undone.add(entry.undoes)
    decided = _first_decisions((entry for _, entry in log.stream() if entry), undone)
    while part := dict(islice(decided, _AT_ONCE)):
        _learn(found, part, private_store.received(list(part)), calendar)
    return found


def _first_decisions(entries: Iterable[LoggedDecision], undone: set[str]) -> Iterator[tuple[str, datetime]]:
    """Yield the id and the moment of each comment's first decision by an editor."""
    known: set[str] = set()
    for entry in entries:
        taken_back = entry.action == UNDO or (entry.act and entry.act in undone)
        if entry.action not in _DECIDING or entry.before != Status.PENDING or taken_back or entry.id in known:
            continue
        known.add(entry.id)
        if entry.by != TRUST and entry.date.tzinfo:
            yield entry.id, entry.date


def _learn(
    found: AnswerTimes, decided: Mapping[str, datetime], received: Mapping[str, datetime], calendar: Calendar
) -> None:
    for identifier, came in received.items():
        seconds = max((decided[identifier] - came).total_seconds(), 0.0)  # a clock was set back
        found.by_month.setdefault(calendar.month(came), array("d")).append(seconds)


def _spans(seconds: Iterable[float]) -> Iterator[AnswerSpan]:
    counts = [0] * len(SPANS)
    for each in seconds:
        counts[next(place for place, (_, limit) in enumerate(SPANS) if each <= limit.total_seconds())] += 1
    yield from (AnswerSpan(words, count) for (words, _), count in zip(SPANS, counts, strict=True))


def _damaged(path: Path, number: int) -> Problem:
    what = Message("no decision that can be read, so it is not counted")
    return Problem(path, number, what, Message("a crash may have cut it off"))
