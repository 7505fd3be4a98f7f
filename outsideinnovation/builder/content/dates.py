"""Dates as heads and file names have them: read the same on every day and machine, or refused with the remedy.

Almost all are plain ISO 8601. Others are left to dateutil, as Pelican does, but for what it makes up: the parts of a date
that are not there (it takes today's), names of zones (it drops most), and the order of day and month.
"""

import re
from datetime import datetime, tzinfo

EXAMPLE = "write it as 2005-12-09 10:31"
WITH_OFFSET = "write its distance from UTC instead, as in 2005-12-09 10:31-05:00"
UNIVERSAL = frozenset({"UTC", "GMT", "Z"})
DAY_OR_MONTH = re.compile(r"(?<!\d)(?P<one>\d{1,2})[./-](?P<other>\d{1,2})[./-]\d{4}(?!\d)")
INVERTED = re.compile(r"(?:UTC|GMT|Z)\s?[+-]\s?\d", re.IGNORECASE)  # POSIX counts it the other way round than people do
MONTHS, DAY = 12, 86_400  # months a year, seconds a day
# Two dates without a part in common: what a parser fills up from them differs.
FILLED, OTHERWISE = datetime(1904, 1, 1), datetime(2008, 2, 2)  # noqa: DTZ001 - the zone is looked at apart


class DateError(ValueError):
    """A text that is no date, or may be more than one: ``what`` is wrong with it, and the ``remedy``."""

    def __init__(self, what: str, remedy: str = EXAMPLE) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}: {remedy}")


def read_date(text: str, zone: tzinfo | None = None) -> datetime:
    """Return the date that *text* names, in *zone* where it says none. Raises DateError."""
    text = text.replace("_", " ").strip()
    try:
        date = datetime.fromisoformat(text)
        if "W" in text:  # a week of a year, which Pelican cannot read
            raise DateError("is no date")
    except ValueError:
        date = _guessed(text)
    return date if date.tzinfo else date.replace(tzinfo=zone)


def _guessed(text: str) -> datetime:
    from dateutil import parser, tz  # noqa: PLC0415 - almost every date is plain ISO 8601

    def zone(name: str | None, offset: int | None) -> tzinfo | None:
        if name and name.upper() not in UNIVERSAL and (offset is None or f"({name})" not in text):
            raise DateError(f"names the zone {name}, which means different times to different programs", WITH_OFFSET)
        if offset and (INVERTED.search(text) or abs(offset) >= DAY):
            raise DateError("has a distance from UTC that is none, or may be meant the other way round", WITH_OFFSET)
        return None if name is None and offset is None else tz.UTC if not offset else tz.tzoffset(None, offset)

    try:
        date, other = (parser.parse(text, default=each, tzinfos=zone) for each in (FILLED, OTHERWISE))
    except DateError:
        raise
    except (ValueError, ArithmeticError, TypeError, AttributeError):
        raise DateError("is no date") from None
    if date != other:
        raise DateError("says too little: it needs year, month and day")
    _certain(text, date)
    found: datetime = date
    return found


def _certain(text: str, date: datetime) -> None:
    """Raise DateError where *text* may mean another day than *date*."""
    if f"{date.year:04}" not in text:
        raise DateError("says its year in two digits")
    numbers = DAY_OR_MONTH.search(text)
    if numbers and numbers["one"] != numbers["other"] and max(int(numbers["one"]), int(numbers["other"])) <= MONTHS:
        raise DateError("may mean two days")
