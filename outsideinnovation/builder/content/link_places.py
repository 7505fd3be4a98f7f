"""Where in the source of a post or page a link is written: its lines and columns, and what stands there."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from outsideinnovation.builder.content.code_spans import CERTAIN_CODE, PERHAPS_CODE, blanked
from outsideinnovation.frontmatter import ContentFile, Field


class Place(NamedTuple):
    """A place in a file: line and column from 1 (column 0: not known), the words there, and whether they are surely meant."""

    line: int
    column: int
    words: str
    is_certain: bool = True


def places(document: ContentFile, what: str, target: str) -> list[Place]:
    """Return where the link to *target*, with *what* in braces before it, may be written: at least one place."""
    summary = document.get("summary") or Field("", "", 1)
    texts = ((summary.value, summary.line, summary.column), (document.body, document.body_line, 1))
    braces = rf"[{{|]{re.escape(what)}[}}|]" if what else ""
    targets = "|".join(re.escape(each) for each in dict.fromkeys((target, unescape(target))))
    written = re.compile(rf"(?:[(<\"'=]|:[ \t]+)(?P<link>{braces}(?:{targets}))(?=[\s)>\"'\]]|\Z)")
    anywhere = re.compile(f"(?P<link>{braces}(?:{targets}))")
    for code, pattern in ((PERHAPS_CODE, written), (CERTAIN_CODE, written), (CERTAIN_CODE, anywhere)):
        found = [
            Place(*place, is_certain=pattern is written)
            for text, line, column in texts
            for place in _matching(blanked(text, code), line, column, pattern)
        ]
        if found:
            return found
    return [Place(document.body_line, 0, "", is_certain=False)]


def place_of(text: str, at: int, first_line: int, first_column: int = 1) -> tuple[int, int]:
    """Return the line and column of the index *at* of *text*, which begins there in its file.

    Where its first column is 0, none is known: a value over several lines is not as it is written.
    """
    lines, column = text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1) + 1
    if lines and first_column != 1:
        return first_line + lines, 0
    return first_line + lines, column + first_column - 1 if first_column else 0


def _matching(seen: str, line: int, column: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    for found in pattern.finditer(seen):
        yield *place_of(seen, found.start("link"), line, column), found["link"]
