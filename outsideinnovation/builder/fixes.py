"""Mending what a check has found and what can lose nothing: each file is changed whole, or not at all.

What a problem's fix is to replace must stand where it says, or the file has changed since, and is left for the next time.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.errors import Fix, Problem

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = "\ufeff"  # a byte-order mark, which counts as no column


@dataclass(frozen=True, slots=True)
class Mended:
    """One problem that was mended, or would be: the lines as they were from its place on, and as they are."""

    problem: Problem
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Replacement:
    start: int
    end: int
    new: str


def mend(problems: Iterable[Problem], content: Path, *, write: bool = True) -> list[Mended]:
    """Mend those of *problems*, in files below *content*, that have a fix, and return them in their order.

    Without *write* nothing is changed. A link to a file elsewhere is left alone. Raises StorageError.
    """
    fixable = sorted((each for each in problems if each.fix), key=attrgetter("path"))
    mended: list[Mended] = []
    for path, its in groupby(fixable, key=attrgetter("path")):
        real = path.resolve()
        if real.is_relative_to(content.resolve()):
            mended += _mend_file(real, list(its), write=write)
    return mended


def _mend_file(path: Path, problems: list[Problem], *, write: bool) -> list[Mended]:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):  # it has changed since it was looked at
        return []
    done = list(_replacements(text, problems))
    mended = [Mended(problem, *_lines(text, each)) for problem, each in done]
    if write and done and path.read_bytes() == data:
        for _, each in sorted(done, key=lambda one: -one[1].start):
            text = text[: each.start] + each.new + text[each.end :]
        files.replace(path, text.encode())
    return mended


def _replacements(text: str, problems: list[Problem]) -> Iterator[tuple[Problem, _Replacement]]:
    """Yield what is to be replaced in *text*, in its order; of two that overlap, the first."""
    starts = [len(_MARK) if text.startswith(_MARK) else 0, *(found.end() for found in _LINE_END.finditer(text))]
    end = 0
    for problem in sorted(problems, key=lambda each: _place(each.fix)):
        found = _replacement(text, starts, problem.fix)
        if found and found.start >= end:
            end = found.end
            yield problem, found


def _place(fix: Fix | None) -> tuple[int, int]:
    return (fix.line, fix.column) if fix else (0, 0)


def _replacement(text: str, starts: list[int], fix: Fix | None) -> _Replacement | None:
    if fix is None or fix.line > len(starts):
        return None
    start = starts[fix.line - 1] + fix.column - 1
    written = re.compile(f"(?:{_LINE_END.pattern})".join(re.escape(part) for part in fix.old.split("\n")))
    found = written.match(text, start)
    return _Replacement(start, found.end(), fix.new) if found else None


def _lines(text: str, replacement: _Replacement) -> tuple[str, str]:
    """Return the lines that *replacement* is in, as they are and as they will be."""
    start = max(text.rfind("\n", 0, replacement.start), text.rfind("\r", 0, replacement.start)) + 1
    ended = _LINE_END.search(text, replacement.end)
    before = text[start : ended.start() if ended else len(text)]
    at, to = replacement.start - start, replacement.end - start
    return before, before[:at] + replacement.new + before[to:]
