"""The heads of other systems' files, with lists as lists and the line of every value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from outsideinnovation.builder.content.dates import DateError, read_date
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.frontmatter.content_file import Field
from outsideinnovation.frontmatter.fenced import OPENS, is_ordinary, read_entries
from outsideinnovation.frontmatter.plain import read_plain
from outsideinnovation.frontmatter.values import Entry, UnreadableHeadError, Value
from outsideinnovation.importers.markdown import json_heads

IN_JSON = re.compile(r"\{(?!\{|%|:|#)|---[ \t]*json[ \t]*$")  # Liquid and kramdown begin with a brace, too


@dataclass(frozen=True, slots=True)
class Head:
    """What the file at ``path`` says of itself: its entries by their lower-case names; and its body, from ``body_line`` on.

    ``is_there`` tells a head without entries from none.
    """

    path: Path
    entries: Mapping[str, Entry]
    body: str
    body_line: int
    is_there: bool = True
    used: set[str] = field(default_factory=set, compare=False)  # the names that were asked for

    def value(self, *names: str) -> Value:
        """Return the value of the first of *names* that has one, else an empty text; those after it were not asked for."""
        for name in names:
            self.used.add(name)
            if name in self.entries and self.entries[name].value:
                return self.entries[name].value
        return ""

    def text(self, *names: str) -> str:
        """Return a value that is one text; of a list, its first. Raises ContentError where it is a table."""
        value = self.value(*names)
        if isinstance(value, list):
            value = value[0] if value else ""
        if not isinstance(value, str):
            raise self.problem(names[0], f"{names[0]} is no text", "write one value")
        return " ".join(value.split())

    def names(self, *names: str) -> list[str]:
        """Return the texts of a list, or the one text. Raises ContentError where it holds something else."""
        value = self.value(*names)
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in values):
            raise self.problem(names[0], f"{names[0]} is no list of names", "write names")
        return [" ".join(each.split()) for each in values if isinstance(each, str) and each.strip()]

    def says(self, name: str) -> bool | None:
        """Return what a yes or no says; None where it is not there. Raises ContentError where it is neither."""
        self.used.add(name)
        if name not in self.entries:
            return None
        value = self.entries[name].value
        hides = Field("draft", value, 0).hides if isinstance(value, str) else None
        if hides is None:
            raise self.problem(name, f"{name} {value!r} is neither yes nor no", "write true or false")
        return hides

    def date(self, zone: tzinfo, *names: str) -> datetime | None:
        """Return the date that the first of *names* has, in *zone* where it says none. Raises ContentError."""
        text = self.text(*names)
        if not text:
            return None
        try:
            return read_date(text, zone)
        except DateError as error:
            raise self.problem(names[0], f"{names[0]} {text!r} {error.what}", error.remedy) from None

    def line(self, *names: str) -> int:
        """Return the line of the first of *names* that is there, else the first."""
        return next((self.entries[name].line for name in names if name in self.entries), 1)

    def problem(self, name: str, what: str, remedy: str) -> ContentError:
        """Return the error that says what is wrong with a value."""
        return ContentError([Problem(self.path, self.line(name), what, remedy)])


def read_head(path: Path) -> Head:
    """Read the file at *path*. Raises ContentError."""
    text = _text(path)
    lines = text.split("\n")
    if not OPENS.match(lines[0]):
        if IN_JSON.match(lines[0]):
            return _in_json(path, text)
        if lines[0].startswith(("---js", ";;;")):
            raise ContentError(
                [Problem(path, 1, "a head that is neither YAML, TOML nor JSON", "write it between lines of ---")]
            )
        return Head(path, {}, "\n".join(lines), 1, is_there=False)
    if is_ordinary(lines):
        plain = read_plain(lines, 1)
        entries = [Entry(each.name, each.value, each.line) for each in plain.fields]
        return Head(path, {each.name.lower(): each for each in entries}, plain.body, plain.body_line)
    try:
        entries, end = read_entries(lines)
    except UnreadableHeadError as error:
        raise ContentError([Problem(path, error.problem.line, error.problem.what, error.problem.remedy)]) from None
    return Head(path, {each.name.lower(): each for each in entries}, "\n".join(lines[end + 1 :]), end + 2)


def _in_json(path: Path, text: str) -> Head:
    try:
        entries, end = json_heads.read(text)
    except UnreadableHeadError as error:
        raise ContentError([Problem(path, error.problem.line, error.problem.what, error.problem.remedy)]) from None
    return Head(path, {each.name.lower(): each for each in entries}, text[end:], text.count("\n", 0, end) + 1)


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ContentError(
            [Problem(path, 0, f"cannot be read ({error.strerror})", "give the right to read it")]
        ) from None
    except UnicodeDecodeError:
        raise ContentError([Problem(path, 0, "not UTF-8", "save the file as UTF-8")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
