"""Link previews: the picture by which other sites show a link to a post or page (Open Graph's ``og:image``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from outsideinnovation.html_tokens import TokenKind, tokens

_BEGINNING = re.compile("<img", re.IGNORECASE)
_SIDE = re.compile(r"[0-9]{1,5}")
NOT_SHOWN = (".svg", ".svgz")  # by none of the sites and messengers that make link previews
SHORTEST = 32  # pixels; what is smaller is an icon, or counts readers


@dataclass(frozen=True, slots=True)
class PreviewPicture:
    """A picture: its absolute address, and what it shows in words, which may be nothing."""

    url: str
    alt: str


def preview_picture(markup: str, address: str) -> PreviewPicture | None:
    """Return the first picture in the HTML *markup* of the page at *address* that a link preview can show, if there is one."""
    if not _BEGINNING.search(markup):
        return None
    for token in tokens(markup):
        if token.kind is TokenKind.START and token.name == "img":
            attributes = token.attributes()
            if (url := _url(attributes.get("src", ""), address)) and not _is_tiny(attributes):
                return PreviewPicture(url, " ".join(attributes.get("alt", "").split()))
    return None


def _url(source: str, address: str) -> str:
    """Return the absolute address of a picture, or nothing where it has none of the web or is of a kind not shown."""
    try:
        url = urljoin(address, source.strip())
        parts = urlsplit(url)
    except ValueError:  # a bracket that does not close
        return ""
    is_shown = bool(source) and parts.scheme in {"http", "https"} and not parts.path.lower().endswith(NOT_SHOWN)
    return url if is_shown else ""


def _is_tiny(attributes: Mapping[str, str]) -> bool:
    sides = (attributes.get("width", ""), attributes.get("height", ""))
    return any(_SIDE.fullmatch(side) and int(side) < SHORTEST for side in sides)
