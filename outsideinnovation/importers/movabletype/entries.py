"""Where one entry of an export ends and the next begins.

Separators are not escaped: a line of eight hyphens may be part of a comment. It ends an entry only where the head of
another follows, or nothing at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from outsideinnovation.importers.movabletype import entry_heads
from outsideinnovation.importers.movabletype.entry_heads import (
    INNER_SEPARATOR,
    MUST_BE_SEEN,
    PIECES,
    is_blank,
    is_inner_separator,
)
from outsideinnovation.importers.movabletype.lines import OVERLONG, Lines

SEPARATOR = "--------"
ENTRY_LIMIT = 16_000_000  # characters; a larger entry is refused, so that one cannot take all memory
_BLANK_LINES = 2_000  # that are looked through for what follows a separator
_CUT_SEPARATOR = re.compile(r"-{1,8}\s*")
_FIRST_KEY = re.compile(r"\s{0,8}[A-Z]")


class Fault(StrEnum):
    """Why an entry cannot be taken as it stands; the text says so."""

    CUT = "the entry is cut off: its end is missing"
    TOO_LARGE = "the entry is larger than 16 million characters"


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry's lines as they stand, without the closing separator; ``line`` is the number of the first.

    ``unclosed`` says that this separator is missing, though the last piece is whole.
    """

    line: int
    lines: list[str]
    fault: Fault | None = None
    damaged: list[int] = field(default_factory=list)
    unclosed: bool = False


@dataclass(frozen=True, slots=True)
class Stray:
    """Lines that belong to no entry, from ``line`` on."""

    line: int
    count: int


def split(lines: Lines) -> Iterator[RawEntry | Stray]:
    """Yield each entry of the export, whole or faulty, and each run of lines between them that belongs to none."""
    splitter = _Splitter(lines)
    while lines.peek() is not None:
        if is_blank(lines.peek()):
            lines.take()
        elif entry_heads.begins(lines, 0) or entry_heads.is_head_between_entries(lines, 0):
            yield from splitter.entry()
        else:
            yield splitter.stray()


class _Splitter:
    """Cuts one entry after the other off the lines, and remembers how whole ones ended."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._ends_once = False  # another entry's last piece had no separator of its own before the entry's

    def stray(self) -> Stray:
        first = self._lines.taken + 1
        while self._lines.peek() is not None and not entry_heads.begins(self._lines, 0):
            self._lines.take()
        return Stray(first, self._lines.taken + 1 - first)

    def entry(self) -> Iterator[RawEntry | Stray]:
        first, held, size = self._lines.taken + 1, list[str](), 0
        too_large = False
        while (line := self._lines.peek()) is not None:
            if held and self._is_interrupted(line, held):
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
        yield self._unclosed(first, held, too_large=too_large)

    def _is_interrupted(self, line: str, held: list[str]) -> bool:
        """Tell whether another entry's head begins in this one: after a separator of pieces with any key, else with AUTHOR."""
        may_begin = line.startswith("AUTHOR:") or (
            _FIRST_KEY.match(line) and line.strip() not in PIECES and _last(held) == INNER_SEPARATOR
        )
        return bool(may_begin) and entry_heads.is_head(self._lines, 0, MUST_BE_SEEN)

    def _ended(self, first: int, held: list[str], *, too_large: bool) -> RawEntry:
        damaged = self._lines.damaged()
        if too_large:
            return RawEntry(first, held, Fault.TOO_LARGE, damaged)
        twice = _last(held) == INNER_SEPARATOR
        if not twice and not self._ends_once and entry_heads.first_word(self._lines) is None:
            return RawEntry(first, held, Fault.CUT, damaged)  # cut right after hyphens that somebody had typed
        self._ends_once = self._ends_once or not twice
        return RawEntry(first, held, None, damaged)

    def _unclosed(self, first: int, held: list[str], *, too_large: bool) -> RawEntry:
        """Return an entry that no separator ends: whole, where its last piece has one of its own."""
        damaged = self._lines.damaged()
        if too_large:
            return RawEntry(first, held, Fault.TOO_LARGE, damaged)
        end = _end_of_last_piece(held)
        if end is None or self._ends_once:
            return RawEntry(first, held, Fault.CUT, damaged)
        return RawEntry(first, held[: end + 1], None, damaged, unclosed=True)

    def _interrupted(self, first: int, held: list[str], *, too_large: bool) -> Iterator[RawEntry | Stray]:
        """Another head begins without a separator: the entry is cut, unless only foreign lines follow its end."""
        end = None if too_large else _end(held)
        if end is None:
            yield self._unclosed(first, held, too_large=too_large)
            return
        yield RawEntry(first, held[:end], None, self._lines.damaged())
        yield Stray(first + end + 1, len(held) - end - 1)


def _follows(lines: Lines, *, after_pair: bool) -> bool:
    """Tell whether nothing follows, or the head of an entry; one that is cut, or odd, only *after_pair* of separators."""
    offset = 0
    while offset < _BLANK_LINES and is_blank(lines.peek(offset)):
        offset += 1
    if lines.peek(offset) is None or entry_heads.begins(lines, offset):
        return True
    return after_pair and (entry_heads.is_cut_head(lines, offset) or entry_heads.is_head_between_entries(lines, offset))


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


def _end_of_last_piece(held: list[str]) -> int | None:
    """Return where the separator after the last piece stands, if only the beginning of the entry's own follows it."""
    seen = [at for at in range(len(held) - 1, max(len(held) - _BLANK_LINES, 0), -1) if held[at].strip()][:2]
    at = next(iter(seen), 0)
    before = seen[1] if len(seen) > 1 else 0
    if before and is_inner_separator(held[before]) and _CUT_SEPARATOR.fullmatch(held[at]):
        return before
    return at if at and is_inner_separator(held[at]) else None
