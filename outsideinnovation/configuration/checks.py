"""What values settings may have: each check returns the value as code uses it, or raises InvalidValueError."""

import os
import re
import string
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from outsideinnovation.configuration.field import InvalidValueError

Value = TypeVar("Value")
MAIL_REMEDY = "write it as name@example.org"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ADDRESS = '"https://blog.example.org"'
_SLUG = re.compile(r"[\w.~-]+")
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


def web_address(value: object) -> str:
    """Return an http or https address with its host and without a stroke at its end; an empty text stays one."""
    if not isinstance(value, str):
        raise InvalidValueError("is no address", f"write {ADDRESS}")
    address = value.rstrip("/")
    if not value:
        return ""
    parts = _parts(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidValueError("lacks its scheme or host", f"write the whole address: {ADDRESS}")
    if parts.query or parts.fragment or not address.isprintable() or " " in address:
        raise InvalidValueError("has more than a host and a path", f"write it as {ADDRESS}")
    return address


def service_address(value: object) -> str:
    """Return the address of the service: a whole one, as browsers send it, or a path below the site's."""
    if isinstance(value, str) and value.startswith("/") and value.strip("/") and not value.startswith("//"):
        return value.rstrip("/")
    address = web_address(value)
    if not address.isascii():
        raise InvalidValueError("holds letters that no address has", "write its domain as browsers send it (xn--…)")
    return address


def mail_address(value: object) -> str:
    """Return an address to send mail to."""
    from outsideinnovation.mail import address  # noqa: PLC0415 - most settings name nobody

    try:
        address.address(text(value))
    except address.MailError:
        raise InvalidValueError(f"holds {value!r}, which is no mail address", MAIL_REMEDY) from None
    return text(value)


def sender(value: object) -> str:
    """Return an address that mails come from, with or without a name."""
    from outsideinnovation.mail import address  # noqa: PLC0415 - likewise

    try:
        address.sender(text(value))
    except address.MailError:
        raise InvalidValueError("is no mail address", 'write it as "Name <name@example.org>"') from None
    return text(value)


def pattern(value: object) -> str:
    """Return a regular expression; None stands for an empty one."""
    try:
        re.compile(expression := text("" if value is None else value))
    except re.error as error:
        raise InvalidValueError(f"is no regular expression ({error})", "correct it") from None
    return expression


def address_pattern(value: object) -> str:
    """Return a pattern of a post's addresses or file names, such as ``{date:%Y}/{slug}.html``; what is not made has none.

    It may name any field of the post.
    """
    template = text(value or "")
    names_in(template)
    return template


def pattern_of(*names: str) -> Callable[[Any], str]:
    """Return the check for a pattern like a post's that holds no *names* but these."""
    remedy = f"write one of {', '.join(f'{{{name}}}' for name in names)}" if names else "write it without braces"

    def check(value: object) -> str:
        template = address_pattern(value)
        if strange := names_in(template) - set(names):
            raise InvalidValueError(f"holds {{{min(strange)}}}, which nothing stands for", remedy)
        return template

    return check


def names_in(pattern: str) -> set[str]:
    """Return the names in braces of *pattern*. Raises InvalidValueError where it is none."""
    try:
        return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
    except ValueError as error:
        raise InvalidValueError(f"is no pattern ({error})", 'write names in braces, such as "{slug}.html"') from None


def unique_id(value: object) -> str:
    """Return a UUID (RFC 9562), with or without ``urn:uuid:`` before it."""
    from uuid import UUID  # noqa: PLC0415 - most commands write no feed

    try:
        return str(UUID(text(value)))
    except ValueError:
        raise InvalidValueError("is no UUID", "make one: python3 -c 'import uuid; print(uuid.uuid4())'") from None


def slugs(value: object) -> Mapping[str, str]:
    """Return the slugs that single names have, by the names."""
    found = mapping('{"C++": "cpp"}')(value)
    for name, slug in found.items():
        if not isinstance(name, str) or not isinstance(slug, str) or not _SLUG.fullmatch(slug) or not slug.strip("."):
            raise InvalidValueError(f"gives {name!r} the slug {slug!r}", "write a text of letters, digits, - and _")
    return found


def substitutions(value: object) -> tuple[tuple[str, str], ...]:
    """Return pairs of a regular expression and what takes its place, as Pelican's SLUG_REGEX_SUBSTITUTIONS has them."""
    pairs = listed(pair, '[(r"[^\\w\\s-]", ""), (r"[-\\s]+", "-")]')(value)
    for expression, _ in pairs:
        pattern(expression)
    return pairs


def page_sizes(value: object) -> Mapping[str, int | None]:
    """Return how many posts a page of the list by each template has; None: DEFAULT_PAGINATION."""
    sizes = mapping('{"index": None, "tag": 20}')(value)
    return {str(name): optional(whole_number(1))(size) for name, size in sizes.items()}


def page_pattern(value: object) -> tuple[int, str, str]:
    """Return from which page on a pattern holds, and the patterns of addresses and of files."""
    match value:
        case [int(first), str(url), str(save_as)]:
            return first, url, save_as
    raise InvalidValueError(f"holds {value!r}", 'write a page number and two texts: (1, "{url}", "{save_as}")')


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


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError where it is no number
    except ValueError as error:
        raise InvalidValueError(f"is no address ({error})", "correct it") from None
    return parts
