"""A page as a reader's browser takes it apart: the ids in it, where it links to, and the comments it shows.

A tokenizer after the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), in time linear in
the page's length whatever it holds, and some times faster than ``html.parser``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import NamedTuple

COMMENT = "comment-"  # what the id of a shown comment begins with; interfaces: "What pages promise"
CITATION = "h-cite"  # the class of the element that is a comment
_LINKS = ("href", "src", "poster")
_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = (
    rf"([^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)(?:{_SPACE}*+={_SPACE}*+"
    r"""(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|([^ \t\n\f\r>"'][^ \t\n\f\r>]*+))?+)?+"""
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_GROUPLESS = re.sub(r"\((?!\?)", "(?:", _ATTRIBUTE)
_RAW = {  # elements whose text is no markup, and where each ends
    name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
_NAME = r"[a-zA-Z][^ \t\n\f\r/>]*+"
_TOKEN = re.compile(
    rf"(?:[^<]++|</?+(?!(?i:{'|'.join(_RAW)})>){_NAME}>)*+"  # text, and tags that say nothing
    r"(?:<!--(?:-?>|[\s\S]*?(?:--!?>|\Z))"
    r"|<(?:[!?]|/[^a-zA-Z])[^>]*+"
    rf"|<(/?{_NAME})((?:[ \t\n\f\r/]++|{_GROUPLESS})*+)>"
    r"|<[a-zA-Z/][\s\S]*"  # a tag that never ends: nothing comes after it
    r"|<)"
)
_RAW_INITIALS = frozenset("".join(name[0] + name[0].upper() for name in _RAW))


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """What matters of a page: its ids, its links with the offset each first stands at, the ids of the comments it shows.

    ``base`` is the address that relative links start from, where the page says one.
    """

    ids: frozenset[str]
    links: Mapping[str, int]
    comments: frozenset[str]
    base: str | None = None


def read(text: str) -> BuiltPage:
    """Take *text*, a whole page, apart."""
    ids: set[str] = set()
    comments: set[str] = set()
    links: dict[str, int] = {}
    base = None
    for offset, tag in _tags(text):
        ids.update(tag.ids)
        if tag.comment:
            comments.add(tag.comment)
        base = base or tag.base
        for link in tag.links:
            links.setdefault(link, offset)
    return BuiltPage(frozenset(ids), links, frozenset(comments), base)


def line_at(text: str, offset: int) -> int:
    """Return the number of the line, counted from 1, in which *offset* lies."""
    return text.count("\n", 0, offset) + 1


class _Tag(NamedTuple):
    """What matters of one start tag."""

    ids: tuple[str, ...]
    links: tuple[str, ...]
    comment: str | None
    base: str | None


def _tags(text: str) -> Iterator[tuple[int, _Tag]]:
    """Yield every start tag that matters, with where it stands."""
    position = 0
    while token := _TOKEN.match(text, position):
        position = token.end()
        name, attributes = token.groups()
        if name is None or name[0] == "/":
            continue
        if attributes and (tag := _tag(name, attributes)):
            yield token.start(1), tag
        if name[0] in _RAW_INITIALS and (ending := _RAW.get(name.lower())):
            end = ending.search(text, position)
            position = end.start() if end else len(text)


@lru_cache(8192)  # most tags of a page are those of every page: the menu, the sidebar
def _tag(name: str, text: str) -> _Tag | None:
    attributes: dict[str, str] = {}
    for key, double, single, bare in _ATTRIBUTES.findall(text):
        attributes.setdefault(key.lower(), unescape(double or single or bare))
    identifier = attributes.get("id", "")
    shown = identifier.startswith(COMMENT) and CITATION in attributes.get("class", "").split()
    anchor = attributes.get("name", "") if name in ("a", "A") else ""  # as before HTML 5; it still leads there
    base = attributes.get("href") if name.lower() == "base" else None
    links = () if base else tuple(_links(attributes))
    ids = tuple(filter(None, (identifier, anchor)))
    return _Tag(ids, links, identifier.removeprefix(COMMENT) if shown else None, base) if ids or links or base else None


def _links(attributes: Mapping[str, str]) -> Iterator[str]:
    for key in _LINKS:
        if key in attributes:
            yield attributes[key].strip()
    for candidate in attributes.get("srcset", "").split(", "):  # the address comes first in each
        if words := candidate.strip(" ,\n\t").split():
            yield words[0]
