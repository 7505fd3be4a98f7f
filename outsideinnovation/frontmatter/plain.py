"""``Key: value`` lines, up to the first blank line or a fence: the head that Pelican's manual describes."""

import re
from collections.abc import Sequence
from itertools import takewhile

from outsideinnovation.frontmatter.content_file import ContentFile, Field, HeadProblem

FIELD = re.compile(r"^ {0,3}(?P<name>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)$")
CONTINUATION = re.compile(r"^ {4,}(?P<value>.*)$")
FENCE = re.compile(r"^(-{3}|\.{3})\s*$")
ITEM = re.compile(r"^\s*[-*+]\s+\S")
LIKE_A_FIELD = re.compile(
    r"""^(?:[ \t]+\S|[A-Za-z0-9_-]+[ \t]*=[ \t]*\S|[A-Za-z0-9_-]+[ \t]+:[ \t]|["'][\w -]+["'][ \t]*:)"""
)


def is_head(lines: Sequence[str]) -> bool:
    """Tell whether *lines* begin with fields, a title among them, and nothing else before a blank line."""
    head = list(takewhile(str.strip, lines))
    names = [named["name"].lower() for line in head if (named := FIELD.match(line))]
    return len(names) == len(head) and "title" in names


def read_plain(lines: Sequence[str], at: int) -> ContentFile:
    """Read the head that begins at the index *at* of *lines*."""
    fields: list[Field] = []
    problems: tuple[HeadProblem, ...] = ()
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            break
        if FENCE.match(line):
            at += 1
            break
        if (named := FIELD.match(line)) and not (line[0] == " " and fields and not fields[-1].value):
            value, places = named["value"].strip(), (named.start("value") + 1, named.start("name") + 1)
            fields.append(Field(named["name"], value, at + 1, *places))
        elif fields and (more := CONTINUATION.match(line)):
            last = fields[-1]
            value, column = f"{last.value}\n{more['value'].strip()}".strip(), last.column if last.value else 0
            fields[-1] = Field(last.name, value, last.line, column, last.name_column)
        else:
            problems = _cut_off(line, fields[-1], at + 1) if fields else ()
            break
        at += 1
    return ContentFile(() if problems else tuple(fields), "\n".join(lines[at:]), at + 1, problems)


def _cut_off(line: str, last: Field, number: int) -> tuple[HeadProblem, ...]:
    """Return what is wrong where the head goes on in a way of other systems, which would be read as the post's words."""
    if not last.value and FIELD.match(line):
        what = f"{last.name} has no value, but a table below it"
        return (HeadProblem(last.line, what, "write one value, or the head between lines of ---"),)
    if not last.value and ITEM.match(line):
        return (HeadProblem(last.line, f"{last.name} has no value", f"write `{last.name}: one, two` in that line"),)
    if LIKE_A_FIELD.match(line):
        what = f"{line.strip()[:40]!r} is no field, but stands in the head"
        return (HeadProblem(number, what, "write it as `Name: value`, or put an empty line before it"),)
    return ()
