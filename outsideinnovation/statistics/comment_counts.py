"""Counts comments, a post's folder at a time. A folder is read again only once a file in it has changed."""

import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from outsideinnovation.comments.record import Status
from outsideinnovation.comments.walk import CommentPlace, Walk
from outsideinnovation.errors import Problem
from outsideinnovation.statistics.months import Calendar, Month

Months = Counter[Month | None]  # None: what is dated outside of the calendar


@dataclass(slots=True)
class CommentCounts:
    """What was counted. ``posts`` are the published comments by post, ``first_pending`` is the date of the oldest that waits."""

    months: Mapping[Status, Months] = field(default_factory=lambda: {status: Counter() for status in Status})
    posts: Counter[str] = field(default_factory=Counter)
    by_author: int = 0
    first_pending: datetime | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class CommentCounter:
    """Counts the comments below *folder*, and remembers their dates alone. Threads may share it."""

    folder: Path
    _known: dict[tuple[Status, str], "_Folder"] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def count(self, calendar: Calendar) -> CommentCounts:
        """Return how many comments there are in which month; what cannot be read is among the problems."""
        with self._turn:
            walk, counts = Walk(self.folder), CommentCounts()
            known: dict[tuple[Status, str], _Folder] = {}
            for (status, post), group in groupby(walk.places(), lambda place: (place.status, place.post)):
                found = self._folder(status, post, list(group))
                known[status, post] = found
                _add(counts, status, post, found, calendar)
            self._known = known
            counts.problems.extend(walk.problems)
            return counts

    def _folder(self, status: Status, post: str, places: list[CommentPlace]) -> "_Folder":
        stamp = hash(tuple(_stamps(places)))
        known = self._known.get((status, post))
        return known if known and known.stamp == stamp else _read(places, stamp)


@dataclass(frozen=True, slots=True)
class _Folder:
    """What the files of one folder say; ``stamp`` is another number once any of them has changed."""

    stamp: int
    dates: tuple[datetime, ...]
    by_author: int
    problems: tuple[Problem, ...]


def _stamps(places: Iterable[CommentPlace]) -> Iterator[tuple[str, int, int]]:
    for place in places:
        try:
            found = os.stat(place.path)  # noqa: PTH116 - a hundred thousand of them
        except OSError:
            yield place.id, 0, 0
        else:
            yield place.id, found.st_mtime_ns, found.st_size


def _read(places: Iterable[CommentPlace], stamp: int) -> _Folder:
    walk, dates, by_author = Walk(Path()), [], 0
    for place in places:
        if comment := walk.read(place):
            dates.append(comment.date)
            by_author += comment.by_author
    return _Folder(stamp, tuple(dates), by_author, tuple(walk.problems))


def _add(counts: CommentCounts, status: Status, post: str, found: _Folder, calendar: Calendar) -> None:
    counts.months[status].update(calendar.month(date) for date in found.dates)
    counts.by_author += found.by_author
    counts.problems.extend(found.problems)
    if status is Status.APPROVED and found.dates:
        counts.posts[post] += len(found.dates)
    if status is Status.PENDING:
        counts.first_pending = min((*found.dates, *filter(None, [counts.first_pending])), default=None)
