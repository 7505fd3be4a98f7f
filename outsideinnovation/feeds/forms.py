"""Forms: a document that was written once, with marks for its values, to be filled in thousands of times.

Writing XML element by element takes ten times as long as filling in what is the same in every feed of a kind. A value is
escaped as lxml does it, in text or in an attribute; it must be legal in XML and end its lines with a line feed alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

LONG_AGO = datetime(1000, 1, 1, tzinfo=UTC)
MANY = 10**12


class Marks:
    """Values for an example, one for each name: no two alike, and none that any format would alter or escape."""

    def __init__(self, names: Iterable[str]) -> None:
        self._numbers = {name: number for number, name in enumerate(names)}

    def text(self, name: str) -> str:
        """Return an address, which may stand for any text; nothing where there is no such name."""
        return f"https://mark.invalid/{self._numbers[name]}/" if name in self._numbers else ""

    def time(self, name: str) -> datetime:
        """Return a time; there must be such a name."""
        return LONG_AGO + timedelta(seconds=self._numbers[name])

    def count(self, name: str) -> int:
        """Return a number; 0 where there is no such name."""
        return MANY + self._numbers[name] if name in self._numbers else 0


class Form:
    """A document whose values are left open; *marks* are, by their names, those that it was *written* with."""

    def __init__(self, written: str, marks: Mapping[str, str]) -> None:
        names = {mark: name for name, mark in marks.items()}
        pieces = re.split(f"({'|'.join(map(re.escape, names))})", written)
        self._last = pieces.pop()
        self._places: list[tuple[str, str, Callable[[str], str]]] = [
            (before, names[mark], _in_attribute if before.endswith('="') else _in_text)
            for before, mark in zip(pieces[::2], pieces[1::2], strict=True)
        ]

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the document with those *values*, one for each name."""
        parts: list[str] = []
        for before, name, escaped in self._places:
            parts += before, escaped(values[name])
        return "".join([*parts, self._last])


def _in_text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_attribute(value: str) -> str:
    return _in_text(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
