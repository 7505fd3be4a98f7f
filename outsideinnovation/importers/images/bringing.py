"""Bringing the pictures of an old blog in: from a folder where somebody saved them, or from the web where they still are.

What is here already is not asked for again, so that a run which was broken off goes on where it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.errors import ConflictError
from outsideinnovation.files import create, replace
from outsideinnovation.importers.archive import Archive
from outsideinnovation.importers.images import variants
from outsideinnovation.importers.images.addresses import OldPicture, PictureAddresses
from outsideinnovation.importers.images.public_web import LARGEST, reason
from outsideinnovation.importers.images.saved import SavedPictures
from outsideinnovation.pictures import codecs
from outsideinnovation.web_client.download import DownloadError, UnreachableError

FOLDER = "images/imported"  # below content/
WORKERS = 4  # pictures that are fetched at a time: a blog's host is nobody's to load
DEAD = 3  # times in a row that a host must be silent to be asked no more
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
Fetch = Callable[[str], bytes]  # raises DownloadError
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Brought:
    """What came of it: how many pictures were written and were there, why others are ``missing``, and what changed.

    ``redirects`` lead from old paths to the new ones.
    """

    written: int = 0
    there: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    texts: int = 0
    redirects: dict[str, str] = field(default_factory=dict)


class PictureImport:
    """Brings pictures into *content*: those *saved* in a folder or zip, and others by *fetch*, each where it is given."""

    def __init__(self, content: Path, hosts: Mapping[str, int], saved: Archive | None, fetch: Fetch | None) -> None:
        self._content, self._fetch = content, fetch
        self._addresses = PictureAddresses(hosts)
        own = (host for host in hosts if not variants.is_shared(host))
        self._host = min(own, key=lambda host: (-hosts[host], host), default="")
        self._saved = SavedPictures(saved, LARGEST) if saved else None
        self._silent: Counter[str] = Counter()

    def bring(self, texts: Iterable[Path], progress: Progress = lambda *_: None) -> Brought:
        """Bring in what the files *texts* show, and let them show it from here. Raises StorageError."""
        paths, brought = sorted(texts), Brought()
        pictures = self._addresses.found(path.read_text("utf-8", "replace") for path in paths)
        places = self._here(pictures)
        brought.there = len(places)
        lacking = [picture for name, picture in pictures.items() if name not in places]
        with codecs.own_limits(), ThreadPoolExecutor(WORKERS, thread_name_prefix="picture") as pool:
            for done, (picture, data) in enumerate(zip(lacking, pool.map(self._data, lacking), strict=True), 1):
                if isinstance(data, str):
                    brought.missing[picture.name] = data
                else:
                    places[picture.name] = self._written(picture.name, data)
                    brought.written += 1
                progress(done, len(lacking))
        for name, (place, _) in places.items():
            brought.redirects |= dict.fromkeys(pictures[name].paths(), f"/{place}")
        brought.texts = sum(self._shown(path, places) for path in paths)
        return brought

    def _here(self, pictures: Mapping[str, OldPicture]) -> dict[str, tuple[str, int]]:
        """Return, of what is here already, the place below content/ and its width in pixels."""
        folder, found = self._content / FOLDER, dict[str, tuple[str, int]]()
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.stem in pictures and path.suffix in ENDINGS.values():
                found[path.stem] = (f"{FOLDER}/{path.name}", _width(path.read_bytes()))
        return found

    def _data(self, picture: OldPicture) -> bytes | str:
        """Return the bytes of a picture, or why it cannot be had."""
        why = "it is not among those that were saved"
        for path, data in self._saved.find(picture.saved_as(), picture.name) if self._saved else ():
            why = _objection(data) or ""
            if not why:
                return data
            why = f"{path}: {why}"
        for url in picture.urls(self._host) if self._fetch else ():
            host = urlsplit(url).hostname or ""
            if self._silent[host] >= DEAD:
                return f"{host} does not answer"
            try:
                data = self._fetch(url) if self._fetch else b""
                self._silent[host] = 0
            except DownloadError as error:
                self._silent[host] += isinstance(error, UnreachableError)
                why = reason(url, error)
                continue
            why = _objection(data) or ""
            if not why:
                return data
            why = f"{url}: {why}"
        return why

    def _written(self, name: str, data: bytes) -> tuple[str, int]:
        seen = codecs.examine(data)
        place = f"{FOLDER}/{name}{ENDINGS[seen.format]}"
        with suppress(ConflictError):  # another run has just brought it
            create(self._content / place, data)
        return place, seen.width

    def _shown(self, path: Path, places: Mapping[str, tuple[str, int]]) -> bool:
        """Let a text show pictures from here; return whether that changed it."""
        before = path.read_bytes().decode("utf-8", "surrogateescape")
        linked = {name: (f"{{static}}/{place}", width) for name, (place, width) in places.items()}
        after = self._addresses.replaced(before, linked.get)
        if after != before:
            replace(path, after.encode("utf-8", "surrogateescape"))
        return after != before


def _width(data: bytes) -> int:
    """Return how wide a picture is, in pixels; 0 where somebody has put in its place what is none."""
    try:
        return codecs.examine(data).width
    except codecs.UnreadablePictureError:
        return 0


def _objection(data: bytes) -> str | None:
    """Return why *data* is not taken: what is no picture of the web's may be a page, or a script."""
    try:
        codecs.examine(data)
    except codecs.UnreadablePictureError as error:
        return f"no picture that can be read ({error})"
    return None
