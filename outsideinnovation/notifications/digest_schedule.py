"""When editors' digests are due: on the hour, on the quarter, or every morning where the site is."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MORNING = 7  # o'clock, by the site's TIMEZONE
_SOON = timedelta(minutes=2)  # in which a comment's own notice is surely written
_QUARTER = 15


class Interval(StrEnum):
    """COMMENTS_NOTIFY_EVERY: how often editors hear of new comments."""

    COMMENT = "comment"
    HOUR = "hour"
    DAY = "day"


def boundary(every: Interval, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment for a digest up to *now*: what came before it and was not announced is due.

    So a missed run is made up for by the next, and nothing but the clock need be remembered. With a notice a comment,
    a quarter of an hour gathers what had none: the hour's limit was reached, or a crash came between.
    """
    if every is Interval.DAY:
        return _morning(now, zone)
    if every is Interval.HOUR:
        return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    late = (now - _SOON).astimezone(UTC)
    return late.replace(minute=late.minute - late.minute % _QUARTER, second=0, microsecond=0)


def _morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last morning by the clock on that zone's wall, whatever it did in the night."""
    today = now.astimezone(zone).replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
    morning = today.astimezone(UTC)
    return morning if morning <= now else (today - timedelta(days=1)).astimezone(UTC)
