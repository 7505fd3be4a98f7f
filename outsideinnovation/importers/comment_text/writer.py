"""Writes a document as the Markdown of comments (CommonMark without HTML, headings, tables and pictures).

Typed marks are escaped, so that a page shows them; no mail address is left to be read.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from outsideinnovation.importers.comment_text import inline
from outsideinnovation.importers.comment_text.document import (
    Block,
    CodeBlock,
    ListBlock,
    Paragraph,
    Quotation,
    Run,
    joined,
)

_LINE_START = re.compile(
    r"^[ \t]*(?P<mark>[-+](?=[ \t]|$|-)|#{1,6}(?=[ \t]|$)|>|=+(?=[ \t]*$)|~(?=~~)|\d{1,9}(?=[.)](?:[ \t]|$)))",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
_TICKS = re.compile(r"`+")
_FENCE = 3  # backticks, at least


def write(blocks: Sequence[Block], *, emphasis: bool = True) -> str:
    """Return *blocks* as Markdown; without *emphasis* the words stand plain."""
    return "\n".join(_Writer(emphasis=emphasis).lines(blocks)).strip("\n")


class _Writer:
    def __init__(self, *, emphasis: bool) -> None:
        self._emphasis = emphasis

    def lines(self, blocks: Sequence[Block]) -> list[str]:
        """Return the lines of *blocks*, with a blank one between them; of two lists side by side each has its own marks."""
        lines: list[str] = []
        other = False
        for at, block in enumerate(blocks):
            before = blocks[at - 1] if at else None
            other = isinstance(block, ListBlock) and _are_alike(before, block) and not other
            if at:
                lines.append("")
            lines += self._block(block, other_marks=other)
        return lines

    def _block(self, block: Block, *, other_marks: bool) -> list[str]:
        match block:
            case Paragraph():
                return self._paragraph(block.runs)
            case CodeBlock():
                return _code(block.text)
            case Quotation():
                return [f"> {line}".rstrip() for line in self.lines(block.blocks)]
            case ListBlock():
                return self._list(block, other_marks=other_marks)

    def _paragraph(self, runs: Sequence[Run]) -> list[str]:
        written = _BLANK_LINE.sub("", inline.write(joined(map(self._as_far_as_shown, runs))))
        return _LINE_START.sub(_escaped_start, written).split("\n")

    def _as_far_as_shown(self, run: Run) -> Run:
        style = run.style
        if not self._emphasis:
            style = replace(style, strong=False, emphasis=False)
        if style.code and not run.words.strip():
            style = replace(style, code=False)
        return run if style is run.style else Run(run.words, style)

    def _list(self, listing: ListBlock, *, other_marks: bool) -> list[str]:
        tight = all(_is_tight(item) for item in listing.items)
        lines: list[str] = []
        for at, item in enumerate(listing.items):
            if lines and not tight:
                lines.append("")
            bullet = "*" if other_marks else "-"
            mark = bullet if listing.start is None else f"{listing.start + at}{')' if other_marks else '.'}"
            inner = self.lines(item)
            if tight and len(item) > 1:
                inner = [*self.lines(item[:1]), *self.lines(item[1:])]
            indented = [f"{' ' * (len(mark) + 1)}{line}".rstrip() for line in inner[1:]]
            lines += [f"{mark} {inner[0] if inner else ''}".rstrip(), *indented]
        return lines


def _code(text: str) -> list[str]:
    fence = "`" * max(_FENCE, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return [fence, *text.split("\n"), fence]


def _are_alike(before: Block | None, listing: ListBlock) -> bool:
    """Tell whether *before* is a list that would go on in *listing*, since both have numbers or neither has."""
    return isinstance(before, ListBlock) and (before.start is None) == (listing.start is None)


def _is_tight(item: Sequence[Block]) -> bool:
    """Tell whether *item* needs no blank line in it: a paragraph, and perhaps a list that may begin right below one."""
    match item:
        case [] | [Paragraph()]:
            return True
        case [Paragraph(), ListBlock(start=None | 1, items=[[_, *_], *_])]:
            return True
    return False


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found['mark']}\\" if found["mark"].isdigit() else f"\\{found['mark']}"
