"""Moments by which things of one name are told apart, where a system takes two of one name and second for the same."""

from collections.abc import Hashable
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)


class UniqueMoments:
    """Gives each thing its own second of the clock, among those of the same name."""

    def __init__(self) -> None:
        self._taken: set[tuple[Hashable, datetime]] = set()

    def of(self, name: Hashable, date: datetime) -> datetime:
        """Return *date* without fractions, or the first second after it that by its own clock no other *name* has."""
        date = date.replace(microsecond=0)
        while (name, date.replace(tzinfo=None, fold=0)) in self._taken:
            date += SECOND
        self._taken.add((name, date.replace(tzinfo=None, fold=0)))
        return date
