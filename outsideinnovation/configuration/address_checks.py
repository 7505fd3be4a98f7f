"""What addresses may look like in settings: of the site, of mail, of posts and lists, and what these are made of."""

import re
import string
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from outsideinnovation.configuration.checks import listed, mapping, pair, text
from outsideinnovation.configuration.field import InvalidValueError

MAIL_REMEDY = "write it as name@example.org"
ADDRESS = '"https://blog.example.org"'
_SLUG = re.compile(r"[\w.~-]+")


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


def link_root(site_url: str) -> str:
    """Return what every link inside a site begins with: ``/``, or ``/blog/`` for one below a path."""
    return urlsplit(site_url).path.rstrip("/") + "/"


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
    if pairs:
        from outsideinnovation.slug_substitutions import compiled  # noqa: PLC0415 - few sites name any

        try:
            compiled(pairs)
        except re.error as error:
            raise InvalidValueError(f"holds no regular expression, or no replacement ({error})", "correct it") from None
    return pairs


def page_pattern(value: object) -> tuple[int, str, str]:
    """Return from which page on a pattern holds, and the patterns of addresses and of files."""
    match value:
        case [int(first), str(url), str(save_as)]:
            return first, url, save_as
    raise InvalidValueError(f"holds {value!r}", 'write a page number and two texts: (1, "{url}", "{save_as}")')


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError where it is no number
    except ValueError as error:
        raise InvalidValueError(f"is no address ({error})", "correct it") from None
    return parts
