"""A comment's words as the small Markdown comments are kept in: links, emphasis, quotes stay; words show as typed."""

import html
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from outsideinnovation.importers import privacy
from outsideinnovation.importers.movabletype.exported_text import unescape

WEBSITE_LENGTH = 200
DEPTH = 8  # elements inside each other; deeper ones keep their words only
# A comment longer or fuller of marks than this is shown as plain text, not as Markdown: escapes would show.
MARKDOWN_LENGTH = 16_000
MARKDOWN_MARKS = 3_900
MARKDOWN_BRACKETS = 390

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?P<attributes>(?:\s[^<>]{0,4000})?)/?>")
_DROPPED = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"\\`\x01-\x1f]+[^\s<>\"\\`.,;:!?)'\]*_\x01-\x1f]")
_MARK = re.compile(r"[\\`*\[\]<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w{1,32};)")
_LINE_START = re.compile(
    r"^[ \t]*(?P<mark>[-+](?=[ \t]|$|-)|#{1,6}(?=[ \t]|$)|>|=+(?=[ \t]*$)|~(?=~~)|\d{1,9}(?=[.)](?:[ \t]|$)))",
    re.MULTILINE,
)
_COUNTED = re.compile(r"[\[\]*_`<>\\&]")

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}
_PARAGRAPHS = frozenset({"p", "div", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
_KNOWN = _PARAGRAPHS | _EMPHASIS.keys() | frozenset(
    {"a", "br", "blockquote", "li", "span", "font", "u", "s", "strike", "del", "ins", "code", "tt", "kbd", "small",
     "big", "sub", "sup", "img", "hr", "tr", "td", "th", "tbody", "thead", "center", "abbr", "acronym", "q", "dl", "dt",
     "dd", "o", "st1"}
)  # fmt: skip
_QUOTE, _ITEM = "\x01", "\x02"  # our own ``>`` and ``-`` at a line's start, until typed ones are escaped


def markdown(text: str) -> str:
    """Return a comment's *text*, HTML or plain with line breaks, as Markdown; empty where it has no words."""
    text = _DROPPED.sub("", text)
    written = _tidy(_Writer().write(text).replace(_QUOTE, ">").replace(_ITEM, "-"))
    if not _is_too_much(written):
        return privacy.in_prose(written)
    return privacy.in_plain(_tidy(unescape(_TAG.sub(_plain_tag, text))))


def website(url: str) -> str | None:
    """Return a commenter's address as an http or https one; None where it is none, or names a person or a machine."""
    url = unescape(url).strip()
    if not url:
        return None
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return None
    whole = parts.geturl()
    is_public = parts.scheme in {"http", "https"} and "." in host and not _is_machine(host) and "@" not in parts.netloc
    if not is_public or len(whole) > WEBSITE_LENGTH or re.search(r"[\s<>\"\\]", whole) or privacy.has_address(whole):
        return None
    return whole


@dataclass(slots=True)
class _Frame:
    """An element that is open: what it is, where it leads, and what was written inside."""

    name: str
    url: str = ""
    parts: list[str] = field(default_factory=list)


class _Writer:
    """Writes Markdown while it reads the text once, from left to right."""

    def __init__(self) -> None:
        self._frames = [_Frame("")]
        self._lines_count = True  # a line end in the text is one; not in HTML that has its own

    def write(self, text: str) -> str:
        self._lines_count = re.search(r"<(?:p|br)\b[^<>]*>", text, re.IGNORECASE) is None
        end = 0
        for tag in _TAG.finditer(text):
            self._words(text[end : tag.start()])
            self._tag(tag)
            end = tag.end()
        self._words(text[end:])
        while len(self._frames) > 1:
            self._close(self._frames[-1].name)
        return _escape_line_starts("".join(self._frames[0].parts))

    def _words(self, text: str) -> None:
        text = unescape(text).replace("\xa0", " ").translate(_NO_CONTROL)
        if not self._lines_count:
            text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
        linked = any(frame.name == "a" for frame in self._frames)
        self._put(_escape(text) if linked else _with_links(text))

    def _tag(self, tag: re.Match[str]) -> None:
        name, closes = tag["name"].lower(), bool(tag["close"])
        if name not in _KNOWN:
            self._words_as_typed(tag[0])
        elif name in {"br", "hr", "tr"}:
            self._put("\n")
        elif name == "li":
            self._put("" if closes else f"\n{_ITEM} ")
        elif name in _PARAGRAPHS:
            self._put("\n\n")
        elif name in _EMPHASIS or name in {"a", "blockquote"}:
            if closes:
                self._close(name)
            elif len(self._frames) <= DEPTH:
                self._frames.append(_Frame(name, _href(tag["attributes"]) if name == "a" else ""))

    def _words_as_typed(self, text: str) -> None:
        self._put(_escape(unescape(text)))

    def _close(self, name: str) -> None:
        if all(frame.name != name for frame in self._frames[1:]):
            return
        while True:
            frame = self._frames.pop()
            self._put(self._finished(frame, closed=frame.name == name))
            if frame.name == name:
                return

    def _finished(self, frame: _Frame, *, closed: bool) -> str:
        inner = "".join(frame.parts)
        if frame.name == "blockquote":
            lines = _escape_line_starts(_tidy(inner)).split("\n")
            return "\n\n" + "\n".join(f"{_QUOTE} {line}".rstrip() for line in lines) + "\n\n"
        words = inner.strip()
        if not closed or not words or "\n" in words:
            return inner
        before, after = inner[: inner.index(words[0])], inner[len(inner.rstrip()) :]
        if frame.name == "a":
            if not frame.url or any(other.name == "a" for other in self._frames) or re.search(r"\]\(<", words):
                return inner
            return f"{before}[{words}](<{frame.url}>){after}"
        mark = _EMPHASIS[frame.name]
        is_sure = words[0].isalnum() and words[-1].isalnum() and not self._written().endswith("*")
        return f"{before}{mark}{words}{mark}{after}" if is_sure else inner

    def _written(self) -> str:
        return next((part for part in reversed(self._frames[-1].parts) if part), "")

    def _put(self, text: str) -> None:
        if text:
            self._frames[-1].parts.append(text)


_NO_CONTROL = dict.fromkeys((*range(9), *range(11, 32), 127))


def _escape(text: str) -> str:
    """Return *text* with a backslash before what Markdown would give a meaning to."""
    return _MARK.sub(r"\\\g<0>", text)


def _escape_line_starts(text: str) -> str:
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found['mark']}\\" if found["mark"].isdigit() else f"\\{found['mark']}"


def _with_links(text: str) -> str:
    """Return *text* escaped, with the addresses in it as links."""
    parts, end = [], 0
    for url in _URL.finditer(text):
        is_plain = not re.search(r"[@&%]", url[0])
        link = f"<{url[0]}>" if is_plain else f"[{_escape(url[0])}](<{html.escape(url[0], quote=False)}>)"
        parts += [_escape(text[end : url.start()]), link]
        end = url.end()
    return "".join((*parts, _escape(text[end:])))


def _href(attributes: str) -> str:
    found = _HREF.search(attributes)
    url = unescape(next(filter(None, found.groups()), "")).strip() if found else ""
    if not re.match(r"https?://\S", url, re.IGNORECASE) or re.search(r"[\x00-\x20<>\\]", url):
        return ""
    return html.escape(url, quote=False)


def _plain_tag(tag: re.Match[str]) -> str:
    name = tag["name"].lower()
    if name not in _KNOWN:
        return tag[0]
    return "\n" if name in {"br", "p", "li", "tr", "blockquote"} else ""


def _tidy(text: str) -> str:
    """Return *text* without blank space at line ends and starts, and with at most one blank line between paragraphs."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _is_too_much(text: str) -> bool:
    is_full = text.count("[") > MARKDOWN_BRACKETS or len(_COUNTED.findall(text)) > MARKDOWN_MARKS
    return is_full or len(text) > MARKDOWN_LENGTH


def _is_machine(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
