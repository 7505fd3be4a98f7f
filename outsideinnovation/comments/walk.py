"""Walks through the folders of comments and tells of everything that is broken, doubled or out of place."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from outsideinnovation.comments import record
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ContentError, Problem

# The name of a folder that can lead nowhere else, whatever script it is in; 60 characters are 240 bytes of UTF-8 at most.
POST = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
    r"|(?![.\s])[^/\\\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]{1,60}(?<!\s)"
)
SUFFIX = ".md"
UNFINISHED = ".tmp"  # the folder of files that are being written
CORRUPT = "corrupt"  # the folder of files that could not be read and were set aside
_CHUNK = 65_536  # bytes
_EDITORS_OWN = re.compile(r".*~|.*\.tmp|.*\.swp|#.*#")  # what editors and unfinished writes leave; as IGNORE_FILES
_PLACE = "comments lie in <status>/<post id>/<comment id>.md, status one of " + ", ".join(Status)


class CommentPlace(NamedTuple):
    """Where one comment lies: what its path says of it, and the path."""

    status: Status
    post: str
    id: str
    path: str


@dataclass(slots=True)
class Walk:
    """One walk through *folder*, which gathers every problem it meets before it complains."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def places(self) -> list[CommentPlace]:
        """Return every comment's place in the order of paths; an id that is met twice counts once and is a problem."""
        found: dict[str, CommentPlace] = {}
        for place in self.every_place():
            if (first := found.setdefault(place.id, place)) is not place:
                self.twice(first, place)
        return list(found.values())

    def every_place(self) -> Iterator[CommentPlace]:
        """Yield every comment's place in the order of paths, also that of an id met before."""
        for status_folder in self._subfolders(self.folder):
            if status_folder.name == CORRUPT:
                continue
            if status_folder.name not in set(Status):
                self._odd(status_folder.path, f"no such status: {status_folder.name!r}", _PLACE)
                continue
            for post_folder in self._subfolders(status_folder.path):
                yield from self._post(Status(status_folder.name), post_folder)

    def read(self, place: CommentPlace) -> Comment | None:
        """Return the comment that lies there; None where it has just been moved, or cannot be read, which is noted."""
        try:
            data = _bytes(place.path)
            plain = record.parse_plain(data, place.id, place.post, place.status)
            return plain or record.parse(data, Path(place.path))
        except OSError as error:
            if os.path.lexists(place.path):
                self._odd(place.path, f"cannot be read: {error.strerror}", "check its rights")
        except ContentError as error:
            self.problems.extend(error.problems)
        return None

    def twice(self, first: CommentPlace, second: CommentPlace) -> None:
        """Note that one id lies in two places, if it does still: whoever walks may have met it on its way."""
        if os.path.lexists(first.path) and os.path.lexists(second.path):
            what = f"comment {second.id} lies also at {first.path}"
            self._odd(second.path, what, "remove one of the two files")

    def complain(self) -> None:
        """Raise ContentError if there was any problem."""
        if self.problems:
            raise ContentError(self.problems)

    def _post(self, status: Status, folder: "os.DirEntry[str]") -> Iterator[CommentPlace]:
        if not POST.fullmatch(folder.name):
            self._odd(folder.path, f"no post id: {folder.name!r}", _PLACE)
            return
        for entry in self._entries(folder.path):
            identifier = named(entry.name)
            if identifier is None or not entry.is_file():
                self._odd(entry.path, "not a comment's file", _PLACE)
            else:
                yield CommentPlace(status, folder.name, identifier, entry.path)

    def _subfolders(self, folder: str | Path) -> "Iterator[os.DirEntry[str]]":
        for entry in self._entries(folder):
            if entry.is_dir():
                yield entry
            else:
                self._odd(entry.path, "no file is expected here", _PLACE)

    def _entries(self, folder: str | Path) -> "list[os.DirEntry[str]]":
        try:
            with os.scandir(folder) as entries:
                return sorted((entry for entry in entries if not _is_leftover(entry)), key=lambda entry: entry.name)
        except FileNotFoundError:
            return []
        except OSError as error:
            self._odd(os.fspath(folder), f"cannot be read: {error.strerror}", "check its rights")
            return []

    def _odd(self, path: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(Path(path), 0, what, remedy))


def named(name: str) -> str | None:
    """Return the id of the comment whose file has that *name*; None where no comment's file is called so."""
    identifier = name.removesuffix(SUFFIX)
    return identifier if identifier != name and record.ID.fullmatch(identifier) else None


def _is_leftover(entry: "os.DirEntry[str]") -> bool:
    """Tell what is nobody's comment; a folder counts only if it is hidden, for a post may have any other name."""
    return entry.name.startswith(".") or (bool(_EDITORS_OWN.fullmatch(entry.name)) and not entry.is_dir())


def _bytes(path: str) -> bytes:
    """Read a small file in the fewest system calls; ten thousand of them are read by every build."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        chunks = [os.read(descriptor, _CHUNK)]
        while len(chunks[-1]) == _CHUNK:
            chunks.append(os.read(descriptor, _CHUNK))
        return b"".join(chunks)
    finally:
        os.close(descriptor)
