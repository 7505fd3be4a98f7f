"""A WordPress export cut into its head and its items, each with its line, so that damage in one costs no other.

Only an ``<item>`` outside CDATA begins one: posts may speak of such tags themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from outsideinnovation.importers.movabletype.lines import UnreadableExportError

WHOLE_LENGTH = 64 * 1_048_576  # characters of one item, or of the head
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_BEGIN = re.compile(r"<item(?=[\s>])")
_END = re.compile(r"</item\s*>")
_COMMENT_END = re.compile(r"</(?:[\w.-]+:)?comment\s*>")
_TAG_LENGTH = 64  # characters that are kept to find a tag which two chunks share
_OF_AN_ITEM = re.compile(r"</item\s*>|:post_id>")
_LAST = re.compile(r"</rss\s*>")


class MarkupKind(Enum):
    """What a piece is: a CUT item has no end, STRAY text belongs to no item, LONG is too long to be one."""

    HEAD = auto()
    ITEM = auto()
    CUT = auto()
    STRAY = auto()
    LONG = auto()
    UNFINISHED = auto()  # after the last item there is no ``</rss>``


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an export, as it stands there from *line* on, which counts from 1."""

    kind: MarkupKind
    text: str
    line: int


def split(texts: Iterator[str], path: Path) -> Iterator[Piece]:
    """Yield the head, then what follows. Raises UnreadableExportError for a head without end."""
    splitter = _Splitter(path)
    for text in texts:
        yield from splitter.fed(text)
    yield from splitter.ended()


class _Splitter:
    """Looks for the ends of pieces: ``_begin`` is where the present one began; what is before ``_seen`` was looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text, self._line, self._begin, self._seen = "", 1, 0, 0
        self._in_head, self._in_item = True, False

    def fed(self, text: str) -> Iterator[Piece]:
        self._text, self._seen, self._begin = self._text[self._begin :] + text, self._seen - self._begin, 0
        while (found := self._next()) is not None:
            yield from self._until(found)
        if len(self._text) - self._begin > WHOLE_LENGTH:
            if self._in_head:
                what = f"more than {WHOLE_LENGTH} characters before the first <item>"
                raise UnreadableExportError(f"{self._path}:1: {what}: name another file. Nothing was imported.")
            if self._in_item:
                yield Piece(MarkupKind.LONG, "", self._line)
            self._in_item = False
            self._taken(len(self._text) - _TAG_LENGTH)

    def ended(self) -> Iterator[Piece]:
        rest = self._text[self._begin :]
        if self._in_item:
            yield Piece(MarkupKind.CUT, rest, self._line)
        elif self._in_head:
            yield Piece(MarkupKind.HEAD, rest, self._line)
        elif _OF_AN_ITEM.search(rest):
            yield Piece(MarkupKind.STRAY, rest, self._line)
        if not self._in_item and not _LAST.search(rest):
            yield Piece(MarkupKind.UNFINISHED, "", self._line + rest.count("\n"))

    def _next(self) -> int | None:
        """Return where the piece that was begun ends, or None where that is not in the text yet."""
        pattern = _END if self._in_item else _BEGIN
        while (found := pattern.search(self._text, self._seen)) is not None:
            close = self._inside(found.start())
            if not close:
                return found.end() if self._in_item else found.start()
            closed = self._text.find(close, found.end())
            self._seen = closed if closed >= 0 else found.start()
            if closed < 0:
                return None
        self._seen = max(self._seen, len(self._text) - _TAG_LENGTH)
        return None

    def _inside(self, position: int) -> str:
        """Return what ends the CDATA, or the comment above the channel, that *position* is in; nothing where it is in none."""
        if _opening(self._text, self._begin, position) is not None:
            return _CLOSE
        is_above = self._in_head and self._text.find("<channel", 0, position) < 0
        opened = self._text.rfind("<!--", 0, position) if is_above else -1
        return "-->" if opened >= 0 and self._text.find("-->", opened, position) < 0 else ""

    def _until(self, end: int) -> Iterator[Piece]:
        """Yield the piece that ends at *end*, and begin the next."""
        text, line = self._text[self._begin : end], self._line
        if self._in_item:
            yield Piece(MarkupKind.ITEM, text, line)
        elif self._in_head:
            yield Piece(MarkupKind.HEAD, text, line)
        elif _OF_AN_ITEM.search(text):
            yield Piece(MarkupKind.STRAY, text, line)
        self._in_head, self._in_item = False, not self._in_item
        self._taken(end)

    def _taken(self, end: int) -> None:
        self._line += self._text.count("\n", self._begin, end)
        self._begin = self._seen = end


def with_whole_comments(text: str) -> str:
    """Return what is whole of an item that was cut off: all up to its last whole comment; nothing where it has none.

    A post's state and password stand before its comments, so that nothing becomes public that was not.
    """
    limit = len(text)
    for found in reversed(list(_COMMENT_END.finditer(text))):
        if found.start() < limit:
            opened = _opening(text, 0, found.start())
            if opened is None:
                return f"{text[: found.end()]}</item>"
            limit = opened
    return ""


def _opening(text: str, begin: int, position: int) -> int | None:
    """Return where the CDATA section begins that *position* is in; no ``]]>`` is in one, for WordPress ends it there."""
    opened = text.rfind(_OPEN, begin, position)
    return None if opened < 0 or text.find(_CLOSE, opened, position) >= 0 else opened
