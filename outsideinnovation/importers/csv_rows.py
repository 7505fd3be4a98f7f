"""Lists that come with an export, as CSV: each line by the names of its columns, whatever wrote it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from outsideinnovation.importers.report import ImportReport
from outsideinnovation.subscriptions.lists.formats import Fields, plain

if TYPE_CHECKING:
    from _csv import Reader

LONGEST_LINE = 100_000  # characters
_YES = frozenset({"true", "1", "yes", "t"})


def rows(stream: BinaryIO, needed: str, report: ImportReport, path: Path) -> Iterator[tuple[int, Fields]]:
    """Yield each line of the list at *path*, with its number, and its values by ``formats.plain`` columns.

    What cannot be read is a problem in the *report*, and so is a list without the column *needed*.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    try:
        yield from _named(csv.reader(iter(lambda: text.readline(LONGEST_LINE), "")), needed, report, path)
    finally:
        text.detach()  # whoever opened the stream closes it


def is_yes(cell: str) -> bool:
    """Tell whether a cell says yes."""
    return cell.lower() in _YES


def _named(reader: "Reader", needed: str, report: ImportReport, path: Path) -> Iterator[tuple[int, Fields]]:
    columns: list[str] = []
    for number, row in _readable(reader, report, path):
        if columns and any(map(str.strip, row)):
            yield number, dict(zip(columns, map(str.strip, row), strict=False))
        elif not columns:
            columns = [plain(each) for each in row]
            if needed not in columns:
                report.problem(1, f"no column is called “{needed}”", "nothing in it was brought over", path)
                return


def _readable(reader: "Reader", report: ImportReport, path: Path) -> Iterator[tuple[int, list[str]]]:
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            report.problem(number, f"this line cannot be read ({error})", "correct its quotation marks", path)
