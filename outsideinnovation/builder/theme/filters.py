"""How templates write dates, the same in every locale, and which page of the menu a page is."""

from collections.abc import Iterable
from datetime import datetime

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(date: datetime) -> str:
    """Write a date as ``9 December 2005``."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def date_header(date: datetime) -> str:
    """Write a date as ``Friday, 9 December 2005``, as TypePad did above the posts of a day."""
    return f"{DAYS[date.weekday()]}, {long_date(date)}"


def month_name(number: int) -> str:
    """Write a month (1 to 12) as its name."""
    return MONTHS[number - 1]


def rfc3339(date: datetime) -> str:
    """Write an aware date as RFC 3339 does, to the second."""
    return date.isoformat(timespec="seconds")


def menu_path(address: str, menu: Iterable[tuple[str, str]] | None) -> str | None:
    """Return the *address* of a page that *menu*, pairs of title and path, names with or without ``index.html``; else None."""
    return address if any(address in {path, f"{path}index.html"} for _, path in menu or ()) else None
