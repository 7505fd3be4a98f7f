"""Where one entry of an export ends and the next begins.

Separators are not escaped: a line of eight hyphens may be part of a comment. It ends an entry only where the head of
another follows, or nothing at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from outsideinnovation.importers.movabletype.lines import OVERLONG, Lines

SEPARATOR = "--------"
INNER_SEPARATOR = "-----"
PIECES = frozenset({"BODY:", "EXTENDED BODY:", "EXCERPT:", "KEYWORDS:", "COMMENT:", "PING:"})
KEYS = frozenset(
    {"AUTHOR", "AUTHOR EMAIL", "TITLE", "STATUS", "ALLOW COMMENTS", "CONVERT BREAKS", "ALLOW PINGS", "BASENAME",
     "PRIMARY CATEGORY", "CATEGORY", "TAGS", "UNIQUE URL", "DATE", "NO ENTRY", "START BODY"}
)  # fmt: skip
REPEATED = frozenset({"CATEGORY", "TAGS"})  # keys that a head may have many times, though not first
ENTRY_LIMIT = 16_000_000  # characters; a larger entry is refused, so that one cannot take all memory

KEY_LINE = re.compile(r"\s{0,8}(?P<key>[A-Z][A-Z _-]{1,30}?)\s{0,8}:(?:\s|$)")
_HEAD_LIMIT = 2_000  # lines; a head has as many as it has categories
_HEAD_LINE_LIMIT = 10_000  # characters
_MUST_BE_SEEN = frozenset({"TITLE", "STATUS"})  # before a head is believed that no separator announces


class Fault(StrEnum):
    """Why an entry cannot be taken as it stands; the text says so."""

    CUT = "the entry is cut off: its end is missing"
    TOO_LARGE = "the entry is larger than 16 million characters"


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry's lines as they stand, without the closing separator; ``line`` is the number of the first."""

    line: int
    lines: list[str]
    fault: Fault | None = None
    damaged: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stray:
    """Lines that belong to no entry, from ``line`` on."""

    line: int
    count: int


def split(lines: Lines) -> Iterator[RawEntry | Stray]:
    """Yield each entry of the export, whole or faulty, and each run of lines between them that belongs to none."""
    splitter = _Splitter(lines)
    while lines.peek() is not None:
        if _is_blank(lines.peek()):
            lines.take()
        elif _begins(lines, 0):
            yield from splitter.entry()
        else:
            yield splitter.stray()


def is_inner_separator(line: str) -> bool:
    """Tell whether *line* is one that may stand between an entry's pieces."""
    return line.rstrip() == INNER_SEPARATOR


class _Splitter:
    """Cuts one entry after the other off the lines, and remembers how whole ones ended."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._ends_once = False  # another entry's last piece had no separator of its own before the entry's

    def stray(self) -> Stray:
        first = self._lines.taken + 1
        while self._lines.peek() is not None and not _begins(self._lines, 0):
            self._lines.take()
        return Stray(first, self._lines.taken + 1 - first)

    def entry(self) -> Iterator[RawEntry | Stray]:
        first, held, size = self._lines.taken + 1, list[str](), 0
        in_head = too_large = False
        while (line := self._lines.peek()) is not None:
            if not in_head and line.startswith("AUTHOR:") and _is_head(self._lines, 0, _MUST_BE_SEEN) and held:
                yield from self._interrupted(first, held, too_large=too_large)
                return
            self._lines.take()
            if line.rstrip() == SEPARATOR and _follows(self._lines, after_pair=_last(held) == INNER_SEPARATOR):
                yield self._ended(first, held, too_large=too_large)
                return
            size += len(line) + 8
            if line is OVERLONG or size > ENTRY_LIMIT:
                too_large = True
                held = [""]
            elif not too_large:
                held.append(line)
        yield RawEntry(first, held, Fault.CUT, self._lines.damaged())

    def _ended(self, first: int, held: list[str], *, too_large: bool) -> RawEntry:
        damaged = self._lines.damaged()
        if too_large:
            return RawEntry(first, held, Fault.TOO_LARGE, damaged)
        twice = _last(held) == INNER_SEPARATOR
        if not twice and not self._ends_once and _first_word(self._lines) is None:
            return RawEntry(first, held, Fault.CUT, damaged)  # cut right after hyphens that somebody had typed
        self._ends_once = self._ends_once or not twice
        return RawEntry(first, held, None, damaged)

    def _interrupted(self, first: int, held: list[str], *, too_large: bool) -> Iterator[RawEntry | Stray]:
        """Another head begins without a separator: the entry is cut, unless only foreign lines follow its end."""
        damaged = self._lines.damaged()
        end = None if too_large else _end(held)
        if end is None:
            yield RawEntry(first, held, Fault.TOO_LARGE if too_large else Fault.CUT, damaged)
            return
        yield RawEntry(first, held[:end], None, damaged)
        yield Stray(first + end + 1, len(held) - end - 1)


def _follows(lines: Lines, *, after_pair: bool) -> bool:
    """Tell whether nothing follows, or the head of an entry; one that is cut only *after_pair* of separators."""
    offset = 0
    while offset < _HEAD_LIMIT and (line := lines.peek(offset)) is not None and _is_blank(line):
        offset += 1
    if lines.peek(offset) is None or _begins(lines, offset):
        return True
    return after_pair and _is_cut_head(lines, offset)


def _begins(lines: Lines, offset: int) -> bool:
    line = lines.peek(offset)
    return line is not None and (line.startswith("AUTHOR:") or _is_head(lines, offset, frozenset()))


def _is_head(lines: Lines, offset: int, needed: frozenset[str]) -> bool:
    """Tell whether the lines from *offset* on are keys, up to a separator and the name of a piece."""
    seen = set[str]()
    for at in range(offset, offset + _HEAD_LIMIT):
        line = lines.peek(at)
        if line is None or len(line) > _HEAD_LINE_LIMIT:
            return False
        if is_inner_separator(line):
            return bool(seen) and needed <= seen and _first_word(lines, at + 1) in PIECES
        named = KEY_LINE.match(line)
        key = named["key"] if named else ""
        if key in REPEATED and seen:
            continue
        if key and key not in seen and (seen or key in KEYS - REPEATED):
            if key == "START BODY":
                return needed <= seen
            seen.add(key)
        elif not (seen and _is_blank(line)):
            return False
    return False


def _is_cut_head(lines: Lines, offset: int) -> bool:
    """Tell whether everything from *offset* to the end of the file is the beginning of a head."""
    for at in range(offset, offset + _HEAD_LIMIT):
        line = lines.peek(at)
        if line is None:
            return True
        is_last = lines.peek(at + 1) is None
        if is_inner_separator(line):
            word = _first_word(lines, at + 1)
            return word is None or any(name.startswith(word) for name in PIECES)
        named = KEY_LINE.match(line)
        is_key = named is not None and named["key"] in KEYS
        is_cut = is_last and any(word.startswith(line) for word in (INNER_SEPARATOR, *(f"{key}:" for key in KEYS)))
        if not (is_key or is_cut or _is_blank(line)) or len(line) > _HEAD_LINE_LIMIT:
            return False
    return False


def _first_word(lines: Lines, offset: int = 0) -> str | None:
    """Return the first line from *offset* on that is not blank, stripped; None where there is none."""
    for at in range(offset, offset + _HEAD_LIMIT):
        line = lines.peek(at)
        if line is None:
            return None
        if not _is_blank(line):
            return line.strip()
    return ""


def _is_blank(line: str | None) -> bool:
    return line is not None and not line.strip()


def _last(held: list[str]) -> str:
    return next((line.strip() for line in reversed(held) if line.strip()), "")


def _end(held: list[str]) -> int | None:
    """Return where *held* has its last separator, if the last piece ended right before it; None otherwise."""
    for at in range(len(held) - 1, 0, -1):
        if held[at].rstrip() == SEPARATOR:
            return at if _last(held[:at]) == INNER_SEPARATOR else None
        if is_inner_separator(held[at]):
            return None
    return None
