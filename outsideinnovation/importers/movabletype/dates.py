"""The dates of an export: ``MM/DD/YYYY hh:mm:ss``, with AM or PM or in 24 hours, in the blog's own zone."""

import re
from datetime import UTC, datetime, tzinfo

# As ``_convert_date`` in Movable Type's lib/MT/ImportExport.pm; two digits of a year count from 1900 there.
_DATE = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d{2})\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2}))?(?:\s*(?P<half>AM|PM))?",
    re.IGNORECASE | re.ASCII,
)
_EARLIEST, _LATEST = 1900, 9998  # a day's room for any zone, and four digits


def read(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that *text* names in *zone*, still in that zone; None where it names none."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year = int(found["year"]) + (1900 if len(found["year"]) == len("05") else 0)
    hour = int(found["hour"])
    half = (found["half"] or "").upper()
    if half == "PM" and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    elif half == "AM" and hour == 12:  # noqa: PLR2004 - midnight
        hour = 0
    try:
        day = datetime(year, int(found["month"]), int(found["day"]), tzinfo=zone)
        date = day.replace(hour=hour, minute=int(found["minute"]), second=int(found["second"] or 0))
    except ValueError:
        return None
    return date if _EARLIEST <= year <= _LATEST else None


def universal(date: datetime) -> datetime:
    """Return the same moment in UTC."""
    return date.astimezone(UTC)
