"""What the elements of HTML mean in a comment; a tag of no element here, such as ``<int>``, is what somebody typed."""

import re

from outsideinnovation.html_tokens import CODE as HIDDEN_CODE

STRONG, STRESSED, CODE, RAISED, LOWERED = "strong", "stressed", "code", "raised", "lowered"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
STYLES = {
    "b": STRONG, "strong": STRONG, **dict.fromkeys(HEADINGS, STRONG), "i": STRESSED, "em": STRESSED, "cite": STRESSED,
    "code": CODE, "tt": CODE, "kbd": CODE, "samp": CODE, "sup": RAISED, "sub": LOWERED,
}  # fmt: skip
PARAGRAPHS = HEADINGS | frozenset(
    {"p", "div", "table", "dl", "center", "address", "article", "aside", "details", "fieldset", "figcaption", "figure",
     "footer", "form", "header", "hr", "main", "nav", "section", "summary", "caption"}
)  # fmt: skip
LINES = frozenset({"tr", "dt", "dd"})
CELLS = frozenset({"td", "th"})
LISTS = frozenset({"ul", "ol", "menu", "dir"})
QUOTE, ITEM = "blockquote", "li"
PREFORMATTED = frozenset({"pre", "listing", "xmp"})
EMBEDDED = {
    "img": "src", "iframe": "src", "embed": "src", "video": "src", "audio": "src", "source": "src", "object": "data",
}  # fmt: skip
_OTHERS = frozenset(
    {"a", "abbr", "acronym", "bdi", "bdo", "big", "blink", "br", "del", "dfn", "font", "ins", "mark", "nobr", "noscript",
     "param", "picture", "q", "s", "small", "span", "strike", "tbody", "tfoot", "thead", "colgroup", "col", "time",
     "track", "u", "var", "wbr", "textarea"}
)  # fmt: skip
_KNOWN = (
    STYLES.keys() | PARAGRAPHS | LINES | CELLS | LISTS | PREFORMATTED | EMBEDDED.keys() | _OTHERS | HIDDEN_CODE
    | {QUOTE, ITEM}
)  # fmt: skip
_OFFICE = re.compile(r"(?:o|v|w|m|x|st\d):[a-z]\w*")  # Word's own, such as <o:p>


def is_known(name: str) -> bool:
    """Tell whether a tag of that *name*, in lower case, is markup and not words."""
    return name in _KNOWN or _OFFICE.fullmatch(name) is not None
