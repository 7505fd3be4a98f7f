"""Dates as feeds and exports have them: RFC 822 and ISO 8601 as they should be, and what programs wrote in their place.

Not by dateutil: it fills what is missing with today's date, drops names of zones that it does not know, and takes the third
number of ``10/11/12`` for a year. Here a date that may mean two days is none.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?"
_ZONE = r"(?P<zone>(?:GMT|UTC)?\s?[+-]\d{1,2}:?(?:\d\d)?|[A-Za-z]{1,5})?(?:\s*\([^()]*\))?"
_MONTH = r"(?P<name>[^\W\d_]{3,12})\.?"
_SHAPES = tuple(
    re.compile(shape, re.ASCII if "name" not in shape else 0)
    for shape in (
        rf"(?P<year>\d{{4}})(?:[-/](?P<month>\d\d?)(?:[-/](?P<day>\d\d?)(?:[T\s]+{_CLOCK}\s*{_ZONE})?)?)?",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?{_ZONE})?",
        rf"(?:[^\W\d_]+\.?,?\s*)?(?P<day>\d{{1,2}})\.?[\s-]+{_MONTH}[\s-]+(?P<year>\d{{2,4}})(?:,?\s+{_CLOCK}\s*{_ZONE})?",
        rf"(?:[^\W\d_]+\.?,?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?:,?\s+{_CLOCK}\s*{_ZONE})?",
        rf"(?:[^\W\d_]+\.?,?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+{_ZONE}\s*(?P<year>\d{{4}})",  # C's asctime
    )
)
# The beginnings of months in the languages whose programs forgot that RFC 822 is English; each names one month alone.
_MONTHS = (
    ("jan", "ene", "gen"), ("feb", "fév", "fev"), ("mar", "mär", "mrt", "maa"), ("apr", "avr", "abr"),
    ("may", "mai", "mei", "mag"),
    ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "aoû", "aou", "ago"), ("sep", "set"), ("oct", "okt", "ott", "out"),
    ("nov",), ("dec", "dez", "dic", "déc"),
)  # fmt: skip
_HOURS = {  # names that mean one zone in the feeds of the countries they come from
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MET": 1, "MEZ": 1,
    "CEST": 2, "MEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d\d)?")
_EARLIEST, _LATEST = 1900, 9998
_TURN, _NOON = 50, 12  # RFC 822, as people read its two digits: 49 is 2049, 50 is 1950


def moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that *text* names, in UTC; in *zone* where it names none that is known. None where it is no date."""
    said = " ".join(text.split())[:100]
    found = next(filter(None, (shape.fullmatch(said) for shape in _SHAPES)), None)
    if not found:
        return None
    part = {"name": "", "month": "", "day": "", "hour": "", "minute": "", "second": "", "half": "", "zone": ""}
    part |= {name: value for name, value in found.groupdict().items() if value}
    try:
        day = datetime(_year(part["year"]), _month(part["name"], part["month"]), int(part["day"] or 1), tzinfo=UTC)
        hours = timedelta(
            hours=_hour(part), minutes=int(part["minute"] or 0), seconds=min(int(part["second"] or 0), 59)
        )
        date = (day + hours).replace(tzinfo=_zone(part["zone"]) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date if _EARLIEST <= date.year <= _LATEST else None


def _year(digits: str) -> int:
    """Return a year; three digits are what programs made of 2005 that add 1900 to nothing."""
    year = int(digits)
    if year < _TURN and len(digits) == 2:  # noqa: PLR2004 - two digits
        return 2000 + year
    return 1900 + year if len(digits) < len("2005") else year


def _month(name: str, number: str) -> int:
    said = name.lower()
    for month, beginnings in enumerate(_MONTHS, 1):
        if name and said.startswith(beginnings):
            return month
    if name:
        raise ValueError(name)
    return int(number or 1)


def _hour(part: dict[str, str]) -> int:
    hour, half = int(part["hour"] or 0), part["half"].lower()[:1]
    if hour > 24 or int(part["minute"] or 0) > 59:  # noqa: PLR2004 - midnight may be 24:00
        raise ValueError(hour)
    return hour % _NOON + _NOON * (half == "p") if half else hour


def _zone(name: str) -> tzinfo | None:
    offset = _OFFSET.fullmatch(name.strip())
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-away if offset[1] == "-" else away)
    hours = _HOURS.get(name.upper())
    return None if hours is None else timezone(timedelta(hours=hours))
