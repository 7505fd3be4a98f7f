"""Lists of subscribers that come beside an export, as CSV: each line by the names of its columns, whatever wrote it."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from outsideinnovation.importers.report import ImportReport
from outsideinnovation.subscriptions.lists import formats

if TYPE_CHECKING:
    from _csv import Reader

LONGEST_LINE = 100_000  # characters
_YES = frozenset({"true", "1", "yes", "t"})


def rows(stream: BinaryIO, report: ImportReport, name: object) -> Iterator[tuple[int, formats.Fields]]:
    """Yield each line of the list that is called *name*, with its number, and its values by ``formats.plain`` columns.

    What cannot be read is a problem in the *report*, and so is a list without a column of mail addresses.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    try:
        yield from _named(csv.reader(iter(lambda: text.readline(LONGEST_LINE), "")), report, name)
    finally:
        text.detach()  # whoever opened the stream closes it


def is_yes(cell: str) -> bool:
    """Tell whether a cell says yes."""
    return cell.lower() in _YES


def _named(reader: "Reader", report: ImportReport, name: object) -> Iterator[tuple[int, formats.Fields]]:
    columns: list[str] = []
    for number, row in _readable(reader, report, name):
        if columns and any(map(str.strip, row)):
            yield number, dict(zip(columns, map(str.strip, row), strict=False))
        elif not columns:
            columns = [formats.plain(each) for each in row]
            if "email" not in columns:
                report.problem(1, f"{name}: no column is called “email”", "nobody in it was brought over")
                return


def _readable(reader: "Reader", report: ImportReport, name: object) -> Iterator[tuple[int, list[str]]]:
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            report.problem(number, f"{name}: this line cannot be read ({error})", "correct its quotation marks")
