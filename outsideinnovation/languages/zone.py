"""The clock of a blog: times are kept in UTC, and shown as TIMEZONE has them."""

from datetime import UTC as UNIVERSAL
from datetime import datetime, tzinfo
from functools import lru_cache

UTC = "UTC"


def local(moment: datetime, timezone: str) -> datetime:
    """Return the aware *moment* on the clock of *timezone*, a name of the tz database."""
    return moment.astimezone(_zone(timezone))


@lru_cache(maxsize=8)
def _zone(name: str) -> tzinfo:
    if name == UTC:
        return UNIVERSAL
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - most commands write no date

    return ZoneInfo(name)
