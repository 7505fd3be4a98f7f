"""Values of YAML and TOML heads as the text that a field holds: lists as names apart, tables of one's own as JSON."""

import json
from dataclasses import dataclass

from outsideinnovation.frontmatter.content_file import Field, HeadProblem

Value = str | list["Value"] | dict[str, "Value"]
NAMES = frozenset({"tags", "categories", "authors", "keywords"})  # fields that hold several names
ADDRESSES = frozenset({"old_urls"})  # … and several addresses
SINGLE = frozenset(
    {"id", "title", "date", "modified", "category", "slug", "status", "comments", "summary", "author", "url", "save_as",
     "template", "lang", "translation", "description", "draft", "published", "publish"}
)  # fmt: skip
SEVERAL = {"category": "Categories", "author": "Authors"}
LINES = frozenset({"summary", "description"})  # whose line breaks may matter


class UnreadableHeadError(ValueError):
    """A head that cannot be read whole; ``problem`` says where and why."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        self.problem = HeadProblem(line, what, remedy)
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a head: its name, its value (scalars as they were written, nothing as an empty text), and its line.

    ``column`` is where a scalar begins in that line, in characters from 1; 0: in another, or not known.
    """

    name: str
    value: Value
    line: int
    column: int = 0


def field_of(entry: Entry) -> Field:
    """Return *entry* as a field. Raises UnreadableHeadError where its kind of value is not one that the field takes."""
    key = Field(entry.name, "", entry.line).key
    value = entry.value
    if isinstance(value, list) and key in SINGLE and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        words = value.strip() if key in LINES or key not in SINGLE else " ".join(value.split())
        return Field(entry.name, words, entry.line, entry.column)
    if key in SINGLE:
        remedy = (
            f"write `{SEVERAL[key]}` for several" if key in SEVERAL and isinstance(value, list) else "write one value"
        )
        raise UnreadableHeadError(entry.line, f"{entry.name} is a {_kind(value)}", remedy)
    if key in NAMES | ADDRESSES:
        return Field(entry.name, _joined(entry, value, " " if key in ADDRESSES else "; "), entry.line)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return Field(entry.name, ", ".join(map(str, value)), entry.line)
    return Field(entry.name, json.dumps(value, ensure_ascii=False), entry.line)


def _joined(entry: Entry, value: Value, between: str) -> str:
    """Return a list of names so that it falls apart into the same ones. Raises UnreadableHeadError."""
    if not isinstance(value, list):
        raise UnreadableHeadError(entry.line, f"{entry.name} is a table", "write a list of names")
    names = []
    for each in value:
        if not isinstance(each, str):
            raise UnreadableHeadError(entry.line, f"{entry.name} has a {_kind(each)} in it", "write a list of names")
        if between.strip() and between.strip() in each:
            raise UnreadableHeadError(
                entry.line, f"a semicolon in {each!r}, of {entry.name}", "write that name without it"
            )
        names += [" ".join(each.split())] if each.strip() else []
    joined = between.join(names)
    return f"{joined};" if len(names) == 1 and "," in joined else joined


def _kind(value: Value) -> str:
    return "list" if isinstance(value, list) else "table"
