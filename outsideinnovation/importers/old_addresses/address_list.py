"""Lists of addresses: one a line, or the first column of a CSV file."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from outsideinnovation.importers.old_addresses.requests import LONGEST, Requested, SourceReport, rooted
from outsideinnovation.importers.report import ImportReport

_HEADS = re.compile(
    r"""["']?(?:top pages?|urls?|address(?:es)?|pages?|page path.*?|path|loc|links?|landing page|seiten?)["']?\s*[,;\t]""",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"(?:/|https?://)[^"]*"\s*(?:[,;\t]|$)', re.IGNORECASE)
_DELIMITER = re.compile(r"[,;\t]")
_REMEDY = "write a whole address, or a path that begins with a stroke"


def is_table(first: str, name: str) -> bool:
    """Tell whether a list is a CSV file, by its *first* line and the *name* of the file."""
    return name.lower().endswith((".csv", ".tsv")) or bool(_HEADS.match(first) or _QUOTED.match(first))


def is_entry(line: str) -> bool:
    """Tell whether *line* is an address, or a comment in a list of such."""
    line = line.lstrip("\ufeff \t")
    return line.startswith("#") or rooted(line, SourceReport(ImportReport(Path()))) is not None


def requests(lines: Iterable[tuple[int, str | None]], report: SourceReport) -> Iterator[Requested]:
    """Yield the address of each of the numbered *lines*; blank ones and those that begin with ``#`` are none."""
    for number, line in lines:
        if line is None:
            _problem(report, number, "a line that is too long")
        elif line.strip() and not line.lstrip("\ufeff \t").startswith("#"):
            yield from _requested(line, number, report)


def column(lines: Iterable[tuple[int, str | None]], report: SourceReport) -> Iterator[Requested]:
    """Yield the addresses in the first column; the first row may be the head."""
    numbers = _Numbered(lines, report)
    first = next(numbers, "")
    found = _DELIMITER.search(first[: first.find('"', 1) + 2] if first.startswith('"') else first)
    delimiter = found[0] if found else ","
    if found and first.startswith('"'):
        delimiter = next((each for each in first[first.find('"', 1) + 1 :] if each in ",;\t"), ",")
    head = next(csv.reader([first], delimiter=delimiter), [])
    if head and rooted(head[0], SourceReport(report.problems)):
        yield from _requested(head[0], numbers.number, report)
    rows = csv.reader(numbers, delimiter=delimiter)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            _problem(report, numbers.number, f"no row of a table ({error})")
            continue
        if row is None:
            return
        if row and row[0].strip():
            yield from _requested(row[0], numbers.number, report)


class _Numbered(Iterator[str]):
    """Lines as the module ``csv`` reads them; ``number`` is that of the last one."""

    def __init__(self, lines: Iterable[tuple[int, str | None]], report: SourceReport) -> None:
        self._lines, self._report, self.number = iter(lines), report, 0

    def __next__(self) -> str:
        for number, line in self._lines:
            self.number = number
            if line is not None:
                return line.replace("\0", "") + "\n"
            _problem(self._report, self.number, "a line that is too long")
        raise StopIteration


def _requested(text: str, number: int, report: SourceReport) -> Iterator[Requested]:
    address = rooted(text, report)
    if not address:
        _problem(report, number, f"no address: {text.strip()[:80]!r}")
    elif len(address) > LONGEST:
        _problem(report, number, f"an address of more than {LONGEST:,} characters")
    else:
        yield Requested(address)


def _problem(report: SourceReport, number: int, what: str) -> None:
    report.problem(number, what, _REMEDY)
