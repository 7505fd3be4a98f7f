"""Links of posts and pages to the web outside, for whoever asks there whether they still lead somewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from outsideinnovation.builder.content.link_places import places
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.html_tokens import TokenKind, tokens

ATTRIBUTES = {"a": "href", "img": "src"}  # the elements whose addresses readers follow or see, and where they are said
SCHEMES = ("http://", "https://")


class ExternalLink(NamedTuple):
    """A link to an *address* of the web, without its fragment, and where it is written: *length* characters at a column."""

    address: str
    path: Path
    line: int
    column: int
    length: int


def external_links(path: Path, document: ContentFile, markup: str) -> Iterator[ExternalLink]:
    """Yield the links to the web in *markup*, which the file at *path* has become, each where it is first written."""
    if "://" not in markup:
        return
    seen: set[str] = set()
    for token in tokens(markup):
        attribute = ATTRIBUTES.get(token.name) if token.kind is TokenKind.START else None
        written = token.attributes(lambda value: value).get(attribute, "") if attribute else ""
        address = token.attributes().get(attribute, "").strip() if attribute else ""
        if address.lower().startswith(SCHEMES) and _is_address(address) and address not in seen:
            seen.add(address)
            place = places(document, "", written.strip())[0]
            yield ExternalLink(address.partition("#")[0], path, place.line, place.column, len(place.words))


def _is_address(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:  # such as http://[x
        return False
