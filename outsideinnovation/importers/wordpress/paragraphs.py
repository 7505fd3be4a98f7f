"""Classic posts have no ``<p>``: blank lines part paragraphs, single line ends are ``<br>``, as WordPress' ``wpautop`` has it.

Where that function leaves tags that do not match (text and blank lines inside a ``<div>``), these do.
"""

import re
from collections import Counter

from outsideinnovation.html_tokens import CODE, Token, TokenKind, tokens
from outsideinnovation.importers.wordpress.markup import VERBATIM

# The elements before and after which a paragraph ends, as in wp-includes/formatting.php.
BLOCKS = frozenset(
    {"table", "thead", "tfoot", "caption", "col", "colgroup", "tbody", "tr", "td", "th", "div", "dl", "dd", "dt", "ul", "ol",
     "li", "pre", "form", "map", "area", "blockquote", "address", "style", "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
     "fieldset", "legend", "section", "article", "aside", "hgroup", "header", "footer", "nav", "figure", "figcaption",
     "details", "menu", "summary", "main", "center"}
)  # fmt: skip
_VOID = frozenset({"hr", "col", "area"})
_NO_WORDS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup", "ul", "ol", "dl", "menu", "map"})
_NO_PARAGRAPHS = _NO_WORDS | {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figcaption",
    "caption",
    "summary",
    "legend",
    "dt",
}
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_DOUBLE_BREAK = re.compile(r"<br[ \t]*/?>\s*<br[ \t]*/?>", re.IGNORECASE)
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")
_AFTER_BREAK = re.compile(r"(<br[ \t]*/?>)[ \t]*\n[ \t]*", re.IGNORECASE)
_HELD = "\x03"  # a line end that stays one; no text has it, since control characters are dropped


def with_paragraphs(text: str) -> str:
    """Return *text*, HTML as classic posts hold it, with paragraphs and line breaks; ``<pre>`` keeps its blank lines."""
    writer = _Writer()
    for token in tokens(_DOUBLE_BREAK.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n"))):
        writer.take(token)
    return writer.ended()


class _Writer:
    """Gathers words and inline tags until a block begins or ends, and writes them as paragraphs then."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._run: list[str] = []
        self._open: list[str] = []
        self._opened = Counter[str]()  # how often each is in that
        self._verbatim = ""

    def take(self, token: Token) -> None:
        """Take one token after the other."""
        if self._verbatim:
            self._kept(token)
        elif token.kind is TokenKind.START and token.name in VERBATIM:
            if token.name in BLOCKS or token.name in CODE:
                self._flush(begins=True)
            self._verbatim = token.name
            self._run.append(token.source.replace("\n", _HELD))
        elif token.kind in {TokenKind.START, TokenKind.END} and token.name in BLOCKS:
            self._block(token)
        else:
            is_words = token.kind is TokenKind.WORDS
            self._run.append(token.source if is_words else token.source.replace("\n", _HELD))

    def ended(self) -> str:
        """Return all that was taken."""
        self._flush(begins=False)
        return "".join(self._written).replace(_HELD, "\n").strip("\n")

    def _kept(self, token: Token) -> None:
        self._run.append(token.source.replace("\n", _HELD))
        if token.kind is TokenKind.END and token.name == self._verbatim:
            if self._verbatim in BLOCKS or self._verbatim in CODE:
                self._written += ("".join(self._run), "\n")
                self._run.clear()
            self._verbatim = ""

    def _block(self, token: Token) -> None:
        is_start = token.kind is TokenKind.START
        self._flush(begins=is_start)
        if is_start:
            if self._open and self._open[-1] == "p":
                self._close()
            if token.name not in _VOID:
                self._open.append(token.name)
                self._opened[token.name] += 1
        elif self._opened[token.name]:
            while self._close() != token.name:
                pass
        self._written.append(token.source)
        if not is_start or token.name in _VOID or token.name in _NO_WORDS or token.name == "blockquote":
            self._written.append("\n")

    def _close(self) -> str:
        name = self._open.pop()
        self._opened[name] -= 1
        return name

    def _flush(self, *, begins: bool) -> None:
        """Write the words since the last block; *begins* says that another block begins after them."""
        text = "".join(self._run)
        self._run.clear()
        if not text.strip():
            return
        inside = self._open[-1] if self._open else ""
        parts = [part for part in _BLANK_LINES.split(text) if part.strip()]
        is_parted = len(parts) > 1 or bool(_BLANK_LINES.search(text))
        if inside in _NO_PARAGRAPHS:
            self._written.append(
                "\n".join(map(_lines, parts)) if inside in _NO_WORDS else "<br>\n<br>\n".join(map(_lines, parts))
            )
        elif inside in {"", "blockquote"} or is_parted or (begins and inside in {"div", "section", "article"}):
            self._written += (f"<p>{_lines(part)}</p>\n" if _shows(part) else f"{part.strip()}\n" for part in parts)
        else:
            self._written.append(_lines(text))


def _lines(text: str) -> str:
    """Return *text* with each of its line ends as a break."""
    return _LINE_END.sub(f"<br>{_HELD}", _AFTER_BREAK.sub(rf"\1{_HELD}", text.strip()))


def _shows(part: str) -> bool:
    """Tell whether *part* is more than comments and scripts."""
    return any(token.kind is not TokenKind.HIDDEN for token in tokens(part) if token.source.strip())
