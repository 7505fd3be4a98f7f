"""The head of a post, page or sidebar module: ``Key: value`` lines before the first blank line.

The rules are those of Python-Markdown's meta extension, which Pelican uses, so a file means the same to both; but
here every field knows its line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FIELD = re.compile(r"^ {0,3}(?P<name>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)$")
CONTINUATION = re.compile(r"^ {4,}(?P<value>.*)$")
FENCE = re.compile(r"^(-{3}|\.{3})\s*$")


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the head, with the line (from 1) on which its name stands."""

    name: str
    value: str
    line: int
    key: str = field(init=False)  # the name as attributes and comparisons use it: lower case, with underscores

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.name.lower().replace("-", "_"))


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file taken apart: its fields in order, the body, and the line on which the body starts."""

    fields: tuple[Field, ...]
    body: str
    body_line: int
    _first: Mapping[str, Field] = field(init=False, repr=False, compare=False)  # the first field of each key

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", {each.key: each for each in reversed(self.fields)})

    def get(self, key: str) -> Field | None:
        """Return the first field with this key (lower case, underscores), or None."""
        return self._first.get(key)

    def value(self, key: str, default: str = "") -> str:
        """Return the value of the first field with this key, or *default*."""
        found = self._first.get(key)
        return found.value if found else default


def parse(text: str) -> ContentFile:
    """Take *text* apart. A byte-order mark and CRLF are read as if they were not there."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fields: list[Field] = []
    at = 1 if FENCE.match(lines[0]) and lines[0].startswith("---") else 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            break
        if FENCE.match(line):
            at += 1
            break
        if named := FIELD.match(line):
            fields.append(Field(named["name"], named["value"].strip(), at + 1))
        elif fields and (more := CONTINUATION.match(line)):
            last = fields[-1]
            fields[-1] = Field(last.name, f"{last.value}\n{more['value'].strip()}".strip(), last.line)
        else:
            break
        at += 1
    return ContentFile(tuple(fields), "\n".join(lines[at:]), at + 1)


def dump(fields: Iterable[tuple[str, str]], body: str) -> str:
    """Write a head and a body as one file. Values are one line each: a line break in one becomes a space."""
    head = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields if value)
    return f"{head}\n{body.strip(chr(10))}\n"
