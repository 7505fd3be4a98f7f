"""HTML as plain words: what a reader sees of it, on one line."""

import html
import re

_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)(?:\s[^>]*)?>",
    re.IGNORECASE,
)
_ANY = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"(?<=\w)@(?=\w)")


def plain(markup: str) -> str:
    """Return the words of *markup*, white space folded; a word that is emphasised in part stays one word.

    A mail address in it is spelt ``name at host``: no file may hold an ``@`` for those who harvest them.
    """
    seen = _ANY.sub(" ", _INLINE.sub("", _UNSEEN.sub(" ", markup)))
    return _ADDRESS.sub(" at ", " ".join(html.unescape(seen).split()))


def headings(markup: str) -> tuple[str, ...]:
    """Return the words of each heading in *markup*, in their order."""
    found = (plain(each[2]) for each in _HEADING.finditer(_UNSEEN.sub(" ", markup)))
    return tuple(filter(None, found))
