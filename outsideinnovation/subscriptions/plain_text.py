"""HTML as plain text that a person likes to read: wrapped lines, marked lists and quotations, links numbered below."""

import re
import textwrap
from dataclasses import dataclass, field
from html.parser import HTMLParser

WIDTH = 72  # characters of a line, as mail has it since RFC 3676's days
_HEADINGS = {"h1": "-", "h2": "-", "h3": "", "h4": "", "h5": "", "h6": ""}
_BLOCKS = frozenset({"p", "div", "section", "article", "header", "footer", "figure", "figcaption", "table", "tr", "dl"})
_BLOCKS_TOO = frozenset({"ul", "ol", "li", "dt", "dd", "blockquote", "pre", "hr", "address", "main", "aside", "nav"})
_UNSEEN = frozenset({"script", "style", "template", "head", "title", "svg", "iframe", "object", "noscript"})
_MARKS = {"em": "*", "i": "*", "strong": "*", "b": "*", "code": "`", "kbd": "`"}
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_LIST_INDENT = 4
_PREFIXES = {
    "blockquote": "> ",
    "pre": "    ",
    "dd": "    ",
    "li": "",
}  # what begins each line; an item's is its mark's width


@dataclass(frozen=True, slots=True)
class PlainText:
    """The words of a piece of HTML, and the addresses that its numbers in brackets stand for."""

    text: str
    links: tuple[str, ...]


def plain_text(html: str, *, width: int = WIDTH, first_link: int = 1) -> PlainText:
    """Return *html* as plain text, no line longer than *width* but addresses and code; links count from *first_link*."""
    writer = _PlainTextWriter(width, first_link)
    writer.feed(html)
    writer.close()
    return PlainText(writer.finished(), tuple(writer.links))


def wrapped(words: str, width: int) -> list[str]:
    """Return *words* in lines of at most *width* characters; longer words, as addresses are, stay whole."""
    lines: list[str] = []
    for line in words.split("\n"):
        text = _BLANKS.sub(" ", line).strip()
        lines += textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False) or [""]
    while lines and not lines[-1]:
        lines.pop()
    return lines


@dataclass(slots=True)
class _List:
    is_ordered: bool
    number: int
    items: int = 0


@dataclass(slots=True)
class _State:
    prefixes: list[str] = field(default_factory=list)  # what begins each line: quotation marks and indents
    lists: list[_List] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)  # of what has a prefix, or numbers its items
    bullet: str = ""


class _PlainTextWriter(HTMLParser):
    def __init__(self, width: int, first_link: int) -> None:
        super().__init__(convert_charrefs=True)
        self._width, self._first = width, first_link
        self._blocks: list[tuple[str, bool]] = []  # a block of lines, and whether an empty line comes before it
        self._state = _State()
        self._unseen = self._pre = 0
        self._href: str | None = None
        self._linked = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._state.words.append("\n")
        elif tag == "img":
            self._say(f"[Picture: {values['alt']}]" if values.get("alt") else "")
        elif tag == "a":
            self._href, self._linked = values.get("href"), len(self._state.words)
        elif tag in _MARKS and not self._pre:
            self._say(_MARKS[tag])
        elif tag in {"td", "th"}:
            self._say(" | " if "".join(self._state.words).strip() else "")
        elif tag in _HEADINGS or tag in _BLOCKS or tag in _BLOCKS_TOO:
            self._end_block()
            self._begin(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "a":
            self._end_link()
        elif tag in _MARKS and not self._pre:
            self._say(_MARKS[tag])
        elif tag in _HEADINGS:
            self._end_block(_HEADINGS[tag])
        elif tag in _BLOCKS or tag in _BLOCKS_TOO:
            self._end_block()
            self._end(tag)

    def handle_data(self, data: str) -> None:
        self._say(data)

    def finished(self) -> str:
        """Return the whole text."""
        self._end_block()
        lines = ""
        for text, has_gap in self._blocks:
            lines += ("\n\n" if has_gap else "\n") + text if lines else text
        return lines

    def _say(self, words: str) -> None:
        if words and not self._unseen:
            self._state.words.append(words if self._pre else _BLANKS.sub(" ", words))

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        state = self._state
        if tag in {"li", "dd", "dt"}:  # whose end may be left out in HTML
            self._end_open({"li"} if tag == "li" else {"dd"})
        if tag in _PREFIXES or tag in {"ul", "ol"}:
            state.opened.append(tag)
        if tag in {"ul", "ol"}:
            start = values.get("start", "1")
            state.lists.append(_List(tag == "ol", int(start) if start.isdigit() and start.isascii() else 1))
        elif tag == "li":
            self._begin_item()
        elif tag == "hr":
            self._blocks.append(("".join(state.prefixes) + "* * *", True))
        elif tag in _PREFIXES:
            self._pre += tag == "pre"
            state.prefixes.append(_PREFIXES[tag])

    def _begin_item(self) -> None:
        state = self._state
        bullet = "*"
        if state.lists:
            listed = state.lists[-1]
            bullet = f"{listed.number + listed.items}." if listed.is_ordered else "*"
            listed.items += 1
        state.bullet = f" {bullet:<{_LIST_INDENT - 2}} "
        state.prefixes.append(" " * len(state.bullet))

    def _end(self, tag: str) -> None:
        """End *tag*, and all that was opened in it and not ended."""
        opened = self._state.opened
        while tag in opened and self._close(opened.pop()) != tag:
            pass

    def _end_open(self, tags: set[str]) -> None:
        if self._state.opened and self._state.opened[-1] in tags:
            self._close(self._state.opened.pop())

    def _close(self, tag: str) -> str:
        if tag == "pre":
            self._pre -= 1
        if tag in {"ul", "ol"}:
            self._state.lists.pop()
        else:
            self._state.prefixes.pop()
        return tag

    def _end_link(self) -> None:
        href, words = self._href or "", "".join(self._state.words[self._linked :]).strip()
        self._href = None
        if not href.startswith(("http://", "https://", "mailto:")) or words in {href, href.partition(":")[2]}:
            return
        if href not in self.links:
            self.links.append(href)
        self._say(f" [{self._first + self.links.index(href)}]")

    def _end_block(self, underline: str = "") -> None:
        state = self._state
        words, state.words = "".join(state.words), []
        if not words.strip():
            return
        before = "".join(state.prefixes)
        first = before
        if state.bullet:
            first = "".join(state.prefixes[:-1]) + state.bullet
        lines = words.strip("\n").split("\n") if self._pre else wrapped(words, self._width - len(before))
        if underline:
            lines.append(underline * max(map(len, lines)))
        text = "\n".join((before if number else first) + line for number, line in enumerate(lines))
        is_tight = bool(state.bullet and state.lists) and state.lists[-1].items > 1 and self._follows_item()
        self._blocks.append((text.rstrip(), not is_tight))
        state.bullet = ""

    def _follows_item(self) -> bool:
        """Tell whether the block before is an item of a list too: those stand without an empty line between."""
        last = (self._blocks[-1][0] if self._blocks else "").split("\n")[0].lstrip("> ")
        return bool(re.match(r"(\*|\d+\.) ", last)) and last != "* * *"
