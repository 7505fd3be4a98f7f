"""SVG, which is a document and no grid of pixels: the size that it says, and whether it holds a script.

Within a page no browser runs that script; by itself, at the picture's own address, every browser does.
"""

import re
from itertools import islice

from outsideinnovation.html_tokens import Token, TokenKind, tokens

LARGEST = 4_000_000  # characters that are looked at
_LENGTH = re.compile(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*")
_FIRST = 200  # tokens that may come before the picture begins


def size(text: str) -> tuple[int, int] | None:
    """Return the width and height in pixels that an SVG says; None where it has none, and fills what room there is."""
    for token in islice(tokens(text[:LARGEST]), _FIRST):
        if token.kind is TokenKind.START and token.name.rpartition(":")[2] == "svg":
            attributes = token.attributes()
            sides = [_LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
            width, height = (int(each[1]) if each else 0 for each in sides)
            return (width, height) if width and height else None
    return None


def has_script(text: str) -> bool:
    """Tell whether an SVG holds a script, in an element of its own, an attribute or an address."""
    return any(map(_runs, tokens(text[:LARGEST])))


def _runs(token: Token) -> bool:
    if token.kind is not TokenKind.START:
        return False
    if token.name.rpartition(":")[2] in {"script", "foreignobject", "iframe"}:
        return True
    attributes = token.attributes()
    return any(
        name.startswith("on") or re.sub(r"[\s\x00-\x20]", "", value).lower().startswith("javascript:")
        for name, value in attributes.items()
    )
