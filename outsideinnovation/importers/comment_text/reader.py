"""Reads HTML, or words with some tags among them, as whoever looked at the page saw it."""

import re
from collections import Counter
from collections.abc import Iterable

from outsideinnovation.html_tokens import Token, TokenKind, tokens
from outsideinnovation.importers.comment_text import inline_code, web_addresses
from outsideinnovation.importers.comment_text.containers import Containers
from outsideinnovation.importers.comment_text.document import Block, CodeBlock, Run, Style, joined
from outsideinnovation.importers.comment_text.html_elements import (
    CELLS,
    CODE,
    EMBEDDED,
    HEADINGS,
    ITEM,
    LINES,
    LISTS,
    LOWERED,
    PARAGRAPHS,
    PREFORMATTED,
    QUOTE,
    RAISED,
    STRESSED,
    STRONG,
    STYLES,
    is_known,
)
from outsideinnovation.importers.movabletype.exported_text import unescape

_OWN_LINES = frozenset({"p", "br"})
_LINE_BREAK = re.compile(r"\r\n?")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")
_NO_CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))
_NUMBER = re.compile(r"\s*(\d{1,9})\s*", re.ASCII)
_BLANK_RUNS = 8
_HEADING = "heading"  # of whatever level: HTML lets each end each
_NO_ADDRESS = re.compile(r"\s*(?:data|javascript|blob|about|cid):", re.IGNORECASE)
_SMILEY = re.compile(r"emoji|smil", re.IGNORECASE)
_RAISED_DIGITS = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED_DIGITS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def read(text: str, *, lines: bool | None = None, bare: bool = True) -> tuple[Block, ...]:
    """Return what *text* says. *lines* tells whether its line ends are seen: by default not in HTML that has its own.

    Addresses that stand *bare* among the words become links.
    """
    found = list(tokens(_LINE_BREAK.sub("\n", text)))
    if lines is None:
        lines = not any(token.kind is TokenKind.START and token.name in _OWN_LINES for token in found)
    return _Reader(lines=lines, bare=bare).read(found)


class _Reader:
    """Goes through the tokens once, and knows what is open."""

    def __init__(self, *, lines: bool, bare: bool) -> None:
        self._lines, self._bare = lines, bare
        self._containers = Containers()
        self._styles: Counter[str] = Counter()
        self._blocks: Counter[str] = Counter()  # that are open; an end tag of others does nothing
        self._style = Style()
        self._runs: list[Run] = []
        self._code: list[str] | None = None  # of a block of code that is open
        self._pictures = 0  # in a link that has no words yet

    def read(self, found: Iterable[Token]) -> tuple[Block, ...]:
        for token in found:
            if token.kind is TokenKind.WORDS:
                self._words(token.source)
            elif token.kind is TokenKind.RAW:
                self._raw(token)
            elif token.kind is not TokenKind.HIDDEN and not is_known(token.name):
                self._words_as_typed(token.source)
            elif token.kind is TokenKind.START or token.name == "br":  # HTML reads </br> as a break
                self._start(token)
            elif token.kind is TokenKind.END:
                self._end(token.name)
        self._end_code_block()
        self._end_paragraph()
        return self._containers.finish()

    # --- words ---

    def _raw(self, token: Token) -> None:
        if token.name in {"textarea", "title"}:
            self._words(token.source)
        elif token.name == "xmp" and self._code is not None:
            self._code.append(token.source)

    def _words(self, text: str) -> None:
        text = unescape(text).replace("\xa0", " ").translate(_NO_CONTROL)
        if self._code is not None:
            self._code.append(text)
            return
        text = text if self._lines else _LINE_END.sub(" ", text)
        if self._style.code:
            self._put(text)
            return
        first, *more = _BLANK_LINE.split(self._as_power(text))
        self._prose(first)
        for part in more:
            self._end_paragraph()
            self._prose(part)

    def _words_as_typed(self, source: str) -> None:
        typed = unescape(source)
        self._put(typed) if self._code is None else self._code.append(typed)

    def _prose(self, text: str) -> None:
        if not self._bare or self._style.link:
            self._put(text)
            return
        end, style = 0, self._style
        for start, stop, leads in web_addresses.bare(text):
            self._put(text[end:start])
            self._runs.append(Run(text[start:stop], Style(leads, style.strong, style.emphasis)))
            end = stop
        self._put(text[end:])

    def _as_power(self, text: str) -> str:
        """Return the digits of a power as raised ones where a digit stands before, or 10⁶ would become 106."""
        table = _RAISED_DIGITS if self._styles[RAISED] else _LOWERED_DIGITS if self._styles[LOWERED] else None
        if not table or not self._runs or not self._runs[-1].words[-1:].isdigit():
            return text
        raised = text.strip().translate(table)
        return raised if raised and not re.search(r"[0-9A-Za-z]", raised) else text

    def _put(self, text: str) -> None:
        is_one_more_gap = text == " " and self._runs and self._runs[-1].words[-1:].isspace()
        if text and not is_one_more_gap:
            self._runs.append(Run(text, self._style))
            self._pictures = 0 if text.strip() else self._pictures

    # --- tags ---

    def _start(self, token: Token) -> None:
        name = token.name
        if self._code is not None:
            if name == "br":
                self._code.append("\n")
        elif name in STYLES:
            self._begin_style(name)
        elif name == "a":
            self._begin_link(token)
        elif name == "br":
            self._end_line()
        elif name in EMBEDDED:
            self._embed(token)
        else:
            self._begin_block(token)

    def _begin_block(self, token: Token) -> None:
        name = token.name
        if name in PREFORMATTED:
            self._end_paragraph()
            self._code = []
        elif name in LINES or name in CELLS or name in PARAGRAPHS:
            self._blocks[name] += 1
            self._stand_apart(name)
        elif name == QUOTE or name in LISTS:
            self._end_paragraph()
            self._containers.begin(name, _number(token, "start", 1) if name == "ol" else None)
        elif name == ITEM:
            self._end_paragraph()
            self._containers.begin_item(_number(token, "value", None))

    def _end_block(self, name: str) -> None:
        self._blocks[name] -= 1
        self._stand_apart(name)

    def _stand_apart(self, name: str) -> None:
        if name in PARAGRAPHS:
            self._end_paragraph()
        else:
            self._apart("\n" if name in LINES else " ")

    def _end(self, name: str) -> None:
        if name in PREFORMATTED:
            self._end_code_block()
        elif self._code is not None:
            return
        elif name in STYLES:
            self._end_style(name)
        elif name == "a":
            self._end_link()
        elif name == "p" or self._blocks[name]:
            self._end_block(name)
        elif self._containers.has(name):
            self._end_paragraph()
            self._containers.end(name)

    def _begin_style(self, name: str) -> None:
        if name in HEADINGS:
            self._end_paragraph()
            self._blocks[_HEADING] += 1
        self._styles[STYLES[name]] += 1
        self._restyle(self._style.link)

    def _end_style(self, name: str) -> None:
        if name in HEADINGS and self._blocks[_HEADING]:
            self._end_paragraph()
            self._blocks[_HEADING] -= 1
        elif name in HEADINGS or not self._styles[STYLES[name]]:
            return
        self._styles[STYLES[name]] -= 1
        self._restyle(self._style.link)

    def _begin_link(self, token: Token) -> None:
        self._end_link()
        self._restyle(web_addresses.link(token.attributes(unescape).get("href", "")))

    def _end_link(self) -> None:
        if self._pictures:
            self._put(self._style.link)
        self._restyle("")

    def _restyle(self, link: str) -> None:
        styles = self._styles
        self._style = Style(link, styles[STRONG] > 0, styles[STRESSED] > 0, styles[CODE] > 0)

    def _embed(self, token: Token) -> None:
        """Write a picture or a film as a link to it: by its description, or by its address where it has none."""
        attributes = token.attributes(unescape)
        source, described = attributes.get(EMBEDDED[token.name], ""), attributes.get("alt", "").strip()
        address = web_addresses.link(source)
        if self._style.link or _SMILEY.search(attributes.get("class", "")) or (described and not address):
            self._put(described)
            self._pictures += bool(self._style.link and not described)
        elif address:
            self._runs.append(Run(described or address, Style(address, self._style.strong, self._style.emphasis)))
        elif not _NO_ADDRESS.match(source):
            self._put(source)

    # --- lines, paragraphs and code ---

    def _end_line(self) -> None:
        if self._style.code:
            self._put("\n")
        elif self._last_words().endswith("\n"):
            self._end_paragraph()
        elif self._runs:
            self._runs.append(Run("\n", self._style))

    def _apart(self, gap: str) -> None:
        """Let what follows stand apart from what is there, in a cell or line of its own."""
        last = self._last_words()
        if last and not last.endswith("\n") and not (gap == " " and self._runs[-1].words[-1:].isspace()):
            self._runs.append(Run(gap, Style()))

    def _last_words(self) -> str:
        """Return the last words so far; a few runs of blanks behind a line end do not hide it."""
        for run in reversed(self._runs[-_BLANK_RUNS:]):
            if words := run.words.rstrip(" \t"):
                return words if words.endswith("\n") else run.words
        return self._runs[-1].words if self._runs else ""

    def _end_paragraph(self) -> None:
        runs, self._runs = self._runs, []
        for block in inline_code.blocks(joined(runs)):
            self._containers.add(block)

    def _end_code_block(self) -> None:
        if self._code is not None:
            text = inline_code.trimmed("".join(self._code))
            self._code = None
            if text.strip():
                self._containers.add(CodeBlock(text))


def _number(token: Token, attribute: str, otherwise: int | None) -> int | None:
    found = _NUMBER.fullmatch(token.attributes().get(attribute, ""))
    return int(found[1]) if found else otherwise
