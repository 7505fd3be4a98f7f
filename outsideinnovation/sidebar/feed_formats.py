"""Reading feeds of others: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, and JSON Feed, as they are met in the wild.

Not by the library feedparser: only a line, a link and a date are wanted, JSON Feed is, and in time that grows with the size alone
(700 KB of half comments take feedparser 6.0.14 eleven seconds, and this a tenth of one). What Mastodon and Bluesky
publish has no titles; then the words of the text stand.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError  # the parser is defusedxml's

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from outsideinnovation.sidebar.feed_elements import (
    ATOM,
    CONTENT,
    DUBLIN_CORE,
    ITEMS,
    RDF_ABOUT,
    ROOTS,
    RSS,
    XML_BASE,
    FeedError,
    is_web_page,
    numbered,
)
from outsideinnovation.sidebar.headline import Headline
from outsideinnovation.sidebar.headline_cleaning import line, link, newest

_OURS = frozenset({*ATOM, *RSS, DUBLIN_CORE, CONTENT})
_TEXTS = ("title", "description", "summary", "encoded", "content")  # the first that has words is the line
_DATES = ("published", "pubDate", "issued", "date", "updated", "modified")
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")


def headlines(body: bytes, url: str) -> tuple[Headline, ...]:
    """Return the newest headlines of the feed *body*, which *url* gave. Raises FeedError."""
    data = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"{"):
        return newest(_of_json(data, url))
    if is_web_page(data):
        raise FeedError("it is a web page, not a feed")
    return newest(_of_xml(_parsed(data), url))


def _parsed(data: bytes) -> Element:
    try:
        root: Element = fromstring(_NAMED_ENTITY.sub(_numbered, data))
    except DefusedXmlException:
        raise FeedError("it defines entities of its own, which no feed needs") from None
    except ParseError as error:
        row, column = error.position
        raise FeedError(f"it is no feed, or a broken one (line {row}, column {column + 1})") from None
    except (ValueError, LookupError):
        raise FeedError("it is in an encoding that cannot be read") from None
    if _name(root) not in ROOTS:
        raise FeedError("it is XML, but no feed")
    return root


def _numbered(entity: re.Match[bytes]) -> bytes:
    """Return an entity of HTML, which XML does not know but feeds have, as the number of its character."""
    said = numbered(entity[1].decode("ascii"))
    return entity[0] if said is None else said.encode("ascii")


def _of_xml(root: Element, url: str) -> Iterator[Headline]:
    channel = next((each for each in root if _name(each) == "channel"), None)
    base = link(root.get(XML_BASE) or (channel.get(XML_BASE) if channel is not None else None) or url, url) or url
    for item in root.iter():
        if _name(item) in ITEMS:
            parts: dict[str, list[Element]] = {}
            for part in item:
                parts.setdefault(_name(part), []).append(part)
            if words := _first_words(parts):
                yield Headline(words, _linked(item, parts, base), _date(parts))


def _first_words(parts: dict[str, list[Element]]) -> str:
    return next(filter(None, (_line(each) for name in _TEXTS for each in parts.get(name, ()))), "")


def _line(part: Element) -> str:
    """Return the words of a title or text. Atom says whether they are markup (RFC 4287, 3.1); RSS does not, and most are."""
    is_atom = part.tag.startswith(tuple(f"{{{name}}}" for name in ATOM))
    kind = part.get("type", "text") if is_atom else "html"
    return line("".join(part.itertext()), is_markup=kind in {"html", "text/html"})


def _linked(item: Element, parts: dict[str, list[Element]], base: str) -> str:
    base = link(item.get(XML_BASE) or base, base) or base
    links = parts.get("link", ())
    written = [each.get("href") or each.text or "" for each in links if each.get("rel", "alternate") == "alternate"]
    written += [each.text or "" for each in parts.get("guid", ()) if each.get("isPermaLink", "true") == "true"]
    written.append(item.get(RDF_ABOUT, ""))
    return next(filter(None, (link(each, base) for each in written if each.strip())), "")


def _date(parts: dict[str, list[Element]]) -> datetime | None:
    text = (each.text for name in _DATES for each in parts.get(name, ()))
    return next(filter(None, (_moment(each.strip()) for each in text if each)), None)


def _moment(text: str) -> datetime | None:
    """Return a date as RFC 822 or RFC 3339 write it; one without a zone is taken as UTC."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _name(element: Element) -> str:
    """Return the local name of an element that feeds have; nothing for those of others, such as ``media:title``."""
    namespace, _, name = element.tag.removeprefix("{").rpartition("}")
    return name if namespace in _OURS or name == "RDF" else ""


def _of_json(data: bytes, url: str) -> Iterator[Headline]:
    """Yield what a JSON Feed (jsonfeed.org, version 1 or 1.1) has."""
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError):
        raise FeedError("it is broken JSON") from None
    items = feed.get("items")
    if not isinstance(items, list):
        raise FeedError("it is JSON, but no feed")
    for item in filter(lambda each: isinstance(each, dict), items):
        words = next(filter(None, (_json_line(item, *each) for each in _JSON_TEXTS)), "")
        if words:
            target = _string(item, "url") or _string(item, "external_url")
            date = _moment(_string(item, "date_published") or _string(item, "date_modified"))
            yield Headline(words, link(target, url) if target else "", date)


_JSON_TEXTS = (("title", False), ("summary", False), ("content_text", False), ("content_html", True))


def _json_line(item: dict[str, Any], name: str, is_markup: bool) -> str:  # noqa: FBT001 - a row of the table above
    return line(_string(item, name), is_markup=is_markup)


def _string(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
