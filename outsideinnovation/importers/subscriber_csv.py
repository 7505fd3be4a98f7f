"""Lists of subscribers that come beside an export, as CSV: each line by the names of its columns, whatever wrote it."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from outsideinnovation.importers.report import ImportReport
from outsideinnovation.subscriptions.lists import formats

LONGEST_LINE = 100_000  # characters
_YES = frozenset({"true", "1", "yes", "t"})


def rows(stream: BinaryIO, report: ImportReport, name: object) -> Iterator[tuple[int, formats.Fields]]:
    """Yield each line of the list that is called *name*, with its number, and its values by ``formats.plain`` columns.

    What cannot be read is a problem in the *report*, and so is a list without a column of mail addresses.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    reader = csv.reader(iter(lambda: text.readline(LONGEST_LINE), ""))
    columns: list[str] = []
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            report.problem(number, f"{name}: this line cannot be read ({error})", "correct its quotation marks")
            continue
        if not columns:
            columns = [formats.plain(each) for each in row]
            if "email" not in columns:
                report.problem(1, f"{name}: no column is called “email”", "nobody in it was brought over")
                return
        elif any(map(str.strip, row)):
            yield number, dict(zip(columns, map(str.strip, row), strict=False))


def is_yes(cell: str) -> bool:
    """Tell whether a cell says yes."""
    return cell.lower() in _YES
