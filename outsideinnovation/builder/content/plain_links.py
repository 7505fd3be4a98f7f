"""Links of posts and pages that name an address of this site itself, for whoever knows which addresses it has."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from outsideinnovation.builder.content.link_places import places
from outsideinnovation.builder.content.links import FOREIGN
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.html_tokens import TokenKind, tokens
from outsideinnovation.site import MARKDOWN_SUFFIXES


class PlainLink(NamedTuple):
    """A link to the *address*, rooted or beside the page, and where it is written: *length* characters at a column."""

    address: str
    path: Path
    line: int
    column: int
    length: int


def plain_links(path: Path, document: ContentFile, markup: str) -> Iterator[PlainLink]:
    """Yield each such link in *markup*, which the file at *path* has become, at every place where it is written.

    Links within the page, to sources and to files in braces are looked at without knowing addresses; HTML that an importer
    has written is left as it was.
    """
    if "href=" not in markup or document.body.lstrip("\n").startswith("<"):
        return
    starts = (token for token in tokens(markup) if token.kind is TokenKind.START and token.name == "a")
    for written in dict.fromkeys(token.attributes(lambda value: value).get("href", "").strip() for token in starts):
        if _is_plain(written):
            for place in places(document, "", written):
                yield PlainLink(unescape(written), path, place.line, place.column, len(place.words))


def _is_plain(written: str) -> bool:
    if not written or written[0] in "#{|" or FOREIGN.match(written):
        return False
    try:
        return not urlsplit(unescape(written)).path.endswith(MARKDOWN_SUFFIXES)
    except ValueError:  # what looks like a host and is none
        return False
