"""Markdown to HTML, byte for byte as Python-Markdown makes it, but what most posts are made of at once.

Python-Markdown builds a tree and searches each text for each mark, which takes more time than all the rest of a build.
Here paragraphs, headings, flat lists, quotes, fenced code and simple spans are written directly, and HTML that an
importer wrapped is passed through. Whatever else a text holds, the library itself converts that whole text.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import unescape
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    from markdown import Markdown as Library

# What the short way was proven for, by tests/publishing/test_publishing_markdown.py; all else takes the library's.
VERSIONS = frozenset({"3.11.3"})
OPTIONS: dict[str, Any] = {
    "extensions": ["markdown.extensions.codehilite", "markdown.extensions.extra", "markdown.extensions.toc"],
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
        "markdown.extensions.extra": {},
        "markdown.extensions.toc": {"permalink": False},
    },
    "output_format": "html5",
}
LINE_END = "\n"
MORE = "\n\n<!-- more -->\n\n"  # between the two parts of an imported post

# Characters that the library puts into no text, and takes out of every text, stand for what is done already.
_DONE, _BREAK = "\x02", "\x03"
_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}) *\.?(?P<language>[\w#.+-]*) *\n(?P<code>.*?)(?<=\n)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
_TAG_LIKE = re.compile(r"<(?![ \n=\d-])")
_BARE_NUMBER = re.compile(r"&#(?!(?:[0-9]+|[xX][0-9a-fA-F]+);)")  # the library adds the missing semicolon, at times
_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)  # its RE_AMP

_ITEM = re.compile(r"(?:^|\n) {0,3}(?:\d+\.|[*+-]) +")
_NESTED_ITEM = re.compile(r"\n {4,}(?:\d+\.|[*+-]) ")
_NO_PARAGRAPH = re.compile(r"[ \n#>:]|(?:\d+\.|[*+-]) |[-=*_ ]+(?:\n|\Z)")
_NO_PARAGRAPH_LINE = re.compile(r"\n *(?:[#>:]|[-=*_ ]+(?:\n|\Z))")
_RULES = frozenset({"---", "***", "___", "* * *", "- - -"})

_SPAN = re.compile(
    r"""`(?P<code>[^`]+)`|(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<address>[^\s()<>\[\]"'`]+)\)"""  # of code, or a link
)
_EMPHASIS = re.compile(
    r"(?<!\*)(?P<stars>\*\*?)(?![\s*])(?P<starred>[^*]*[^\s*])(?P=stars)(?!\*)"
    r"|(?<!\w)(?P<lines>__?)(?![\s_])(?P<lined>[^_]*[^\s_])(?P=lines)(?!\w)"
)
_UNPAIRED = re.compile(
    r"(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)"
)  # alone between blanks, or inside a word, both mean nothing

_TAG = re.compile(r"<[^>]*>")  # of our own making
_NUMBERED = re.compile(r"^(.*)_([0-9]+)$")

_WRAPPER = re.compile(r'<(div|section|article|aside|main|header|footer|nav)(?: class="[\w -]*")?>')
_ATTRIBUTES = r"""(?:[ \n]+[A-Za-z][\w:.-]*(?:="[^"<>]*"|='[^'<>]*'|=[^\s"'<>=`]+)?)*[ \n]*/?>"""
_HTML = re.compile(  # what the library's parser takes for a tag or a comment in every version of Python, and no more
    rf"<(?!(?:script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext)\b)[A-Za-z][A-Za-z0-9:]*{_ATTRIBUTES}"
    rf"|</[A-Za-z][A-Za-z0-9:]*>|<iframe\b{_ATTRIBUTES}</iframe>|<!--[^<>]*-->",
    re.IGNORECASE | re.ASCII,
)


class Markdown:
    """Converts Markdown with Pelican's setting MARKDOWN, whose ``extension_configs`` name extensions as well.

    Front matter is not looked for, so the extension that reads it is left out.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        named = [*options.get("extensions", []), *options.get("extension_configs", {})]
        extensions = [name for name in dict.fromkeys(named) if name != "markdown.extensions.meta"]
        self._options = {**options, "extensions": extensions}
        self._is_proven = self._options == OPTIONS and version("markdown") in VERSIONS
        self._library: Library | None = None

    def convert(self, text: str) -> str:
        """Return *text* as HTML, the same bytes as the library's ``Markdown(**options).convert``."""
        converted = at_once(text) if self._is_proven else None
        return self._by_the_library(text) if converted is None else converted

    def _by_the_library(self, text: str) -> str:
        if self._library is None:
            from markdown import Markdown as Library  # noqa: PLC0415 - takes 80 ms, and many builds never need it

            self._library = Library(**self._options)
        return str(self._library.reset().convert(text))


def at_once(text: str) -> str | None:
    """Return *text* as HTML as the library makes it with OPTIONS, or None where only the library knows."""
    if _DONE in text or _BREAK in text:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        text = text.expandtabs(4)
    text += "\n\n"
    if "\n " in text:
        text = re.sub(r"(?<=\n) +\n", "\n", text)
    text = text.strip("\n")
    try:
        return _imported(text) if text.startswith("<") else _written(text)
    except _UnknownError:
        return None


class _UnknownError(Exception):
    """Something in a text is not known to come out as it does with the library."""


def _refuse(*, when: bool) -> None:
    if when:
        raise _UnknownError


# --- HTML that an importer wrapped -----------------------------------------------------------------------------------
def _imported(text: str) -> str:
    parts = text.split(MORE)
    for part in parts:
        wrapper = _WRAPPER.match(part)
        if not wrapper or not _is_left_alone(part, wrapper[1]):
            raise _UnknownError
    return text


def _is_left_alone(part: str, wrapper: str) -> bool:
    """Tell whether *part* is one element named *wrapper*, of nothing but text and plain tags."""
    lower = part.lower()
    return (
        part.endswith(f"</{wrapper}>")
        and lower.count(f"<{wrapper}") == lower.count(f"</{wrapper}") == 1
        and "\n```" not in part
        and "\n~~~" not in part
        and "markdown" not in lower  # an attribute that asks for Markdown inside
        and "<" not in _HTML.sub("", part)
        and not _BARE_NUMBER.search(part)
    )


# --- blocks ----------------------------------------------------------------------------------------------------------
def _written(text: str) -> str:
    codes: list[str] = []
    if "```" in text or "~~~" in text:
        text = _FENCE.sub(_keeper(codes), text)
    _refuse_what_is_rare(text)
    page = _Page(iter(codes))
    for block in text.split("\n\n"):
        if block := block.strip("\n"):
            page.add(block)
    return page.html()


def _keeper(codes: list[str]) -> Callable[[re.Match[str]], str]:
    def keep(found: re.Match[str]) -> str:
        codes.append(_highlighted(found["code"], found["language"] or None))
        return f"\n{_DONE}\n"

    return keep


def _highlighted(code: str, language: str | None) -> str:
    from markdown.extensions.codehilite import CodeHilite  # noqa: PLC0415 - as above

    options = {"guess_lang": False, "pygments_formatter": _formatter, **_FORMAT}
    return str(CodeHilite(code, lang=language, **options).hilite(shebang=False))


_FORMAT: dict[str, Any] = {"linenums": None, "css_class": "highlight", "style": "default", "noclasses": False}


@cache
def _formatter(**options: Any) -> Any:
    from pygments.formatters import HtmlFormatter

    del options["lang_str"]
    return HtmlFormatter(**options)


def _refuse_what_is_rare(text: str) -> None:
    """Refuse escapes, definitions, tags, and all characters that might count as blanks."""
    _refuse(when="\\" in text or "]:" in text or "] :" in text or "[TOC]" in text or "``" in text or "~~~" in text)
    _refuse(when="<" in text and ("@" in text or _TAG_LIKE.search(text) is not None))
    _refuse(when="&#" in text and _BARE_NUMBER.search(text) is not None)
    _refuse(when=not text.replace("\n", "").replace(_DONE, "").isprintable())


class _Page:
    """The blocks of one text: those written, and the list or quote at the end that the next may continue."""

    def __init__(self, codes: Iterator[str]) -> None:
        self._codes = codes
        self._done: list[str] = []
        self._open = ""  # "ul", "ol" or "blockquote"
        self._parts: list[str] = []  # what is in it
        self._names: set[str] = set()

    def html(self) -> str:
        """Return all that was added, as HTML."""
        self._close()
        return "\n".join(self._done).strip()

    def add(self, block: str) -> None:
        """Write *block*, lines without an empty one among them."""
        first = block[0]
        if "|" in block and "\n" in block:  # perhaps a table
            raise _UnknownError
        if first == ">":
            self._add_quote(block)
        elif first in "+-*" or first.isdecimal():
            self._add_list_or_other(block)
        else:
            self._add_other(block)

    def _add_other(self, block: str) -> None:
        self._close()
        first = block[0]
        if first == "#":
            self._add_heading(block)
        elif block == _DONE:
            self._done.append(next(self._codes))
        elif block in _RULES:
            self._done.append("<hr>")
        else:
            self._done.append(f"<p>{_paragraph(block)}</p>")

    def _add_heading(self, block: str) -> None:
        line, _, rest = block.partition("\n")
        text = line.lstrip("#")
        level = len(line) - len(text)
        text = text.rstrip("#").strip()
        _refuse(when=level > 6 or not text or "#" in text)  # noqa: PLR2004 - h6 is HTML's lowest
        html = _spans(text)
        self._done.append(f'<h{level} id="{self._name(html)}">{html}</h{level}>')
        if rest:
            self.add(rest)

    def _add_quote(self, block: str) -> None:
        if self._open != "blockquote":
            self._close()
            self._open = "blockquote"
        inner = "\n".join([_unquoted(line) for line in block.split("\n")])
        _refuse(when=inner.endswith("\n"))
        self._parts += [f"\n<p>{_paragraph(each.lstrip(LINE_END))}</p>" for each in inner.split("\n\n")]

    def _add_list_or_other(self, block: str) -> None:
        items = _ITEM.split(block)
        if items[0] or block in _RULES:
            self._add_other(block)
            return
        _refuse(when=_NESTED_ITEM.search(block) is not None)
        texts = [_paragraph(item) for item in items[1:]]
        if self._open in {"ul", "ol"}:  # an empty line between two items makes paragraphs of both
            texts[0] = _loose(texts[0])
            self._parts[-1] = _loose(self._parts[-1])
        else:
            self._close()
            self._open = "ol" if block[0].isdecimal() else "ul"
        self._parts += texts

    def _close(self) -> None:
        if not self._open:
            return
        inside = (
            "".join(self._parts)
            if self._open == "blockquote"
            else "".join(f"\n<li>{each}</li>" for each in self._parts)
        )
        self._done.append(f"<{self._open}>{inside}\n</{self._open}>")
        self._open, self._parts = "", []

    def _name(self, html: str) -> str:
        """Return the id of a heading, as ``slugify`` and ``unique`` of the library's toc extension make it."""
        name = unescape(" ".join(_TAG.sub("", html).split()))
        name = normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
        name = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", name).strip().lower())
        if name in self._names or not name:
            found = _NUMBERED.match(name)
            base, count = (found[1], int(found[2]) + 1) if found else (name, 1)
            while f"{base}_{count}" in self._names:
                count += 1
            name = f"{base}_{count}"
        self._names.add(name)
        return name


def _unquoted(line: str) -> str:
    if not line.startswith(">"):
        return line
    return "" if line.strip() == ">" else line[1:].removeprefix(" ")


def _loose(item: str) -> str:
    return item if item.startswith("\n") else f"\n<p>{item}</p>\n"


# --- inside a block --------------------------------------------------------------------------------------------------
def _paragraph(block: str) -> str:
    """Write the text of *block*, which must be one paragraph to the library as well."""
    if not block or not block[0].isalpha():
        _refuse(when=not block or _NO_PARAGRAPH.match(block) is not None)
    if "\n" in block:
        _refuse(when=_NO_PARAGRAPH_LINE.search(block) is not None)
    return _spans(block)


def _spans(text: str) -> str:
    """Write code, links, images, line breaks and emphasis, in the library's order of precedence."""
    kept: list[str] = []
    if "`" in text or "[" in text:
        text = _SPAN.sub(lambda found: kept.append(_span(found)) or _DONE, text)  # type: ignore[func-returns-value]
        _refuse(when="`" in text or "](" in text or "![" in text)
    if "{" in text:  # perhaps a list of attributes
        raise _UnknownError
    text = _escaped(text)
    if "  \n" in text:
        text = text.replace("  \n", _BREAK)
        _refuse(when=f"{_BREAK} " in text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(_emphasis, text)
        _refuse(when=_UNPAIRED.search(text) is not None)
    if _BREAK in text:
        text = text.replace(_BREAK, "<br>\n")
    if kept:
        head, *pieces = text.split(_DONE)
        text = head + "".join(span + piece for span, piece in zip(kept, pieces, strict=True))
    return text


def _span(found: re.Match[str]) -> str:
    code, address, text = found["code"], found["address"], found["text"]
    if code is not None:
        code = code.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"<code>{code}</code>"
    address = _escaped(address)
    if found["image"]:
        _refuse(when="`" in text)
        return f'<img alt="{_escaped(text).replace(chr(34), "&quot;")}" src="{address}">'
    return f'<a href="{address}">{_spans(text)}</a>'


def _emphasis(found: re.Match[str]) -> str:
    mark, text = found["stars"] or found["lines"], found["starred"] or found["lined"]
    tag = "em" if len(mark) == 1 else "strong"
    return f"<{tag}>{text}</{tag}>"


def _escaped(text: str) -> str:
    """Escape *text* as the library's serializer does: entities stay, quotes stay."""
    if "&" in text:
        text = _AMPERSAND.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text
