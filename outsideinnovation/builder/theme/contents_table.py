"""The table of contents of a text, made of its headings and the ids that the Markdown library has given them."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import NamedTuple

from markupsafe import Markup

from outsideinnovation.builder.content.fields import NO, YES

_HEADING = re.compile(r'<h([1-6])\b[^>]*?\sid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_NOTE = re.compile(r'<sup id="fnref.*?</sup>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class Heading(NamedTuple):
    """A heading that can be led to: its level from 1 to 6, its id as markup has it, and its words."""

    level: int
    id: str
    words: str


def contents_table(markup: str, field: str = "", least: int | None = None) -> Markup:
    """Return the headings of *markup* as lists of links, inside each other by their levels; nothing where none is wanted.

    *field* is what the text's head says (``Toc: yes`` or ``no``); where it says nothing, there is a table from *least* headings.
    """
    wanted = field.strip().lower()
    if wanted in NO or not (wanted in YES or least):
        return Markup()
    found = list(headings(markup))
    if not found or (wanted not in YES and len(found) < (least or 0)):
        return Markup()
    return Markup("".join(_lists(found)))  # noqa: S704 - words are escaped below, ids stand in markup already


def headings(markup: str) -> Iterator[Heading]:
    """Yield the headings of *markup* that have an id and words, without notes and formatting."""
    for level, anchor, inside in _HEADING.findall(markup):
        words = " ".join(unescape(_TAG.sub("", _NOTE.sub("", inside))).split())
        if words:
            yield Heading(int(level), anchor, words)


def _lists(found: Iterable[Heading]) -> Iterator[str]:
    """Yield the markup piece by piece; no text is too deep for it, and none too long."""
    levels: list[int] = []
    for level, anchor, words in found:
        while levels and levels[-1] > level:
            levels.pop()
            yield "</li></ul>"
        if levels and levels[-1] == level:
            yield "</li>"
        else:
            levels.append(level)
            yield "<ul>"
        yield f'<li><a href="#{anchor}" dir="auto">{escape(words, quote=False)}</a>'
    yield "</li></ul>" * len(levels)
