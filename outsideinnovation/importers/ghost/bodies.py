"""What Ghost's editor made, as HTML that is whole without Ghost's styles and scripts: the cards, and its own addresses."""

import re
from collections import Counter
from collections.abc import Mapping
from html import escape

from outsideinnovation.html_tokens import Token
from outsideinnovation.importers import html_rewriting
from outsideinnovation.importers.html_rewriting import OUT, UNWRAPPED, Instead, classes, tag

GHOST_URL = "__GHOST_URL__"
SIGNUP = "kg-signup-card"

_MARKS = re.compile(r"<!--\s*kg-card-(?:begin|end): [a-z]{1,20}\s*-->\n?")
_SIZED = re.compile(r"(/content/images/)size/[wh]\d{1,5}(?:[wh]\d{1,5})?/(?:format/[a-z]{3,5}/)?")
_OUT = frozenset(  # what only Ghost's scripts and styles make something of
    {
        SIGNUP, "kg-audio-thumbnail", "kg-audio-player", "kg-video-overlay", "kg-video-player-container", "kg-bookmark-metadata",
        "kg-bookmark-thumbnail", "kg-toggle-card-icon", "kg-file-card-icon", "kg-product-card-rating", "kg-audio-hide",
    }
)  # fmt: skip
_LINE, _SPAN = Instead("<span>", "</span><br>"), Instead("<span>", "</span> ")
_INSTEAD = {
    "kg-audio-player-container": UNWRAPPED,
    "kg-video-container": UNWRAPPED,
    "kg-bookmark-content": UNWRAPPED,
    "kg-file-card-contents": UNWRAPPED,
    "kg-bookmark-title": _LINE,
    "kg-bookmark-description": _LINE,
    "kg-file-card-title": _LINE,
    "kg-file-card-caption": _LINE,
    "kg-file-card-metadata": _LINE,
    "kg-file-card-filename": _SPAN,
    "kg-file-card-filesize": _SPAN,
    "kg-callout-emoji": _SPAN,
    "kg-callout-card": Instead("<blockquote>", "</blockquote>"),
    "kg-audio-title": Instead("<p>", "</p>"),
}


def body(markup: str, url: str, met: Counter[str]) -> str:
    """Return a post's HTML; its own addresses begin with *url*, or are rooted where that is empty.

    *met* counts the forms to sign up, which are taken out.
    """

    def rewriting(token: Token, attributes: Mapping[str, str]) -> Instead | None:
        found = classes(attributes)
        met[SIGNUP] += SIGNUP in found
        if found & _OUT or token.name in {"svg", "button"}:
            return OUT
        return _card(token, attributes, found)

    return html_rewriting.rewritten(_MARKS.sub("", own_addresses(markup, url)), rewriting)


def own_addresses(text: str, url: str) -> str:
    """Return *text* with the blog's own addresses below *url*, and its pictures in the size in which they were uploaded."""
    return _SIZED.sub(r"\1", text.replace(GHOST_URL, url.rstrip("/")))


def captioned(address: str, alternative: str, caption: str) -> str:
    """Return a picture with its caption, which is HTML."""
    return f'<figure><img src="{escape(address)}" alt="{escape(alternative)}"><figcaption>{caption}</figcaption></figure>\n'


def _card(token: Token, attributes: Mapping[str, str], found: frozenset[str]) -> Instead | None:
    """Return what stands for an element of a card that stays."""
    if token.name == "img" and "srcset" in attributes:
        return Instead(tag("img", attributes, ("src", "alt", "title", "width", "height", "class")))
    if token.name in {"audio", "video"}:
        kept = tag(token.name, attributes, ("src", "poster", "width", "height"))
        return Instead(f'{kept[:-1]} controls preload="metadata">', f"</{token.name}>")
    if found & {"kg-bookmark-container", "kg-file-card-container"}:
        return Instead(tag("a", attributes, ("href",)), "</a>")
    return next((_INSTEAD[each] for each in sorted(found) if each in _INSTEAD), None)
