"""``Key: value`` lines, up to the first blank line or a fence: the head that Pelican's manual describes."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from outsideinnovation.frontmatter.content_file import HIDING, ContentFile, Field, HeadProblem
from outsideinnovation.frontmatter.values import ADDRESSES, NAMES, SINGLE

FIELD = re.compile(r"^ {0,3}(?P<name>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)$")
CONTINUATION = re.compile(r"^ {4,}(?P<value>.*)$")
FENCE = re.compile(r"^(-{3}|\.{3})\s*$")
ITEM = re.compile(r"^\s*[-*+]\s+\S")
STATES = frozenset({"draft", "hidden", "published", "skip"})
ALMOST_A_FIELD = re.compile(r"(?P<name>[A-Za-z]+(?: [A-Za-z]+)+)[ \t]*:")
OURS = SINGLE | NAMES | ADDRESSES  # fields that a text is not likely to begin with
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
            problems = _parted(lines, at) if fields else ()
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
            problems = _cut_off(line, fields[-1], at + 1) or _torn(lines, at) if fields else ()
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


def _torn(lines: Sequence[str], at: int) -> tuple[HeadProblem, ...]:
    """Return what is wrong where a field stands below a line that is none: it would be read as the post's words."""
    told = repr(lines[at].strip()[:40])
    almost = ALMOST_A_FIELD.match(lines[at])
    if almost and (key := "_".join(almost["name"].lower().split())) in OURS:
        return (HeadProblem(at + 1, f"{told} is no field", f"write {key.capitalize()} without blanks"),)
    for line in _paragraph(lines, at + 1):
        if (named := FIELD.match(line)) and Field(named["name"], "", 0).key in OURS:
            what = f"{told} is no field, but {named['name']} stands below it"
            return (HeadProblem(at + 1, what, "take the line out, or put an empty line before the text"),)
    return ()


def _parted(lines: Sequence[str], at: int) -> tuple[HeadProblem, ...]:
    """Return what is wrong where an empty line in the head leaves below it a field that hides the post."""
    if not (at < len(lines) and FIELD.match(lines[at])):
        return ()
    named = [FIELD.match(line) for line in _paragraph(lines, at)]
    fields = [Field(each["name"], each["value"], at + number) for number, each in enumerate(named, 1) if each]
    hiding = next(filter(_hides, fields), None)
    if hiding and len(fields) == len(named):
        what = f"{hiding.name} stands below an empty line, where the head has ended"
        return (HeadProblem(hiding.line, what, "take the empty line out"),)
    return ()


def _hides(field: Field) -> bool:
    """Tell whether a field says of a post who may read it."""
    return field.value.lower() in STATES if field.key == "status" else field.key in HIDING and field.hides is not None


def _paragraph(lines: Sequence[str], at: int) -> Iterator[str]:
    """Yield the lines from *at* on, up to an empty one or a fence."""
    while at < len(lines) and lines[at].strip() and not FENCE.match(lines[at]):
        yield lines[at]
        at += 1
