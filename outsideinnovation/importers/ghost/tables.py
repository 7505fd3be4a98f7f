"""The tables in Ghost's JSON, row by row: memory holds one row at a time, and rows that nobody asks for are never built.

So are the accounts of those who write, with what their passwords hash to: only the columns named here leave this module.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import json_rows, unpacking
from outsideinnovation.importers.json_rows import DamagedJsonError, Row

FILE_LENGTH = 2 * 1024**3  # bytes
ROW_LENGTH = 64 * 1_048_576  # characters of one row
COLUMNS: Mapping[str, frozenset[str]] = {  # of tables of which not all may be known
    "users": frozenset({"id", "name", "slug"}),
    "members": frozenset({"id", "name"}),
}


def rows(path: Path, wanted: frozenset[str]) -> Iterator[tuple[str, Row]]:
    """Yield the rows of the *wanted* tables with the table's name, in the order of the file.

    What gzip packed is read unpacked. Raises DamagedJsonError where the file is damaged, after what is whole; NotFoundError
    where there is no such file.
    """
    lists = {(*outside, table) for table in wanted for outside in (("db", "", "data"), ("data",))}
    try:
        if path.stat().st_size > FILE_LENGTH:
            raise DamagedJsonError(str(path), f"more than {FILE_LENGTH} bytes")
        with path.open("rb") as stream, unpacking.opened(stream, str(path), unpacking.untold) as whole:
            for place, row in json_rows.rows(whole, str(path), lists, ROW_LENGTH):
                yield place[-1], _known(place[-1], row)
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name the file that was exported.") from None


def _known(table: str, row: Row) -> Row:
    columns = COLUMNS.get(table)
    return {name: value for name, value in row.items() if name in columns} if columns else row
