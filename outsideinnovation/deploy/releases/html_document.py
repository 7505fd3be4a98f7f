"""What a file of the site says about itself: a page, or XML and JSON that have to parse, with the links in each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from outsideinnovation.deploy.releases import page

PAGES = (".html", ".htm")
MARKUP = (".xml", ".rdf", ".opml")
VALUES = (".json", ".webmanifest")
_READABLE = PAGES + MARKUP + VALUES
_NOTHING: frozenset[str] = frozenset()


class BrokenError(ValueError):
    """A file that does not parse; ``line`` counts from 1, 0 where it is not known."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.line = line


@dataclass(frozen=True, slots=True)
class HtmlDocument:
    """One file: its links with the offset in its text where each is first, its ids, and the comments it shows."""

    links: Mapping[str, int]
    ids: frozenset[str] = field(default=_NOTHING)
    comments: frozenset[str] = field(default=_NOTHING)
    base: str | None = None


def is_page(path: str) -> bool:
    """Tell whether the file at *path* is a page."""
    return path.lower().endswith(PAGES)


def is_document(path: str) -> bool:
    """Tell whether the file at *path* is of a kind that can be read here."""
    return path.lower().endswith(_READABLE)


def read(path: str, data: bytes, site: str) -> HtmlDocument:
    """Read the file at *path*; in XML and JSON, addresses that begin with *site* are its links.

    Raises BrokenError for what does not parse.
    """
    kind = path.lower()
    if kind.endswith(MARKUP):
        return HtmlDocument(dict.fromkeys(_in_markup(data, site), 0))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenError("not UTF-8", data[: error.start].count(b"\n") + 1) from None
    if kind.endswith(VALUES):
        return HtmlDocument(dict.fromkeys(_in_values(text, site), 0))
    found = page.read(text)
    return HtmlDocument(found.links, found.ids, found.comments, found.base)


def _in_markup(data: bytes, site: str) -> list[str]:
    """Return every attribute and every text of an element that is an address of *site*."""
    found: list[str] = []
    text: list[str] = []

    def start(_: str, attributes: dict[str, str]) -> None:
        text.clear()
        found.extend(value for value in attributes.values() if _is_address(value, site))

    def end(_: str) -> None:
        value = "".join(text).strip()
        if _is_address(value, site):
            found.append(value)
        text.clear()

    parser = expat.ParserCreate()  # it fetches nothing, and limits how far entities may grow (expat 2.4.1)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's own signature: this is the last piece
    except expat.ExpatError as error:
        raise BrokenError(f"not well-formed XML: {expat.ErrorString(error.code)}", error.lineno) from None
    return found


def _in_values(text: str, site: str) -> list[str]:
    try:
        waiting: list[Any] = [json.loads(text)]
    except json.JSONDecodeError as error:
        raise BrokenError(f"not JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise BrokenError("not JSON that anybody can read: nested too deep") from None
    return list(_addresses(waiting, site))


def _addresses(waiting: list[Any], site: str) -> Iterator[str]:
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and _is_address(value, site):
            yield value
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _is_address(value: str, site: str) -> bool:
    """Tell whether *value* is an address of the site, and not a text that begins with one."""
    return (
        value.startswith(site) and value[len(site) : len(site) + 1] in ("", "/", "#", "?") and len(value.split()) == 1
    )
