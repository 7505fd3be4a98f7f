"""Pictures that are so large that readers wait for them, named where a post or page shows them."""

import os
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from outsideinnovation.builder.content.link_places import places
from outsideinnovation.builder.content.links import FOREIGN, Link, target_of
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.html_tokens import TokenKind, tokens

LARGEST = 1_000_000  # bytes; at 5 Mbit/s a reader waits two seconds for more
MEGABYTE = 1_000_000


def picture_warnings(content: Path, path: Path, document: ContentFile, markup: str) -> Iterator[Problem]:
    """Yield the pictures of *content* in *markup*, which the file at *path* has become, that have more than LARGEST bytes."""
    source = path.relative_to(content).as_posix()
    for link in dict.fromkeys(_pictures(markup)):
        shown = target_of(content, source, link.target)
        size = os.path.getsize(content / shown) if shown else 0  # noqa: PTH202 - one call a picture
        if size > LARGEST:
            what = f"the picture {unescape(link.target)!r} has {size / MEGABYTE:.1f} MB, for which readers wait"
            remedy = f"make it smaller than {LARGEST / MEGABYTE:.0f} MB: fewer pixels, or JPEG or WebP"
            for place in places(document, link.what, link.target):
                yield Problem(path, place.line, what, remedy, place.column, len(place.words))


def _pictures(markup: str) -> Iterator[Link]:
    for token in tokens(markup) if "<img" in markup else ():
        if token.kind is TokenKind.START and token.name == "img":
            address = token.attributes(lambda value: value).get("src", "")
            opened = address[:1]
            what, _, target = address[1:].partition({"{": "}", "|": "|"}.get(opened, "\0"))
            if target or not FOREIGN.match(address):
                yield Link(what, target) if target else Link("", address)
