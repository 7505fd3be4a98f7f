"""Dates as people of a language write them (CLDR, by Babel), with Latin digits, the same on every machine.

English is written here: a blog in English starts without Babel, which takes longer to load than a page to render.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

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
SIGNS = ("+", "-")
CACHED = 20_000  # dates, a few megabytes: a page names a post's date in several places


class Dates:
    """How dates are written in the *language* of that tag (BCP 47); what Babel does not know is written as in English."""

    def __init__(self, language: str) -> None:
        locale = _locale(language)
        self.long: Callable[[date], str] = _cached(_babel(locale, "long") if locale else _long)
        self.with_day: Callable[[date], str] = _cached(_babel(locale, "full") if locale else _with_day)
        self._locale = locale

    def clock(self, moment: datetime) -> str:
        """Write the time of day of an aware *moment* with the short name of its zone: ``14:05 CET``."""
        if self._locale is None:
            return f"{moment:%H:%M} {_zone_name(moment)}"
        from babel.dates import format_time, get_timezone_name  # noqa: PLC0415 - see the module

        time = format_time(moment, "short", tzinfo=moment.tzinfo, locale=self._locale)
        name = get_timezone_name(moment, "short", locale=self._locale)  # a distance where the language has no letters
        return f"{time} {_zone_name(moment) if name[:1] in SIGNS or moment.tzname() == 'UTC' else name}"

    def moment(self, moment: datetime) -> str:
        """Write the day and the time of an aware *moment*: ``4 December 2005, 14:05 CET``."""
        if self._locale is None:
            return f"{self.long(moment.date())}, {self.clock(moment)}"
        pattern = str(self._locale.datetime_formats["long"]).replace("'", "")
        return pattern.replace("{1}", self.long(moment.date())).replace("{0}", self.clock(moment))

    def minute(self, moment: datetime) -> str:
        """Write the day and the time of an aware *moment*, on whose clock everybody knows: ``4 December 2005, 14:05``."""
        if self._locale is None:
            return f"{self.long(moment.date())}, {moment:%H:%M}"
        from babel.dates import format_time  # noqa: PLC0415 - see the module

        time = format_time(moment, "short", tzinfo=moment.tzinfo, locale=self._locale)
        pattern = str(self._locale.datetime_formats["long"]).replace("'", "")
        return pattern.replace("{1}", self.long(moment.date())).replace("{0}", time)

    def month(self, number: int) -> str:
        """Write a month (1 to 12) as its name, as it stands alone."""
        if self._locale is None:
            return MONTHS[number - 1]
        return str(self._locale.months["stand-alone"]["wide"][number])

    def month_of_year(self, year: int, number: int) -> str:
        """Write a month of a year, ``December 2005``, in the order of the language."""
        if self._locale is None:
            return f"{MONTHS[number - 1]} {year}"
        return self._skeleton("yMMMM", date(year, number, 1))

    def short_month_of_year(self, year: int, number: int) -> str:
        """Write the same where there is little room: ``Dec 2005``."""
        if self._locale is None:
            return f"{MONTHS[number - 1][:3]} {year}"
        return self._skeleton("yMMM", date(year, number, 1))

    def _skeleton(self, skeleton: str, day: date) -> str:
        from babel.dates import format_skeleton  # noqa: PLC0415 - see the module

        return format_skeleton(skeleton, day, locale=self._locale)


@lru_cache(maxsize=8)
def dates(language: str) -> Dates:
    """Return how dates are written in *language*."""
    return Dates(language)


def _locale(language: str) -> "Locale | None":
    if language.lower().partition("-")[0].partition("_")[0] == "en":
        return None
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - see the module

    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None


def _cached(write: Callable[[date], str]) -> Callable[[date], str]:
    """Remember what *write* makes of a day: of times, two in different zones are one to a cache, and may be two days."""
    known = lru_cache(CACHED)(write)
    return lambda moment: known(moment.date() if isinstance(moment, datetime) else moment)


def _babel(locale: "Locale", length: str) -> Callable[[date], str]:
    from babel.dates import format_date  # noqa: PLC0415 - see the module

    return lambda day: format_date(day, length, locale)


def _zone_name(moment: datetime) -> str:
    """Return the letters of a zone, and where it has none (``+03``) its distance from UTC."""
    name = moment.tzname() or ""
    return f"UTC{name}" if name[:1] in SIGNS else name


def _long(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _with_day(day: date) -> str:
    return f"{DAYS[day.weekday()]}, {_long(day)}"
