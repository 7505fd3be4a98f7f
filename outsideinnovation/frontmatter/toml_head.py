"""TOML between ``+++`` lines, by the standard library, which knows no lines: these are looked for."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from outsideinnovation.frontmatter.values import Entry, UnreadableHeadError, Value

PLACE = re.compile(r"\(at line (?P<line>\d+), column \d+\)$")
BEGINNING = re.compile(r"""[^=]*=\s*["']?""")  # of a line that sets a value, up to its first character
DEEPEST = 20  # lists and tables inside each other


def read_toml(lines: Sequence[str], first_line: int) -> list[Entry]:
    """Return the entries of the head *lines*, of which the first is *first_line* of its file. Raises UnreadableHeadError."""
    try:
        found = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        at = PLACE.search(str(error))
        line = min(int(at["line"]), len(lines)) if at else len(lines)
        what = f"no TOML ({PLACE.sub('', str(error)).strip()})"
        raise UnreadableHeadError(
            first_line + max(line, 1) - 1, what, "correct the line; texts stand in quotes"
        ) from None
    except RecursionError:
        raise UnreadableHeadError(first_line, "lists too deep inside each other", "nest fewer of them") from None
    entries = []
    for name, value in found.items():
        index = _place(name, lines)
        read = _value(value, first_line + index, 1)
        entries.append(Entry(name, read, first_line + index, _column(lines[index], read)))
    return entries


def _place(name: str, lines: Sequence[str]) -> int:
    """Return the index of the line on which *name* first stands as a key or as a table."""
    quoted = re.escape(name)
    named = re.compile(rf"""\s*(?:\[+\s*)?(?:"{quoted}"|'{quoted}'|{quoted})\s*[=.\]]""")
    return next((at for at, line in enumerate(lines) if named.match(line)), 0)


def _column(line: str, value: Value) -> int:
    """Return where *value* begins in the *line* that sets it, behind a quote; 0 where it is not written so there."""
    if not isinstance(value, str) or not (begun := BEGINNING.match(line)):
        return 0
    first = value.partition("\n")[0].strip()
    return begun.end() + 1 if first and line.startswith(first, begun.end()) else 0


def _value(value: Any, line: int, depth: int) -> Value:  # noqa: ANN401 - whatever TOML holds
    if depth > DEEPEST:
        raise UnreadableHeadError(line, "lists too deep inside each other", "nest fewer of them")
    if isinstance(value, list):
        return [_value(each, line, depth + 1) for each in value]
    if isinstance(value, dict):
        return {name: _value(each, line, depth + 1) for name, each in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)
