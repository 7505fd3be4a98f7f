"""When digests are due: at an hour of the blog's clock, every day or once a week, whatever daylight saving does to it.

Everything else is UTC. A local hour is only turned into UTC to find the next due time, for times of one zone compare by
the wall clock and in the repeated hour equal nothing else (facts: zoneinfo).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_ROUND = 9  # days to each side that surely hold a due time of a week, though a zone may leave out a whole date


@dataclass(frozen=True, slots=True)
class DigestClock:
    """A due time a day at *hour* o'clock in *zone*; with *weekday* (0 is Monday) only on that day of the week.

    An hour that the clock leaps over is due when it would have come, one that comes twice at its first coming.
    """

    zone: ZoneInfo
    hour: int
    weekday: int | None = None

    def last(self, now: datetime) -> datetime:
        """Return the last due time up to *now*, in UTC."""
        return max(moment for moment in self._around(now) if moment <= now)

    def next(self, now: datetime) -> datetime:
        """Return the first due time after *now*, in UTC."""
        return min(moment for moment in self._around(now) if moment > now)

    def _around(self, now: datetime) -> Iterator[datetime]:
        today = now.astimezone(self.zone).date()
        days = (today + number * _DAY for number in range(-_ROUND, _ROUND + 1))
        return (self._on(day) for day in days if self.weekday in {None, day.weekday()})

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, time(self.hour), self.zone).replace(fold=0).astimezone(UTC)
