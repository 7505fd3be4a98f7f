"""HTML for a format whose readers trim every line, drop blank ones, and take some beginnings of lines for fields.

So WordPress reads Movable Type's: a line ``STATUS:`` among the words of a comment sets the state of its post there.
"""

import re
from collections.abc import Iterable

from outsideinnovation.feeds.feed_text import legal
from outsideinnovation.html_tokens import CODE, RAW, Token, TokenKind, tokens

KEYS = (
    "ALLOW COMMENTS", "ALLOW PINGS", "AUTHOR", "AUTHOR EMAIL", "BASENAME", "BLOG NAME", "BODY", "CATEGORY", "COMMENT",
    "CONVERT BREAKS", "DATE", "EMAIL", "EXCERPT", "EXTENDED BODY", "IP", "KEYWORDS", "NO ENTRY", "PING",
    "PRIMARY CATEGORY", "START BODY", "STATUS", "TAGS", "TITLE", "UNIQUE URL", "URL",
)  # fmt: skip
PREFORMATTED = frozenset({"pre", "textarea"})
_FIELD = re.compile(rf"(?:{'|'.join(KEYS)})\s*:|-{{5,}}\Z")
_LINE_END = re.compile(r"[^\S\xa0]*\n[^\S\xa0]*")


def lines(html: str) -> str:
    """Return *html* with line ends only where they mean nothing, none of them blank, and no line that begins as a field."""
    parts, depth, is_first = [], 0, False
    for token in tokens(legal(html)):
        if token.name in PREFORMATTED and token.kind is TokenKind.START:
            depth, is_first = depth + 1, True
        elif token.name in PREFORMATTED and token.kind is TokenKind.END:
            depth = max(depth - 1, 0)
        elif depth:
            parts.append(_preformatted(token, is_first=is_first))
            is_first = False
            continue
        parts.append(token.source)
    return _joined(filter(None, _LINE_END.split("".join(parts).strip())))


def one_line(text: str) -> str:
    """Return *text* as the value of a field."""
    return " ".join(legal(text).split())


def _preformatted(token: Token, *, is_first: bool) -> str:
    """Return a piece of preformatted text with ``<br />`` for its line ends; the first of all is none in HTML."""
    if token.kind is TokenKind.RAW and token.name in RAW - CODE:
        return token.source.replace("\n", "&#10;")  # of a form's field, in which there are no tags
    if token.kind is not TokenKind.WORDS:
        return token.source
    said = token.source.removeprefix("\n") if is_first else token.source
    return said.replace("\n", "<br />")


def _joined(each: Iterable[str]) -> str:
    """Return the lines as one text; one that begins as a field joins the one before, or has its first letter escaped."""
    found: list[str] = []
    for line in each:
        if not _FIELD.match(line):
            found.append(line)
        elif found:
            found[-1] += f" {line}"
        else:
            found.append(f"&#{ord(line[0])};{line[1:]}")
    return "\n".join(found)
