"""The tables in Ghost's JSON, row by row: memory holds one row at a time, and rows that nobody asks for are never built.

So are the accounts of those who write, with what their passwords hash to: only the columns named here leave this module.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ijson

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

FILE_LENGTH = 2 * 1024**3  # bytes
DEPTH = 64  # objects and lists inside each other
ROW_LENGTH = 64 * 1_048_576  # characters of one row
COLUMNS: Mapping[str, frozenset[str]] = {  # of tables of which not all may be known
    "users": frozenset({"id", "name", "slug"}),
    "members": frozenset({"id", "name"}),
}
Row = dict[str, Any]


class DamagedJsonError(UnreadableExportError):
    """JSON that cannot be read on; what came before it was whole."""

    def __init__(self, path: Path, what: str) -> None:
        self.what = what
        super().__init__(f"{path}: {what}: export again. Nothing was imported.")


def rows(path: Path, wanted: frozenset[str]) -> Iterator[tuple[str, Row]]:
    """Yield the rows of the *wanted* tables with the table's name, in the order of the file.

    Raises DamagedJsonError where the file is damaged, after what is whole; NotFoundError where there is no such file.
    """
    try:
        if path.stat().st_size > FILE_LENGTH:
            raise DamagedJsonError(path, f"more than {FILE_LENGTH} bytes")
        with path.open("rb") as stream:
            yield from _Reading(path, wanted).rows(ijson.basic_parse(stream, use_float=True))
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name the file that was exported.") from None
    except (ijson.JSONError, ValueError, OverflowError) as error:
        raise DamagedJsonError(path, f"no JSON that can be read on ({_reason(error)})") from None


class _Reading:
    """Where the reading of a file is: inside which keys, and in which row."""

    def __init__(self, path: Path, wanted: frozenset[str]) -> None:
        self._path, self._wanted = path, wanted
        self._keys: list[str] = []  # of the objects and lists around; empty for what stands in a list
        self._key = ""
        self._builder: Any = None
        self._length = 0

    def rows(self, events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Row]]:
        for event, value in events:
            row_begins = event == "start_map" and self._builder is None and self._table() in self._wanted
            if row_begins:
                self._builder, self._length = ijson.ObjectBuilder(), 0
                begun = len(self._keys)
            if self._builder is not None:
                self._count(value)
                self._builder.event(event, value)
            self._step(event, value)
            if self._builder is not None and event == "end_map" and len(self._keys) == begun:
                row, self._builder = self._builder.value, None
                yield self._table(), _known(self._table(), row)

    def _table(self) -> str:
        """Return the table whose list is open: ``posts`` in ``{"db": [{"data": {"posts": [``; nothing elsewhere."""
        keys = self._keys
        is_table = len(keys) >= 3 and keys[-2] == "data" and keys[:-2] in (["", "db", ""], [""])  # noqa: PLR2004
        return keys[-1] if is_table and not self._key else ""

    def _step(self, event: str, value: Any) -> None:  # noqa: ANN401 - whatever JSON has
        if event == "map_key":
            self._key = value
        elif event in {"start_map", "start_array"}:
            self._keys.append(self._key)
            self._key = ""
            if len(self._keys) > DEPTH:
                raise DamagedJsonError(self._path, f"more than {DEPTH} objects inside each other")
        elif event in {"end_map", "end_array"}:
            self._keys.pop()
            self._key = ""
        else:
            self._key = ""

    def _count(self, value: Any) -> None:  # noqa: ANN401 - whatever JSON has
        self._length += len(value) + 1 if isinstance(value, str) else 1
        if self._length > ROW_LENGTH:
            raise DamagedJsonError(self._path, f"a row of more than {ROW_LENGTH} characters")


def _known(table: str, row: Row) -> Row:
    columns = COLUMNS.get(table)
    return {name: value for name, value in row.items() if name in columns} if columns else row


def _reason(error: Exception) -> str:
    """Return what a parser complains of, without the piece of the file that it quotes, which may be private."""
    return str(error).removeprefix("b'").replace("\\n", "\n").partition("\n")[0][:100]
