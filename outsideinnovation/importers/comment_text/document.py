"""What a comment says, apart from how it is written: paragraphs, quotes, lists and code, of runs of words in one style."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import quote

_ASCII = "".join(set(map(chr, range(0x21, 0x7F))) - set("[]"))
_BLANKS_AT_END = re.compile(r"(?<![ \t])[ \t]+\n")
_FOREIGN_HOST = re.compile(r"https?://[^/?#]*(?:[^\x00-\x7f]|xn--)[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """How words are shown: where they lead to, and whether they are strong, stressed or code."""

    link: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; a line end in them is one that is seen."""

    words: str
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of words."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code, each space of which counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody else said."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; ``start`` is the number of the first item, None where they have no numbers."""

    start: int | None
    items: "tuple[tuple[Block, ...], ...]"


Block: TypeAlias = Paragraph | CodeBlock | Quotation | ListBlock
Shape: TypeAlias = tuple[object, ...]


def words(blocks: Iterable[Block]) -> list[str]:
    """Return every word of *blocks* in its order, as whoever reads them aloud would say it."""
    return " ".join(plain(blocks)).split()


def plain(blocks: Iterable[Block], *, numbered: bool = False) -> Iterator[str]:
    """Yield what each of *blocks* says, as plain text; where *numbered*, items have their numbers."""
    for block in blocks:
        match block:
            case Paragraph():
                yield "".join(run.words for run in block.runs)
            case CodeBlock():
                yield block.text
            case Quotation():
                yield from plain(block.blocks, numbered=numbered)
            case ListBlock():
                for at, item in enumerate(block.items):
                    number = "" if block.start is None or not numbered else f"{block.start + at}. "
                    yield number + "\n".join(plain(item, numbered=numbered))


def shape(blocks: Iterable[Block]) -> Shape:
    """Return what must be alike in two documents that say the same: all but what is strong or stressed."""
    return tuple(_block_shape(block) for block in blocks)


def paragraph(runs: Iterable[Run]) -> Paragraph | None:
    """Return *runs* as a paragraph, without blanks at its lines' ends and starts; None where no words are left."""
    stripped = _stripped(joined(runs))
    return Paragraph(tuple(stripped)) if any(run.words.strip() for run in stripped) else None


def joined(runs: Iterable[Run]) -> list[Run]:
    """Return *runs*, those of one style that stand side by side joined, those without words left out."""
    parts: list[tuple[Style, list[str]]] = []
    for run in runs:
        if parts and parts[-1][0] == run.style:
            parts[-1][1].append(run.words)
        elif run.words:
            parts.append((run.style, [run.words]))
    return [Run("".join(texts), style) for style, texts in parts]


def _block_shape(block: Block) -> Shape:
    match block:
        case Paragraph():
            plain = joined(Run(run.words, replace(run.style, strong=False, emphasis=False)) for run in block.runs)
            return "paragraph", *((_folded(run.words), _comparable(run.style.link), run.style.code) for run in plain)
        case CodeBlock():
            return "code", *(line.rstrip() for line in block.text.split("\n"))
        case Quotation():
            return "quotation", *shape(block.blocks)
        case ListBlock():
            return "list", block.start, *(shape(item) for item in block.items)


def _comparable(link: str) -> str:
    """Return *link* as parsers of Markdown write it: other letters than ASCII percent-encoded, or as IDNA in a host."""
    foreign = _FOREIGN_HOST.match(link)
    return quote(link[foreign.end() :] if foreign else link, safe=_ASCII)


def _folded(text: str) -> str:
    """Return *text* with each run of blanks one space; whether it begins or ends with one does not matter."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def _stripped(runs: Sequence[Run]) -> list[Run]:
    """Return *runs* without blanks before and after line ends, and at both ends of the whole; code keeps its own."""
    forward: list[Run] = []
    for run in runs:
        words = run.words
        if not run.style.code:
            words = re.sub(r"\n[ \t]+", "\n", words.lstrip() if not forward else words)
            words = words.lstrip(" \t") if forward and forward[-1].words.endswith("\n") else words
        if words:
            forward.append(Run(words, run.style))
    found: list[Run] = []
    for run in reversed(forward):
        words = run.words
        if not run.style.code:
            words = _BLANKS_AT_END.sub("\n", words if found else words.rstrip())
            words = words.rstrip(" \t") if found and found[-1].words.startswith("\n") else words
        if words:
            found.append(Run(words, run.style))
    return found[::-1]
