"""What programs add to the texts of a feed that no author wrote, and the signs that a text was cut off."""

import re

from outsideinnovation.text import plain

_ADDITIONS = (
    re.compile(
        r"<p>\s*The post\s+<a\b[^>]*>[^<]*</a>\s+(?:first )?appeared (?:first )?on\s+<a\b[^>]*>[^<]*</a>\.?\s*</p>\s*\Z",
        re.IGNORECASE,
    ),
    re.compile(r"<div class=\"feedflare\">.{0,4000}?</div>", re.DOTALL | re.IGNORECASE),
    # One-pixel pictures by which FeedBurner and WordPress counted readers.
    re.compile(
        r"<img\b[^>]{0,2000}?\bsrc=[\"']https?://(?:feeds\.feedburner\.com/~r/|feedproxy\.google\.com/~r/|feeds\.wordpress\.com/"
        r"|stats\.wordpress\.com/b\.gif|pixel\.wp\.com/b\.gif)[^>]{0,2000}>",
        re.IGNORECASE,
    ),
    re.compile(r"<a\b[^>]{0,2000}?\bhref=[\"']https?://feeds\.wordpress\.com/1\.0/go[^>]{0,2000}>\s{0,100}</a>", re.IGNORECASE),
)  # fmt: skip
_CUT = re.compile(
    r"(?:\[\s*(?:…|\.{3}|&hellip;)\s*\]|…|\.{3}|\b(?:continue reading|read more|keep reading|read the rest)\b"
    r".{0,200}?[→»>.…]*)\s*\Z",
    re.IGNORECASE,
)
_LOOKED_AT = 400  # characters at the end


def without_additions(markup: str) -> str:
    """Return *markup* without the lines and pictures that feed services and WordPress put below each post."""
    for addition in _ADDITIONS:
        markup = addition.sub("", markup)
    return markup.strip()


def ends_early(markup: str) -> bool:
    """Tell whether the words of *markup* end as those do of which a feed shows only the beginning."""
    return _CUT.search(plain(without_additions(markup))[-_LOOKED_AT:]) is not None
