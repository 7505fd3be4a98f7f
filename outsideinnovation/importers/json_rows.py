"""JSON of strangers, a row at a time: an object in one of the lists that are wanted. Nothing else is built or held."""

from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

import ijson

from outsideinnovation.importers.movabletype.lines import UnreadableExportError

DEPTH = 64  # objects and lists inside each other
ROW_LENGTH = 16 * 1_048_576  # characters of one row
Row = dict[str, Any]
Path = tuple[str, ...]  # of keys, from the outermost object to a list; empty for what stands in a list


class DamagedJsonError(UnreadableExportError):
    """JSON that cannot be read on: ``what`` says why. What came before was whole."""

    def __init__(self, name: str, what: str) -> None:
        self.what = what
        super().__init__(f"{name}: {what}: export again. Nothing was imported.")


def rows(
    stream: BinaryIO, name: str, wanted: Collection[Path], row_length: int | None = None
) -> Iterator[tuple[Path, Row]]:
    """Yield the objects in the *wanted* lists, each with the path of its list, in the order of the stream.

    A whole number beyond 64 bits counts as damage (findings/ijson_large_integers.sh); no export has one. Raises
    DamagedJsonError, after what is whole, and for a row of more than *row_length* (ROW_LENGTH) characters; *name* is what the
    stream is called then.
    """
    try:
        reading = _Reading(name, frozenset(wanted), row_length or ROW_LENGTH)
        yield from reading.rows(ijson.basic_parse(stream, use_float=True))
    except (ijson.JSONError, ValueError, OverflowError) as error:
        raise DamagedJsonError(name, f"no JSON that can be read on ({_reason(error)})") from None


class _Reading:
    """Where the reading is: inside which keys, and in which row."""

    def __init__(self, name: str, wanted: frozenset[Path], row_length: int) -> None:
        self._name, self._wanted, self._row_length = name, wanted, row_length
        self._keys: list[str] = []  # of the objects and lists around; empty for what stands in a list
        self._key = ""
        self._builder: Any = None
        self._length = 0

    def rows(self, events: Iterator[tuple[str, Any]]) -> Iterator[tuple[Path, Row]]:
        begun = 0
        for event, value in events:
            if event == "start_map" and self._builder is None and not self._key and self._list() in self._wanted:
                self._builder, self._length, begun = ijson.ObjectBuilder(), 0, len(self._keys)
            if self._builder is not None:
                self._count(value)
                self._builder.event(event, value)
            self._step(event, value)
            if self._builder is not None and event == "end_map" and len(self._keys) == begun:
                row, self._builder = self._builder.value, None
                yield self._list(), row

    def _list(self) -> Path:
        return tuple(self._keys[1:])

    def _step(self, event: str, value: Any) -> None:  # noqa: ANN401 - whatever JSON has
        if event == "map_key":
            self._key = value
            return
        if event in {"start_map", "start_array"}:
            self._keys.append(self._key)
            if len(self._keys) > DEPTH:
                raise DamagedJsonError(self._name, f"more than {DEPTH} objects inside each other")
        elif event in {"end_map", "end_array"}:
            self._keys.pop()
        self._key = ""

    def _count(self, value: Any) -> None:  # noqa: ANN401 - whatever JSON has
        self._length += len(value) + 1 if isinstance(value, str) else 1
        if self._length > self._row_length:
            raise DamagedJsonError(self._name, f"a row of more than {self._row_length} characters")


def text(row: Row, name: str) -> str:
    """Return a value as text, as which ids come that are numbers; empty where there is none."""
    value = row.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and not _is_flag(value) else ""


def is_set(row: Row, name: str) -> bool:
    """Tell whether a value is true, or 1 as databases write it."""
    return str(row.get(name)).lower() in {"1", "true"}


def inner(row: Row, name: str) -> Row:
    """Return the object that a row holds under that name; an empty one where there is none."""
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _reason(error: Exception) -> str:
    """Return what a parser complains of, without the piece of the file that it quotes, which may be private."""
    return str(error).removeprefix("b'").replace("\\n", "\n").partition("\n")[0][:100]
