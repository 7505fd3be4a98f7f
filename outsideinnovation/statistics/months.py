"""Months as statistics count them: those of the blog's own clock, from fifty years ago to now."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

YEARS = 50  # what is dated earlier is a slip, and would draw a plot of nothing
_CLOCKS = timedelta(days=1)  # by so much an honest clock may be ahead
YEAR = 12  # months


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month; ``number`` counts months since the year 0."""

    number: int

    @property
    def year(self) -> int:
        """The year it is in."""
        return self.number // YEAR

    @property
    def of_year(self) -> int:
        """Which month of its year it is, from 1."""
        return self.number % YEAR + 1

    def __str__(self) -> str:
        return f"{self.year:04}-{self.of_year:02}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The months in *zone* up to that of *now*, which is aware: the ``last``; the ``first`` is the earliest that is counted."""

    zone: ZoneInfo
    now: datetime
    first: Month = field(init=False)
    last: Month = field(init=False)

    def __post_init__(self) -> None:
        last = _month(self.now.astimezone(self.zone))
        object.__setattr__(self, "last", last)
        object.__setattr__(self, "first", Month(last.number - YEARS * YEAR + 1))

    def month(self, date: datetime) -> Month | None:
        """Return the month of *date*; None where it is too old, or in the future."""
        if date.year < self.first.year or date > self.now + _CLOCKS:
            return None
        found = min(_month(date.astimezone(self.zone)), self.last)
        return found if found >= self.first else None


def through(first: Month, last: Month) -> Iterator[Month]:
    """Yield every month from *first* to *last*."""
    return map(Month, range(first.number, last.number + 1))


def total(counts: "Counter[Month | None]") -> int:
    """Return how many are counted in all, those of no month too."""
    return sum(counts.values())


def _month(date: datetime) -> Month:
    return Month(date.year * YEAR + date.month - 1)
