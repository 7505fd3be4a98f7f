"""What a Markdown text is made of: paragraphs, headings, flat lists, quotes, rules and fenced code.

They come out as Python-Markdown writes them with the extensions codehilite, extra and toc. Tables, definitions, notes,
attributes, nested lists, indented code, escapes, tags and characters that count as blanks are refused.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from unicodedata import normalize

from outsideinnovation.builder.fast_paths.markdown import spans
from outsideinnovation.builder.fast_paths.markdown.spans import BARE_NUMBER, DONE, UnknownError, refuse

Highlighter = Callable[[str, str | None], str]  # code and its language to HTML

_LINE_END = "\n"
_LOWEST = 6  # of the headings
_RULES = frozenset({"---", "***", "___", "* * *", "- - -"})
_BLANK_LINE = re.compile(r"\n +(?=\n)")
_FENCE = re.compile(  # what the fenced_code extension finds, but for attributes
    r"^(?P<fence>`{3,}|~{3,}) *\.?(?P<language>[\w#.+-]*) *\n(?P<code>.*?)(?<=\n)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
_PERHAPS_TAG = re.compile(r"<(?![ \n=\d-])")
_ITEM = re.compile(r"(?:^|\n) {0,3}(?:\d+\.|[*+-]) +")
_NESTED_ITEM = re.compile(r"\n {4,}(?:\d+\.|[*+-]) ")
_NO_PARAGRAPH = re.compile(r"[ \n#>:]|(?:\d+\.|[*+-]) |[-=*_ ]+(?:\n|\Z)")
_NO_PARAGRAPH_LINE = re.compile(r"\n *(?:[#>:]|[-=*_ ]+(?:\n|\Z))")
_TAG = re.compile(r"<[^>]*>")  # of those that are written here
_NUMBERED = re.compile(r"^(.*)_([0-9]+)$")


def even(text: str) -> str:
    """Return *text* with its line ends, tabs and blank lines as the library's first step makes them."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.expandtabs(4) + "\n\n"
    if " \n" in text:
        text = _BLANK_LINE.sub("\n", text)
    return text.strip("\n")


def html(text: str, highlighted: Highlighter) -> str:
    """Return *text*, evened, as HTML. Raises UnknownError."""
    codes: list[str] = []
    if "```" in text or "~~~" in text:
        text = _FENCE.sub(partial(_set_aside, codes, highlighted), text)
    _refuse_what_is_rare(text)
    page = _Page(iter(codes))
    for block in text.split("\n\n"):
        if lines := block.strip("\n"):
            page.add(lines)
    return page.html()


def _set_aside(codes: list[str], highlighted: Highlighter, found: re.Match[str]) -> str:
    codes.append(highlighted(found["code"], found["language"] or None))
    return f"\n{DONE}\n"


def _refuse_what_is_rare(text: str) -> None:
    """Refuse escapes, definitions, tags, fences that never end, and all characters that might count as blanks."""
    refuse(
        when="\\" in text
        or ("`" in text and "``" in text)
        or ("~" in text and "~~~" in text)
        or ("]" in text and ("]:" in text or "] :" in text or "[TOC]" in text))
        or ("<" in text and ("@" in text or _PERHAPS_TAG.search(text) is not None))
        or ("&" in text and BARE_NUMBER.search(text) is not None)
        or not text.replace(_LINE_END, "").replace(DONE, "").isprintable()
    )


class _Page:
    """The blocks of one text: those written, and the list or quote at the end, which the next block may continue."""

    def __init__(self, codes: Iterator[str]) -> None:
        self._codes = codes
        self._done: list[str] = []
        self._open = ""  # "ul", "ol" or "blockquote"
        self._parts: list[str] = []  # what is in it
        self._names: set[str] = set()

    def html(self) -> str:
        """Return all that was added."""
        self._close()
        return "\n".join(self._done).strip()

    def add(self, block: str) -> None:
        """Write *block*: lines without an empty one among them."""
        if "|" in block and "\n" in block:  # perhaps a table
            raise UnknownError
        while block.startswith("#"):
            self._close()
            block = self._add_heading(block)
        if block:
            self._add_lines(block)

    def _add_lines(self, block: str) -> None:
        first = block[0]
        if first == ">":
            self._add_quote(block)
        elif (first in "+-*" or first.isdecimal()) and block not in _RULES and _ITEM.match(block):
            self._add_list(block)
        else:
            self._close()
            self._add_other(block)

    def _add_other(self, block: str) -> None:
        if block == DONE:
            self._done.append(next(self._codes))
        elif block in _RULES:
            self._done.append("<hr>")
        else:
            self._done.append(f"<p>{_paragraph(block)}</p>")

    def _add_heading(self, block: str) -> str:
        """Write the heading in the first line of *block* and return the others."""
        line, _, rest = block.partition("\n")
        text = line.lstrip("#")
        level = len(line) - len(text)
        text = text.rstrip("#").strip()
        refuse(when=level > _LOWEST or not text or "#" in text)
        inside = spans.html(text)
        self._done.append(f'<h{level} id="{self._name(inside)}">{inside}</h{level}>')
        return rest

    def _add_quote(self, block: str) -> None:
        if self._open != "blockquote":
            self._close()
            self._open = "blockquote"
        inner = "\n".join([_unquoted(line) for line in block.split("\n")])
        refuse(when=inner.endswith("\n"))
        self._parts += [f"\n<p>{_paragraph(each.lstrip(_LINE_END))}</p>" for each in inner.split("\n\n")]

    def _add_list(self, block: str) -> None:
        refuse(when=_NESTED_ITEM.search(block) is not None)
        items = [_paragraph(item) for item in _ITEM.split(block)[1:]]
        if self._open in {"ul", "ol"}:  # an empty line between two items makes paragraphs of both
            items[0] = _loose(items[0])
            self._parts[-1] = _loose(self._parts[-1])
        else:
            self._close()
            self._open = "ol" if block[0].isdecimal() else "ul"
        self._parts += items

    def _close(self) -> None:
        if self._open:
            parts = self._parts if self._open == "blockquote" else [f"\n<li>{item}</li>" for item in self._parts]
            self._done.append(f"<{self._open}>{''.join(parts)}\n</{self._open}>")
            self._open, self._parts = "", []

    def _name(self, heading: str) -> str:
        """Return the id of *heading*, as ``slugify`` and ``unique`` of the toc extension make it."""
        name = unescape(" ".join(_TAG.sub("", heading).split()))
        name = normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
        name = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", name).strip().lower())
        if name in self._names or not name:
            numbered = _NUMBERED.match(name)
            base, count = (numbered[1], int(numbered[2]) + 1) if numbered else (name, 1)
            while f"{base}_{count}" in self._names:
                count += 1
            name = f"{base}_{count}"
        self._names.add(name)
        return name


def _paragraph(block: str) -> str:
    """Return the inside of *block*, which must be one paragraph to the library as well."""
    refuse(when=not block or _NO_PARAGRAPH.match(block) is not None)
    if "\n" in block:
        refuse(when=_NO_PARAGRAPH_LINE.search(block) is not None)
    return spans.html(block)


def _unquoted(line: str) -> str:
    if not line.startswith(">"):
        return line
    return "" if line.strip() == ">" else line[1:].removeprefix(" ")


def _loose(item: str) -> str:
    return item if item.startswith("\n") else f"\n<p>{item}</p>\n"
