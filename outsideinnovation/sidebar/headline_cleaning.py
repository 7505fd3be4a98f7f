"""What strangers' feeds say, cleaned once at the boundary: plain words and http(s) addresses, and no more of them than wanted."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote, urljoin, urlsplit

from outsideinnovation.sidebar.headline import KEPT, LENGTH, Headline
from outsideinnovation.text import plain

URL_LENGTH = 2_000
_LOOKED_AT = 8_000  # characters of a text, whose beginning stands for a title
_BREAK = 0.6  # of the length: there at the earliest a line ends between two words
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})  # control characters, halves of pairs, and what no font has
_TURNING = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # that turn what stands around
_IN_URLS = "%/:=&?~#+!$,;'@()*[]"


def line(words: str, *, is_markup: bool) -> str:
    """Return *words* of a feed as one plain line: no tags, no line breaks, nothing that turns the direction of what follows."""
    words = words[:_LOOKED_AT]
    seen = plain(words) if is_markup else words
    seen = "".join(" " if unicodedata.category(each) in _UNSEEN else each for each in seen if each not in _TURNING)
    return _shortened(" ".join(seen.split()))


def link(target: str, base: str) -> str:
    """Return where *target* leads in a feed from *base*: an http(s) address of visible ASCII, or nothing."""
    try:
        url = quote(urljoin(base, target.strip()), safe=_IN_URLS)
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname and len(url) <= URL_LENGTH else ""


def newest(headlines: Iterable[Headline]) -> tuple[Headline, ...]:
    """Return the newest, in order; where one has no date, in the order of the feed, which begins with the newest."""
    found = list(headlines)
    if all(each.date for each in found):
        found.sort(key=lambda each: each.date or datetime.min.replace(tzinfo=UTC), reverse=True)
    return tuple(found[:KEPT])


def _shortened(words: str) -> str:
    if len(words) <= LENGTH:
        return words
    cut = words[: LENGTH - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > LENGTH * _BREAK else cut).rstrip(" .,;:–-") + "…"
