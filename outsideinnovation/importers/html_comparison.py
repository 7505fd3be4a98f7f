"""Whether two pieces of HTML say the same: word by word, cell by cell, with the same numbers, links and pictures.

Classes, colours and boxes are no words, and whether a list's items stand in paragraphs is not heard; all else counts.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from outsideinnovation.html_tokens import CODE, Token, TokenKind, tokens

Piece: TypeAlias = tuple[object, ...]

_SAME = {
    "b": "strong",
    "i": "em",
    "tt": "code",
    "kbd": "code",
    "samp": "code",
    "strike": "s",
    "acronym": "abbr",
    "menu": "ul",
    "dir": "ul",
}
_STYLES = frozenset(
    {"strong", "em", "code", "sup", "sub", "s", "del", "ins", "u", "mark", "q", "abbr", "cite", "dfn", "var"}
)
_BREAKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "center", "figure", "figcaption"}
)  # fmt: skip
_OPENED = frozenset({"li", "tr", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "caption"})
_CLOSED = frozenset({"ul", "ol", "dl", "table", "blockquote"})
_UNHEARD = frozenset(
    {"span", "font", "small", "big", "tbody", "thead", "tfoot", "colgroup", "col", "nobr", "wbr", "html", "body", "bdo"}
)  # fmt: skip
_COUNTING = {  # what of an element is more than looks
    "img": ("src", "alt", "title"), "ol": ("start", "type", "reversed"), "li": ("value",), "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}  # fmt: skip
_MORE = ("src", "data", "href", "value", "name", "type", "title")  # of an element that is none of these
_ONCE = {"start": "1", "colspan": "1", "rowspan": "1", "type": "1"}  # values that say nothing
_OFFICE = re.compile(r"[a-z]\w*:")
_BREAK: Piece = ("break",)
_GAP: Piece = ("gap",)
_LINE: Piece = ("line",)
_TARGET = re.compile(r"""href\s*=\s*["']?#([^"'\s>]+)""", re.IGNORECASE)


def says_the_same(one: str, other: str) -> bool:
    """Tell whether somebody who reads *one* aloud, with its structure, reads *other* too."""
    targets = frozenset(_TARGET.findall(one))
    return _told(one, targets) == _told(other, targets)


def _told(markup: str, targets: frozenset[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for each in _without_echoes(_Reading(targets).read(tokens(markup))):
        if pieces and each[0] == pieces[-1][0] == "word" and each[2] == pieces[-1][2]:
            pieces[-1] = ("word", f"{pieces[-1][1]}{each[1]}", each[2])  # a tag that says nothing stood between
        else:
            pieces.append(each)
    return pieces


class _Reading:
    def __init__(self, targets: frozenset[str]) -> None:
        self._targets = targets
        self._styles: Counter[str] = Counter()
        self._link = self._title = ""
        self._style: Piece = ("", "")
        self._open: Counter[str] = Counter()
        self._code: list[str] | None = None  # of the ``<pre>`` that is open

    def read(self, found: Iterable[Token]) -> Iterator[Piece]:
        for token in found:
            if token.kind is TokenKind.WORDS:
                yield from self._words(html.unescape(token.source))
            elif token.kind is TokenKind.RAW:
                yield ("raw", token.name, token.source if token.name in CODE else html.unescape(token.source).strip())
            elif token.kind is TokenKind.START:
                yield from self._start(token, _SAME.get(token.name, token.name))
            elif token.kind is TokenKind.END:
                yield from self._end(_SAME.get(token.name, token.name))
        yield from self._end_of_code()

    def _words(self, text: str) -> Iterator[Piece]:
        if self._code is not None:
            self._code.append(text)
            return
        if text[:1].isspace():
            yield _GAP
        for number, word in enumerate(text.split()):
            if number:
                yield _GAP
            yield ("word", word, self._style)
        if text[-1:].isspace():
            yield _GAP

    def _start(self, token: Token, name: str) -> Iterator[Piece]:
        if self._code is not None and name not in {"code", "span"}:
            self._code.append("\n" if name == "br" else f"\0{name}")  # what no Markdown says of code
        elif name == "pre":
            self._code = []
        elif name in _STYLES:
            self._styles[name] += 1
            self._restyle()
            yield from self._titled(token, name)
        elif name == "a":
            attributes = token.attributes()
            self._link, self._title = attributes.get("href", "").strip(), attributes.get("title", "")
            self._restyle()
            yield from self._target(attributes.get("name") or attributes.get("id") or "")
        elif name == "br":
            yield _LINE
        elif name in _BREAKS:
            yield _BREAK
        elif name not in _UNHEARD and not _OFFICE.match(name):
            self._open[name] += 1
            yield ("mark", name, *self._counting(token, name), self._style if name == "img" else ())
        if name != "a" and self._targets:
            yield from self._target(token.attributes().get("id", ""))

    def _end(self, name: str) -> Iterator[Piece]:
        if name == "pre":
            yield from self._end_of_code()
        elif name in _STYLES and self._styles[name]:
            self._styles[name] -= 1
            self._restyle()
        elif name == "a":
            self._link = self._title = ""
            self._restyle()
        elif name in _BREAKS or (name in _OPENED and self._open[name]):
            yield _BREAK
        elif name in _CLOSED and self._open[name]:
            self._open[name] -= 1
            yield ("end", name)

    def _end_of_code(self) -> Iterator[Piece]:
        if self._code is not None:
            code = "\n".join(line.rstrip() for line in "".join(self._code).split("\n")).strip("\n")
            self._code = None
            if code:
                yield ("mark", "pre", code)

    def _restyle(self) -> None:
        self._style = (self._link, self._title, *sorted(name for name, number in self._styles.items() if number))

    def _titled(self, token: Token, name: str) -> Iterator[Piece]:
        if name == "abbr" and (title := token.attributes().get("title")):
            yield ("title", title)

    def _target(self, name: str) -> Iterator[Piece]:
        if name in self._targets:
            yield ("target", name)

    def _counting(self, token: Token, name: str) -> Iterator[Piece]:
        wanted = _COUNTING.get(name) or (() if name in _OPENED | _CLOSED else _MORE)
        attributes = token.attributes() if wanted and token.attribute_text else {}
        for each in wanted:
            value = attributes.get(each, "").strip()
            if value and value != _ONCE.get(each):
                yield (each, value)


def _without_echoes(told: Iterable[Piece]) -> Iterator[Piece]:
    """Yield what is told without gaps and breaks that no one sees: beside each other, and beside a mark."""
    before: Piece = _BREAK  # as at a mark: nothing stands before
    waiting: Piece | None = None
    for each in told:
        if each in {_GAP, _LINE, _BREAK}:
            waiting = _stronger(waiting, each)
            continue
        is_mark = each[0] in {"mark", "end"} and each[1] != "img"
        if waiting and not is_mark and before is not _BREAK:
            yield waiting
        yield each
        waiting, before = None, _BREAK if is_mark else each


def _stronger(one: Piece | None, other: Piece) -> Piece:
    if one is None or one is _GAP:
        return other
    return _BREAK if other is not _GAP or one is _BREAK else one
