"""HTML as plain words: what a reader sees of it, on one line; for feeds, descriptions, search and whatever shows an excerpt."""

import html
import re

from outsideinnovation.html_tags import TAG

_UNSEEN = re.compile(r"<(script|style|template|textarea|noscript)\b.*?(?:</\1\b|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(
    r"address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|img|li"
    r"|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio|iframe",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<=\w)@(?=\w)")


def plain(markup: str) -> str:
    """Return the words of *markup*, white space folded; a word that is emphasised in part stays one word.

    A mail address in it is spelt ``name at host``: plain text has no way to hide an ``@`` from those who harvest them.
    """
    seen = TAG.sub(_gap, _UNSEEN.sub("<br ", markup))
    return _ADDRESS.sub(" at ", " ".join(html.unescape(seen).split()))


def headings(markup: str) -> tuple[str, ...]:
    """Return the words of each heading in *markup*, in their order."""
    found = (plain(each[2]) for each in _HEADING.finditer(_UNSEEN.sub(" ", markup)))
    return tuple(filter(None, found))


def _gap(tag: re.Match[str]) -> str:
    return " " if tag["element"] and _BLOCK.fullmatch(tag["element"]) else ""
