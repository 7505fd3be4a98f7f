"""What the names of folders and files tell of the queue: which comments there are, and in which state, without reading them.

Ten thousand names are listed in some milliseconds; a folder is listed again only once it has changed.
"""

import os
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outsideinnovation.comments.record import Status
from outsideinnovation.comments.walk import POST, SUFFIX, CommentPlace, named
from outsideinnovation.errors import StorageError

_SETTLED = 100_000_000  # nanoseconds after which a folder's time of change can be believed: clocks tick in milliseconds
_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class QueueSnapshot:
    """The queue at one moment: where the comments of each state lie, in the order of their ids, the oldest first."""

    by_status: Mapping[Status, tuple[CommentPlace, ...]]
    by_id: Mapping[str, CommentPlace]

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many comments there are in each state."""
        return {status: len(places) for status, places in self.by_status.items()}

    def places(self, status: Status, post: str = "") -> list[CommentPlace]:
        """Return where the comments of *status* lie, on one post or on all."""
        return [place for place in self.by_status[status] if post in {"", place.post}]

    def following(self, identifier: str) -> str:
        """Return the id of the comment that is the next in the same state, or else the one before; nothing where it is alone."""
        place = self.by_id.get(identifier)
        ids = [each.id for each in self.by_status[place.status]] if place else []
        at = bisect_left(ids, identifier)
        return next(iter([*ids[at + 1 : at + 2], *ids[max(at - 1, 0) : at]]), "")

    def status(self, identifier: str) -> Status | None:
        """Return the state of a comment, None where there is no such."""
        place = self.by_id.get(identifier)
        return place.status if place else None


@dataclass(slots=True)
class QueueIndex:
    """The comments below *folder*, by their names alone."""

    folder: Path
    _known: dict[Status, dict[str, "_Folder"]] = field(default_factory=lambda: {status: {} for status in Status})
    _seen: QueueSnapshot = field(default_factory=lambda: QueueSnapshot(dict.fromkeys(Status, ()), {}))
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> QueueSnapshot:
        """Return what is there now. Raises StorageError where a folder cannot be read."""
        with self._turn:
            changed = [status for status in Status if self._changed(status)]
            if changed:
                by_status = dict(self._seen.by_status) | {status: self._sorted(status) for status in changed}
                by_id = {place.id: place for places in by_status.values() for place in places}
                self._seen = QueueSnapshot(by_status, by_id)
            return self._seen

    def _changed(self, status: Status) -> bool:
        """List the folders of *status* that have changed, and tell whether there were any."""
        root, known = f"{self.folder}/{status}", self._known[status]
        there = set(_subfolders(root))
        gone = known.keys() - there
        for post in gone:
            del known[post]
        listed = [_refresh(known, post, f"{root}/{post}") for post in there]
        return bool(gone) or any(listed)

    def _sorted(self, status: Status) -> tuple[CommentPlace, ...]:
        root = f"{self.folder}/{status}"
        found = sorted((each, post) for post, folder in self._known[status].items() for each in folder.ids)
        return tuple(CommentPlace(status, post, each, f"{root}/{post}/{each}{SUFFIX}") for each, post in found)


@dataclass(frozen=True, slots=True)
class _Folder:
    stamp: _Stamp | None  # None: it changed so lately that another change may bear the same time
    ids: tuple[str, ...]


def _refresh(known: dict[str, _Folder], post: str, path: str) -> bool:
    """List a post's folder anew where it has changed, and tell whether it was."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a thousand of them a page
    except OSError:
        return known.pop(post, None) is not None
    stamp, before = (found.st_ino, found.st_mtime_ns), known.get(post)
    if before is not None and before.stamp == stamp:
        return False
    settled = time.time_ns() - found.st_mtime_ns > _SETTLED
    known[post] = _Folder(stamp if settled else None, tuple(_ids(path)))
    return before is None or before.ids != known[post].ids


def _subfolders(folder: str) -> Iterable[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if POST.fullmatch(entry.name) and entry.is_dir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"Cannot read {folder}: {error.strerror}. Check the folder's rights.") from error


def _ids(folder: str) -> Iterable[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names alone, thousands of them
    except OSError:
        return []
    return sorted(filter(None, map(named, names)))
