"""The line that a problem is about, with a caret under the place, as compilers show it."""

from pathlib import Path
from typing import NamedTuple
from unicodedata import category, east_asian_width

from outsideinnovation.errors import Problem
from outsideinnovation.lines import lines

WIDTH = 100  # columns of a terminal; of longer lines the part around the place is shown
BEFORE = 40  # columns of these before the place
CUT = "…"
_UNSEEN = frozenset({"Mn", "Me"})  # categories of characters that stand on the one before


class Excerpt(NamedTuple):
    """A line of a file: its number, the line as it is, and as a terminal shows it with the caret that stands below.

    ``column`` and ``end`` say what of the line is marked, in characters from 1; ``end`` is the one behind that.
    """

    number: int
    line: str
    text: str
    marks: str
    column: int
    end: int

    def __str__(self) -> str:
        gutter = " " * len(f"{self.number:>5}")
        marked = f"\n{gutter} | {self.marks}" if self.marks else ""
        return f"{self.number:>5} | {self.text}{marked}"


class Excerpts:
    """Excerpts of files, each of which is read once; what drives a terminal is shown as a question mark."""

    def __init__(self) -> None:
        self._lines: dict[Path, list[str]] = {}

    def of(self, problem: Problem) -> Excerpt | None:
        """Return the line that *problem* is about; None where it is about a file as a whole, or that cannot be read."""
        written = self._read(problem.path) if problem.line else []
        if not 0 < problem.line <= len(written):
            return None
        line = written[problem.line - 1]
        start, end = _marked(problem, line)
        shown, first = _window(line, start)
        indent = _width(line[first:start]) + (len(CUT) if first else 0)
        marks = " " * indent + "^" + "~" * (_width(line[start : min(end, first + len(shown))]) - 1)
        cut = CUT if first + len(shown) < len(line) else ""
        return Excerpt(problem.line, line, (CUT if first else "") + visible(shown) + cut, marks, start + 1, end + 1)

    def _read(self, path: Path) -> list[str]:
        if path not in self._lines:
            try:
                self._lines[path] = lines(path.read_text("utf-8-sig", "replace"))
            except (OSError, ValueError):
                self._lines[path] = []
        return self._lines[path]


def told(problem: Problem, excerpts: Excerpts) -> str:
    """Return *problem* with its excerpt below it, as plain text."""
    excerpt = excerpts.of(problem)
    return f"{problem}\n{excerpt}" if excerpt else str(problem)


def _marked(problem: Problem, line: str) -> tuple[int, int]:
    """Return where in *line* the place of *problem* begins and ends; all of its words where no column is known."""
    if 0 < problem.column <= len(line) + 1:
        start = problem.column - 1
        return start, start + max(1, problem.length)
    start = len(line) - len(line.lstrip())
    return start, max(start + 1, len(line.rstrip()))


def _window(line: str, start: int) -> tuple[str, int]:
    """Return the part of *line* that is shown, and at which index it begins; *start* is in it."""
    if _width(line) <= WIDTH:
        return line, 0
    first = start
    while first and _width(line[first - 1 : start]) <= BEFORE:
        first -= 1
    end = first
    while end < len(line) and _width(line[first : end + 1]) <= WIDTH:
        end += 1
    return line[first:end], first


def visible(text: str) -> str:
    """Return *text*, a line, with a sign in the place of each character that would drive a terminal or not be seen."""
    return "".join(
        each if each.isprintable() else " " if each == "\t" else "\N{REPLACEMENT CHARACTER}" for each in text
    )


def _width(text: str) -> int:
    """Return how many columns of a terminal *text* takes (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(0 if category(each) in _UNSEEN else 2 if east_asian_width(each) in "WF" else 1 for each in text)
