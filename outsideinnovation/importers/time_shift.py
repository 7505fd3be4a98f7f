"""How far the times of an export are off, and what they were: a span of time, or the zone of the machine that shifted them.

`isso import` reads a time in UTC as if it were the machine's own, so that it is off by that zone's distance from UTC, an
hour more or less with the season.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TimeShift: TypeAlias = Callable[[datetime], datetime]
LONGEST = timedelta(days=2)  # a zone is 14 hours off at most; what is longer is a slip of the pen

_SPAN = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<hours>\d{1,2})h)?(?:(?P<minutes>\d{1,4})m(?:in)?)?(?:(?P<seconds>\d{1,6})s)?", re.ASCII
)
_CLOCK = re.compile(r"(?P<sign>[+-]?)(?P<hours>\d{1,2}):(?P<minutes>\d\d)(?::(?P<seconds>\d\d))?", re.ASCII)


def read(text: str) -> TimeShift:
    """Return what *text* does to a moment: ``+1h``, ``-90m``, ``+05:30`` are added; ``Europe/Berlin`` tells where it was shifted.

    Raises ValueError, saying how to write it.
    """
    found = _CLOCK.fullmatch(text.strip()) or _SPAN.fullmatch(text.strip())
    parts = (
        {name: int(number) for name, number in found.groupdict().items() if name != "sign" and number} if found else {}
    )
    if found and parts:
        span = timedelta(**parts) * (-1 if found["sign"] == "-" else 1)
        if abs(span) <= LONGEST:
            return lambda moment: moment + span
    elif "/" in text or text.strip() in {"UTC", "GMT"}:
        return _shifted_in(text.strip())
    raise ValueError(f"{text!r}: write +1h, -90m, +05:30, or the zone of the machine: Europe/Berlin")


def _shifted_in(name: str) -> TimeShift:
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r}: no such zone: write one as Europe/Berlin, or a span as +1h") from None
    return lambda moment: moment.astimezone(zone).replace(tzinfo=UTC)
