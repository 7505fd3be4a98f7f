"""Heads between fences: YAML after ``---``, TOML after ``+++``.

Between ``---`` most heads are plain ``Key: value`` lines, which mean the same to Pelican and in YAML; only what else stands
there is given to a parser, which is loaded then.
"""

import re
from collections.abc import Callable, Sequence

from outsideinnovation.frontmatter.content_file import ContentFile, HeadProblem
from outsideinnovation.frontmatter.plain import read_plain
from outsideinnovation.frontmatter.values import Entry, UnreadableHeadError, field_of

OPENS = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*$")
ENDS = {"---": re.compile(r"(?:---|\.\.\.)[ \t]*$"), "+++": re.compile(r"\+\+\+[ \t]*$")}
# A field whose value means the same to Pelican and in YAML: no quotes, lists, tables, comments or words for nothing.
ORDINARY = re.compile(
    r"""[A-Za-z0-9_-]+:(?:[ \t]*|[ \t]+(?![\s"'\[\]{}>|*&!%#`@?,~-]|(?:null|Null|NULL)[ \t]*$)(?:(?![ \t]\#).)+)$"""
)


def read_fenced(lines: Sequence[str]) -> ContentFile:
    """Read *lines* of which the first begins like a fence; where it is none, the head is what plain lines there are."""
    if not OPENS.match(lines[0]):
        return read_plain(lines, 0)
    if is_ordinary(lines):
        return read_plain(lines, 1)
    try:
        entries, end = read_entries(lines)
        fields = tuple(field_of(entry) for entry in entries)
    except UnreadableHeadError as error:
        return _refused(lines, error.problem)
    return ContentFile(fields, "\n".join(lines[end + 1 :]), end + 2)


def is_ordinary(lines: Sequence[str]) -> bool:
    """Tell whether the head after the fence in the first of *lines* is one of plain lines."""
    if not lines[0].startswith("---"):
        return False
    end = _end(lines)
    return all(map(ORDINARY.match, lines[1:end] if end else _before_blank(lines)))


def read_entries(lines: Sequence[str]) -> tuple[list[Entry], int]:
    """Return what the head after the fence in the first of *lines* holds, and the index of the fence that ends it.

    Raises UnreadableHeadError.
    """
    fence, end = lines[0][:3], _end(lines)
    if end is None:
        raise UnreadableHeadError(1, f"the head has no end: no second {fence}", f"write a line {fence} after it")
    return _reader(fence)(lines[1:end], 2), end


def _end(lines: Sequence[str]) -> int | None:
    ends = ENDS[lines[0][:3]]
    return next((at for at in range(1, len(lines)) if ends.match(lines[at])), None)


def _reader(fence: str) -> Callable[[Sequence[str], int], list[Entry]]:
    if fence == "---":
        from outsideinnovation.frontmatter.yaml_head import read_yaml  # noqa: PLC0415 - few sites write YAML

        return read_yaml
    from outsideinnovation.frontmatter.toml_head import read_toml  # noqa: PLC0415 - few sites write TOML

    return read_toml


def _before_blank(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines after the first, up to a blank one, at which Pelican ends a head."""
    end = next((at for at in range(1, len(lines)) if not lines[at].strip()), len(lines))
    return lines[1:end]


def _refused(lines: Sequence[str], problem: HeadProblem) -> ContentFile:
    return ContentFile((), "\n".join(lines[1:]), 2, (problem,))
