"""Where HTML of a WordPress post may be changed, and where it is code that shows letter by letter; and figures made anew."""

import html
from collections.abc import Callable
from html import escape

from outsideinnovation.html_tokens import TokenKind, tokens
from outsideinnovation.importers.movabletype import exported_text

VERBATIM = frozenset({"pre", "textarea", "script", "style", "svg", "math", "select", "object"})


def outside_verbatim(text: str, change: Callable[[str], str]) -> str:
    """Return *text* with *change* made to all that stands outside elements such as ``<pre>``; they stay as they are."""
    if not any(f"<{name}" in text.lower() for name in VERBATIM):
        return change(text)
    parts: list[tuple[bool, str]] = []
    inside = ""
    for token in tokens(text):
        if not inside and token.kind is TokenKind.START and token.name in VERBATIM:
            inside = token.name
        parts.append((bool(inside), token.source))
        if inside and token.kind is TokenKind.END and token.name == inside:
            inside = ""
    return "".join(source if kept else change(source) for kept, source in _joined(parts))


def link(address: str) -> str:
    """Return an address as a link that shows it; *address* may hold entities."""
    plain = escape(html.unescape(address.strip()))
    return f'<a href="{plain}">{plain}</a>'


def figure(inside: str, caption: str = "", kind: str = "") -> str:
    """Return a figure around *inside*; *caption* is HTML, *kind* its class."""
    attribute = f' class="{escape(kind)}"' if kind else ""
    below = f"<figcaption>{caption.strip()}</figcaption>" if caption.strip() else ""
    return f"<figure{attribute}>{inside}{below}</figure>"


def picture(address: str, alternative: str) -> str:
    """Return the element that shows the picture at *address*."""
    return f'<img src="{escape(address)}" alt="{escape(alternative)}">'


def plain(text: str) -> str:
    """Return HTML as one line of plain text."""
    return exported_text.plain(text)


def _joined(parts: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """Return *parts* with neighbours of one sort joined, so that what spans tags is seen as a whole."""
    found: list[tuple[bool, list[str]]] = []
    for kept, source in parts:
        if found and found[-1][0] == kept:
            found[-1][1].append(source)
        else:
            found.append((kept, [source]))
    return [(kept, "".join(sources)) for kept, sources in found]
