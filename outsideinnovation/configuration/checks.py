"""What values settings may have: each check returns the value as code uses it, or raises InvalidValueError."""

import os
import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from outsideinnovation.configuration.field import InvalidValueError

Value = TypeVar("Value")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ZONES = "/usr/share/zoneinfo"  # where ZoneInfo looks first on most systems
ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")
COMPILED_ZONE = b"TZif"  # RFC 8536, section 3.1: what every such file begins with


def text(value: object) -> str:
    """Return a text, or the path that a ``pathlib.Path`` stands for."""
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    raise InvalidValueError("is no text", "write it in quotes")


def whole_number(least: int = 0, most: int | None = None) -> Callable[[Any], int]:
    """Return the check for a whole number of at *least* so much, and at *most*."""
    allowed = f"{least} or more" if most is None else f"{least} to {most}"

    def check(value: object) -> int:
        if isinstance(value, str) and value.strip().isdecimal():
            raise InvalidValueError("is a text", f"write {value.strip()}, without quotes")
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidValueError("is no whole number", f"write one, {allowed}, without quotes")
        if value < least or (most is not None and value > most):
            raise InvalidValueError("is too small" if value < least else "is too large", f"write {allowed}")
        return value

    return check


def rate(value: object) -> float:
    """Return a number of things a second, whole or not."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise InvalidValueError("is no rate", "write a number, such as 5 or 0.5; 0 for no limit")
    return float(value)


def yes_or_no(value: object) -> bool:
    """Return True or False, and nothing that only counts as one of them."""
    if not isinstance(value, bool):
        raise InvalidValueError("is neither True nor False", "write one of them, without quotes")
    return value


def optional(check: Callable[[Any], Value]) -> Callable[[Any], Value | None]:
    """Return the check for what *check* takes, or None."""
    return lambda value: None if value is None else check(value)


def given(check: Callable[[Any], Value]) -> Callable[[Any], Value | None]:
    """Return the check for what *check* takes; whatever is empty stands for None."""
    return lambda value: check(value) if value else None


def unless_false(check: Callable[[Any], Value]) -> Callable[[Any], Value | None]:
    """Return the check for what *check* takes; None and False, as Pelican documents them, stand for None."""
    return lambda value: None if value is None or value is False else check(value)


def one_of(*choices: str) -> Callable[[Any], str]:
    """Return the check for one of a few words."""

    def check(value: object) -> str:
        if value not in choices:
            raise InvalidValueError("is not known", "write one of " + ", ".join(choices))
        return str(value)

    return check


def weekday(value: object) -> str:
    """Return the English name of a day of the week, in lower case."""
    return one_of(*WEEKDAYS)(value.lower() if isinstance(value, str) else value)


def listed(check: Callable[[Any], Value], example: str) -> Callable[[Any], tuple[Value, ...]]:
    """Return the check for a list of what *check* takes; *example* is shown to whoever writes anything else."""

    def check_all(value: object) -> tuple[Value, ...]:
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Collection):
            raise InvalidValueError("is no list", f"write a list: {example}")
        return tuple(map(check, value))

    return check_all


def folders(value: object) -> tuple[str, ...]:
    """Return the names of one or more folders."""
    found = listed(text, '["posts"]')(value)
    if not found:
        raise InvalidValueError("names no folder", 'name one: ["posts"]')
    return found


def mapping(example: str) -> Callable[[Any], Mapping[str, Any]]:
    """Return the check for a dictionary, where None is an empty one; *example* is shown to whoever writes anything else."""

    def check(value: object) -> Mapping[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise InvalidValueError("is no dictionary", f"write a dictionary: {example}")
        return value

    return check


def descriptions(value: object) -> Mapping[str, str]:
    """Return what is said of categories, by their names: plain texts."""
    found = mapping('{"Lead users": "People who need today what many will need."}')(value)
    for name, words in found.items():
        if not isinstance(name, str) or not isinstance(words, str):
            raise InvalidValueError(f"says {words!r} of {name!r}", "write a name and a sentence, both in quotes")
    return found


def command(value: object) -> tuple[str, ...]:
    """Return the words of a command, which is no shell's: a text, or a list of texts."""
    import shlex  # noqa: PLC0415 - few sites name one

    try:
        words = (
            shlex.split(value)
            if isinstance(value, str)
            else listed(text, '["sudo", "systemctl", "reload", "nginx"]')(value)
        )
    except ValueError as error:
        raise InvalidValueError("is no command", "close its quotes") from error
    return tuple(words)


def pair(value: object) -> tuple[str, str]:
    """Return a title and a path."""
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not all(isinstance(each, str) for each in value):  # noqa: PLR2004 - a pair
        raise InvalidValueError(
            f"holds {value!r}, which is no pair of texts", 'write pairs of a title and a path: [("About", "about/")]'
        )
    return value[0], value[1]


def time_zone(value: object) -> str:
    """Return the name of a zone of the IANA database."""
    if value == "UTC" or (isinstance(value, str) and ZONE.fullmatch(value) and _is_compiled_zone(f"{ZONES}/{value}")):
        return str(value)
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - loading it takes as long as all other checks together

    try:
        return ZoneInfo(value).key  # type: ignore[arg-type]  # what is no text is refused below
    except (KeyError, ValueError, OSError, TypeError):
        raise InvalidValueError("is no time zone", 'write a place, such as "Europe/Berlin", or "UTC"') from None


def unique_id(value: object) -> str:
    """Return a UUID (RFC 9562), with or without ``urn:uuid:`` before it."""
    from uuid import UUID  # noqa: PLC0415 - most commands write no feed

    try:
        return str(UUID(text(value)))
    except ValueError:
        raise InvalidValueError("is no UUID", "make one: python3 -c 'import uuid; print(uuid.uuid4())'") from None


def page_sizes(value: object) -> Mapping[str, int | None]:
    """Return how many posts a page of the list by each template has; None: DEFAULT_PAGINATION."""
    sizes = mapping('{"index": None, "tag": 20}')(value)
    return {str(name): optional(whole_number(1))(size) for name, size in sizes.items()}


def picture_widths(value: object) -> tuple[int, ...]:
    """Return widths of pictures in pixels, going up."""
    return tuple(sorted(set(listed(whole_number(16, 8_000), "[480, 960, 1600]")(value))))


def picture_formats(value: object) -> tuple[str, ...]:
    """Return the formats of versions of pictures; the one that browsers are to take where they can comes first."""
    return tuple(sorted(set(listed(one_of("avif", "webp"), '["webp"]')(value))))


def default_date(value: object) -> str | tuple[int, ...] | None:
    """Return what dates posts that have no ``Date``: ``"fs"``, a date as text, or its numbers as Pelican takes them."""
    if not value or value == "fs":
        return "fs" if value else None
    try:
        return _date_numbers(value)
    except (TypeError, ValueError, OverflowError):
        raise InvalidValueError("is no date", 'write "fs" for the files\' dates, or (2005, 12, 9)') from None


def _date_numbers(value: object) -> str | tuple[int, ...]:
    """Return a date as Pelican takes it. Raises TypeError, ValueError, OverflowError for what is none."""
    if isinstance(value, str):
        from dateutil import parser as dates  # noqa: PLC0415 - Pelican's own way to read it, and few sites say one

        dates.parse(value)
        return value
    numbers = tuple(value)  # type: ignore[arg-type, var-annotated]  # what is none is refused above
    datetime(*numbers)  # noqa: DTZ001 - only to see whether it is a date; Pelican gives it the site's zone
    return numbers


def _is_compiled_zone(path: str) -> bool:
    try:
        with open(path, "rb") as stream:  # noqa: PTH123 - likewise
            return stream.read(len(COMPILED_ZONE)) == COMPILED_ZONE
    except OSError:
        return False
