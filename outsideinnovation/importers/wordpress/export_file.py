"""One file of a WordPress export, element by element: what is damaged is told with its line, and what is whole comes."""

import re
from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.importers.mending import Mending
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.importers.wordpress import decoding, pieces
from outsideinnovation.importers.wordpress.pieces import MarkupKind, Piece
from outsideinnovation.importers.wordpress.records import DamagedItemError, HeadElement, ItemRecord, RecordParser

_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?rss(?:\s[^>]*)?>")
_CHANNEL = re.compile(r"<channel(?:\s[^>]*)?>")
_FOOT = re.compile(r"(?:</channel\s*>)?\s*(?:</rss\s*>)?\s*\Z")
_BEGINNING = re.compile(r"<(?:[\w.-]+:)?([\w.-]{1,40})")
_AN_ITEM = re.compile(r"<item>(?=\s*<title>)")
_TITLE = re.compile(r"<title>(?:<!\[CDATA\[)?([^\]<\n]{1,80})")
_TRIES = 3  # items that begin inside one which cannot be read
_REMEDY = "left out; mend it or export again, and import again: what is here by then stays"


def read(path: Path, report: ImportReport, wanted: re.Pattern[str] | None = None) -> Iterator[HeadElement | ItemRecord]:
    """Yield the elements before the items, and every item in whose text *wanted* is found; all where it is None.

    Raises UnreadableExportError for what is no export of WordPress, and for a document type; NotFoundError for no such file.
    """
    reading = _Reading(path, report)
    for piece in pieces.split(decoding.characters(path, reading.mending), path):
        if piece.kind is MarkupKind.HEAD:
            yield from reading.head(piece)
        elif wanted is None or piece.kind is not MarkupKind.ITEM or wanted.search(piece.text):
            yield from reading.item(piece)
    reading.mending.tell(report, path)


class _Reading:
    """One reading of a file, which tells *report* of what is damaged."""

    def __init__(self, path: Path, report: ImportReport) -> None:
        self.mending = Mending()
        self._path, self._report = path, report
        self._parser = RecordParser("<rss>", self.mending)

    def head(self, piece: Piece) -> Iterator[HeadElement]:
        """Yield what stands before the items; the names in it are lost, and no more, where it is damaged."""
        root = self._root(piece.text)
        self._parser = RecordParser(root[0], self.mending)
        channel = _CHANNEL.search(piece.text, root.end())
        begin = channel.end() if channel else root.end()
        end = _whole_head(piece.text)
        text = _FOOT.sub("", piece.text[begin:end])
        try:
            yield from self._parser.head(text, 1 + piece.text.count("\n", 0, begin))
        except DamagedItemError as error:
            remedy = "authors and categories are called as their posts call them; export again for the rest"
            self._report.problem(1, f"what stands before the posts cannot be read ({error})", remedy, self._path)

    def item(self, piece: Piece) -> Iterator[ItemRecord]:
        """Yield the item of a piece, or what is whole of it."""
        if piece.kind is MarkupKind.ITEM:
            yield from self._whole(piece)
        elif piece.kind is MarkupKind.CUT:
            yield from self._cut(piece)
        elif piece.kind is MarkupKind.STRAY:
            self._problem(piece.line, "text that belongs to no item", _REMEDY)
        elif piece.kind is MarkupKind.LONG:
            self._problem(piece.line, f"an item of more than {pieces.WHOLE_LENGTH} characters", _REMEDY)
        else:
            what = "the file ends without </rss>: it was cut off"
            self._problem(piece.line, what, "what stands before that was imported; export again for the rest")

    def _whole(self, piece: Piece) -> Iterator[ItemRecord]:
        try:
            yield self._parser.item(piece.text, piece.line)
        except DamagedItemError as error:
            self._problem(piece.line, f"{_named(piece.text)} cannot be read ({error})", _REMEDY)
            yield from self._last_of(piece)

    def _last_of(self, piece: Piece) -> Iterator[ItemRecord]:
        """Yield the item that begins last inside a damaged one which lost its end."""
        for found in reversed(list(_AN_ITEM.finditer(piece.text, 1))[-_TRIES:]):
            line = piece.line + piece.text.count("\n", 0, found.start())
            try:
                yield self._parser.item(piece.text[found.start() :], line)
            except DamagedItemError:
                continue
            return

    def _cut(self, piece: Piece) -> Iterator[ItemRecord]:
        whole = pieces.with_whole_comments(piece.text)
        try:
            record = self._parser.item(whole, piece.line)
        except DamagedItemError:
            what = f"the file ends in the middle of {_named(piece.text)}: it was cut off"
            self._problem(piece.line, what, "left out; export again, and import again: what is here by then stays")
            return
        what = f"the file ends among the comments of {_named(piece.text)}: it was cut off"
        self._problem(piece.line, what, "it came with those before that; export again, and import again for the rest")
        yield record

    def _root(self, text: str) -> re.Match[str]:
        prolog = _PROLOG.match(text)
        begin = prolog.end() if prolog else 0
        if text[begin : begin + 2] == "<!":
            raise self._refusal(text, begin, "a document type or an entity, as no export has one: remove it")
        if root := _ROOT.match(text, begin):
            if "wordpress.org/export/" not in root[0] and ":wxr_version>" not in text:
                raise self._refusal(text, begin, "a feed, and no export of WordPress: see `oi import feed`")
            return root
        if not text[begin:].strip():
            raise self._refusal(text, begin, "nothing in it: name the file that was exported")
        tag = _BEGINNING.match(text, begin)
        found = f"<{tag[1]}>" if tag else ascii(text[begin : begin + 20])
        raise self._refusal(text, begin, f"it begins with {found}, not with <rss>: name another file, or --from")

    def _refusal(self, text: str, position: int, what: str) -> UnreadableExportError:
        line = 1 + text.count("\n", 0, position)
        return UnreadableExportError(f"{self._path}:{line}: {what}. Nothing was imported.")

    def _problem(self, line: int, what: str, remedy: str) -> None:
        self._report.problem(line, what, remedy, self._path)


def _whole_head(text: str) -> int:
    """Return where a head ends; one that was cut off inside CDATA ends there."""
    opened = text.find("<![CDATA[", text.rfind("]]>") + 1)
    return opened if opened >= 0 else len(text)


def _named(text: str) -> str:
    title = _TITLE.search(text, 0, 1_000)
    return f"the item {title[1]!r}" if title else "an item"
