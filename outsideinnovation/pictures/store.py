"""What was made of pictures once, in a folder, by what is in their files: a cache, which may be thrown away at any time.

Beside it an index remembers which file holds what, by its stamp, so that no file is read that has not changed.
"""

import json
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from outsideinnovation.errors import StorageError
from outsideinnovation.pictures.picture import Picture

INDEX = "index.json"
CLEAN = "clean"
KEPT = 24 * 3600  # seconds that what was made of a picture stays once no file holds it
EDITION = 1  # of what this code makes; another one believes no index
Stamp = tuple[int, int, int]
NEVER: Stamp = (0, 0, 0)  # of a file that may have changed again meanwhile: it matches nothing


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the content of a picture's file.

    ``clean`` is the size in bytes of the copy without metadata, 0 where the file is that itself. ``made`` names what the
    versions were made with; it is empty where none were asked for. ``fault`` is what is wrong and the remedy.
    """

    picture: Picture
    clean: int = 0
    made: str = ""
    fault: tuple[str, str] | None = None

    def dump(self) -> list[Any]:
        """Return them as JSON knows them."""
        return [self.picture.dump(), self.clean, self.made, self.fault]

    @classmethod
    def load(cls, values: list[Any]) -> "Facts":
        """Read what ``dump`` returned."""
        picture, clean, made, fault = values
        return cls(Picture.load(picture), clean, made, tuple(fault) if fault else None)


def digest(data: bytes) -> str:
    """Return the name of what is in a file."""
    return blake2b(data, digest_size=12).hexdigest()


def content_of(path: Path) -> str:
    """Return the name of what is in the file at *path*. Raises OSError."""
    return digest(path.read_bytes())


class PictureStore:
    """The cache in *folder*; ``save`` makes what it has learnt last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files, self._facts = _read(folder / INDEX)
        self._is_changed = False

    @property
    def is_used(self) -> bool:
        """Whether anything is known."""
        return bool(self._facts)

    def digest(self, path: str, stamp: Stamp) -> str | None:
        """Return what the file *path* of that *stamp* holds, where that is known."""
        known = self._files.get(path)
        return known[3] if known and stamp != NEVER and tuple(known[:3]) == stamp else None

    def facts(self, content: str, made: str) -> Facts | None:
        """Return what is known of a *content*, whose versions are to be those that are *made* so (empty: any, or none).

        None where anything of it is lacking.
        """
        facts = self._facts.get(content)
        if facts is None or (made and facts.made != made):
            return None
        there = [(self.clean(content), facts.clean)] if facts.clean else []
        if made:
            there += [(self.version(content, each.name), each.size) for each in facts.picture.versions]
        return facts if all(map(_is_whole, there)) else None

    def remember(self, path: str, stamp: Stamp, content: str, facts: Facts | None = None) -> None:
        """Note what the file *path* holds and, where that is new, the *facts* about it."""
        self._files[path] = [*stamp, content]
        if facts:
            old = self._facts.get(content)
            if old and old.made and not facts.made:  # the same picture twice, once where no page shows it
                facts = replace(facts, picture=old.picture, made=old.made)
            self._facts[content] = facts
        self._is_changed = True

    def clean(self, content: str) -> Path:
        """Return where the copy without metadata lies."""
        return self._folder / content[:2] / content / CLEAN

    def version(self, content: str, name: str) -> Path:
        """Return where the version lies that is published as *name*."""
        return self._folder / content[:2] / content / name.rpartition("/")[2]

    def put(self, path: Path, data: bytes) -> None:
        """Write a file of the cache. Raises StorageError."""
        aside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(data)
            aside.replace(path)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise StorageError(f"{path}: {error.strerror}: give the right to write there, or free space.") from error

    def save(self, paths: Iterable[str]) -> None:
        """Write the index of *paths*, all the pictures there are; what was made of others goes in time. Raises StorageError."""
        there = set(paths)
        files = {path: known for path, known in self._files.items() if path in there}
        if not self._is_changed and files == self._files:
            return
        held = {known[3] for known in files.values()}
        self._files, self._facts = files, {content: facts for content, facts in self._facts.items() if content in held}
        facts = {content: facts.dump() for content, facts in self._facts.items()}
        self.put(self._folder / INDEX, json.dumps({"edition": EDITION, "files": files, "facts": facts}).encode())
        self._sweep()
        self._is_changed = False

    def _sweep(self) -> None:
        """Remove what was made of pictures that are gone; what is young may be what another build is about to publish."""
        for folder in self._folder.glob("??/*"):
            with suppress(OSError):
                if folder.name not in self._facts and time.time() - folder.stat().st_mtime > KEPT:
                    shutil.rmtree(folder)


def _read(path: Path) -> tuple[dict[str, list[Any]], dict[str, Facts]]:
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):  # a cache: what is damaged is made anew
        read = json.loads(path.read_bytes())
        if read["edition"] == EDITION:
            return dict(read["files"]), {content: Facts.load(values) for content, values in read["facts"].items()}
    return {}, {}


def _is_whole(file: tuple[Path, int]) -> bool:
    path, size = file
    try:
        return path.stat().st_size == size
    except OSError:
        return False
