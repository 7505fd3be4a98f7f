"""Pictures that are so large that readers wait for them, named where a post or page shows them."""

import posixpath
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from outsideinnovation.builder.content.link_places import places
from outsideinnovation.builder.content.links import FOREIGN, Link, target_of
from outsideinnovation.configuration.rooms import PicturesSettings
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.html_tokens import TokenKind, tokens

LARGEST = 1_000_000  # bytes of a picture that readers get as it is; at 5 Mbit/s they wait two seconds for more
LARGEST_ORIGINAL = 10_000_000  # bytes of one of which the build makes smaller versions
MEGABYTE = 1_000_000


class PictureCheck:
    """Looks at the pictures that texts below *content* show, of a site with these *settings*."""

    def __init__(self, content: Path, settings: PicturesSettings) -> None:
        self._content, self._settings = content, settings
        self._wrong: dict[str, tuple[str, str] | None] = {}  # what is wrong with each file, and the remedy

    def warnings(self, path: Path, document: ContentFile, markup: str) -> Iterator[Problem]:
        """Yield the pictures in *markup*, which the file at *path* has become, that are too large."""
        source = path.relative_to(self._content).as_posix()
        for link in dict.fromkeys(_pictures(markup)):
            shown = target_of(self._content, source, link.target)
            if shown and shown not in self._wrong:
                self._wrong[shown] = self._told(self._content / shown)
            if shown and (wrong := self._wrong[shown]):
                what = f"the picture {unescape(link.target)!r} has {wrong[0]}"
                for place in places(document, link.what, link.target):
                    yield Problem(path, place.line, what, wrong[1], place.column, len(place.words))

    def missing(self, path: Path, document: ContentFile, markup: str, url: str) -> Iterator[Problem]:
        """Yield the pictures that browsers would look for beside the page at *url*, and not find: written as ``../a.png``."""
        for link in dict.fromkeys(_pictures(markup)) if "../" in markup else ():
            at = posixpath.normpath(posixpath.join("/", posixpath.dirname(url), unquote(unescape(link.target))))
            if link.what or not link.target.startswith("../") or (self._content / at[1:]).is_file():
                continue
            what, remedy = (
                f"no picture at {at}, where browsers look for it",
                "write {static} and its path in the content folder",
            )
            for place in places(document, "", link.target):
                yield Problem(path, place.line, what, remedy, place.column, len(place.words))

    def _told(self, file: Path) -> tuple[str, str] | None:
        size = file.stat().st_size
        if size <= LARGEST:
            return None
        pixels, is_scaled = _examined(file)
        largest = LARGEST_ORIGINAL if is_scaled and self._settings.is_on else LARGEST
        if size <= largest:
            return None
        what = f"{size / MEGABYTE:.1f} MB{pixels}, for which readers wait"
        return what, f"make it smaller than {largest // MEGABYTE} MB: fewer pixels, or another format"


def _examined(file: Path) -> tuple[str, bool]:
    """Return how many pixels a large picture has, in words, and whether smaller versions can be made of it."""
    from outsideinnovation.pictures.codecs import (  # noqa: PLC0415 - loads Pillow, and few pictures are large
        PIXELS,
        UnreadablePictureError,
        examine,
    )

    try:
        found = examine(file.read_bytes())
    except (UnreadablePictureError, OSError):
        return "", False
    is_scaled = not found.is_animated and found.width * found.height <= PIXELS and found.format != "GIF"
    return f" and {found.width} × {found.height} pixels", is_scaled


def _pictures(markup: str) -> Iterator[Link]:
    for token in tokens(markup) if "<img" in markup else ():
        if token.kind is TokenKind.START and token.name == "img":
            address = token.attributes(lambda value: value).get("src", "")
            what, _, target = address[1:].partition({"{": "}", "|": "|"}.get(address[:1], "\0"))
            if target or not FOREIGN.match(address):
                yield Link(what, target) if target else Link("", address)
