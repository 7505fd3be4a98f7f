"""What readers would stumble over in a text that builds: pictures nobody describes, headings that skip, links that say nothing.

Whether there is any is judged by the HTML that comes of the text; where it stands is looked for in its source.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from outsideinnovation.builder.content.code_spans import blanked
from outsideinnovation.builder.content.link_places import place_of
from outsideinnovation.builder.content.vague_links import REMEDY, is_vague, vague_places
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.html_tokens import Token, TokenKind, tokens

IMPORTED = 'class="imported"'  # around HTML that an importer has written, which is left as it was
PICTURE = "a picture"  # stands for one without a description, of which is told itself
TITLE_LEVEL = 1  # of the heading as which the theme shows the title
MARKS = ("#", "](", "][", "<", "--", "==")  # a text without any of them has neither links nor pictures nor headings
_HEADING = re.compile(r"h[1-6]")
_WRITTEN_HEADING = re.compile(
    r"^(?P<before>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*)"
    r"(?:(?P<text>\#{1,6}[ \t]*[^\s#][^\n]*)|(?P<line>\S[^\n]*)\n[ \t>]*(?:=+|-+)[ \t]*$|(?P<tag><h[1-6]\b[^>]*>))",
    re.MULTILINE | re.IGNORECASE,
)
_UNDESCRIBED = re.compile(r"!\[\s*\](?=[(\[])(?:\([^)\n]*\)|\[[^\]\n]*\])?")
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_Place = tuple[int, int, int]  # line, column and length


class _Seen(NamedTuple):
    """What the HTML of a text holds of what is looked for."""

    has_undescribed: bool  # pictures without a description
    levels: tuple[int, ...]  # of headings, in their order
    vague: tuple[str, ...]  # texts of links that say nothing


def markup_warnings(path: Path, document: ContentFile, markup: str) -> Iterator[Problem]:
    """Yield what readers would stumble over in the text of the file at *path*, which has become *markup*."""
    if IMPORTED in markup or not any(mark in document.body for mark in MARKS):
        return
    seen, first = _seen(markup), document.body_line
    skips = list(_skips(seen.levels))
    if not (seen.has_undescribed or skips or seen.vague):
        return
    source = blanked(document.body)
    if seen.has_undescribed:
        yield from _undescribed(path, source, first)
    for number, before, level in skips:
        what = f"a heading of level {level} comes after {f'one of level {before}' if number else 'the title'}"
        place = _heading(source, first, number, len(seen.levels))
        yield _problem(path, place, what, f"write {'#' * (before + 1)} for the next level")
    for words in seen.vague:
        what = f"the link text {words!r} does not say where it leads" if words else "a link without words"
        for place in list(vague_places(source, first, words)) or [(first, 0, 0)]:
            yield _problem(path, place, what, REMEDY)


def _problem(path: Path, place: _Place, what: str, remedy: str) -> Problem:
    line, column, length = place
    return Problem(path, line, what, remedy, column, length)


def _seen(markup: str) -> _Seen:
    levels: list[int] = []
    vague: dict[str, None] = {}
    link: list[str] | None = None
    has_undescribed = False
    for token in tokens(markup):
        if token.kind is TokenKind.END and token.name == "a":
            words = " ".join("".join(link).split()) if link is not None else "no link"
            vague |= {words: None} if is_vague(words) else {}
            link = None
        elif token.kind is TokenKind.START and token.name == "a":
            link = [] if _goes_by_its_words(token.attributes()) else None
        elif token.kind is TokenKind.START and token.name == "img":
            has_undescribed |= not token.attributes().get("alt", "").strip()
        elif token.kind is TokenKind.START and _HEADING.fullmatch(token.name):
            levels.append(int(token.name[1]))
        if link is not None:
            link.append(_words(token))
    return _Seen(has_undescribed, tuple(levels), tuple(vague))


def _words(token: Token) -> str:
    """Return what a reader hears of *token* in a link."""
    if token.kind is TokenKind.START and token.name == "img":
        return token.attributes().get("alt", "").strip() or PICTURE
    return token.source if token.kind is TokenKind.WORDS else ""


def _goes_by_its_words(attributes: Iterable[str]) -> bool:
    """Tell whether an element is a link, and no anchor, that is called by its words."""
    names = frozenset(attributes)
    return "href" in names and names.isdisjoint({"aria-label", "aria-labelledby", "title"})


def _undescribed(path: Path, source: str, first: int) -> Iterator[Problem]:
    what = "a picture without a description"
    for found in _UNDESCRIBED.finditer(source):
        remedy = 'say between the brackets what it shows; of an ornament write <img src="…" alt="">'
        yield _problem(path, (*place_of(source, found.start(), first), len(found[0])), what, remedy)
    for found in _IMG.finditer(source):
        if "alt" not in next(iter(tokens(found[0]))).attributes():
            remedy = 'add alt="what it shows"; of an ornament alt=""'
            yield _problem(path, (*place_of(source, found.start(), first), len(found[0])), what, remedy)


def _skips(levels: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the number of each heading that is more than one level below the one before, that one's level, and its own."""
    before = TITLE_LEVEL
    for number, level in enumerate(levels):
        if level > before + 1:
            yield number, before, level
        before = level


def _heading(source: str, first: int, number: int, among: int) -> _Place:
    """Return the place of the heading of that *number*; where as many are not found in the source, none is known."""
    written = list(_WRITTEN_HEADING.finditer(source))
    if len(written) != among:
        return first, 0, 0
    found = written[number]
    words = found["text"] or found["line"] or found["tag"]
    return *place_of(source, found.end("before"), first), len(words)
