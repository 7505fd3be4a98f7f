"""The files of comments while editors decide and readers write: each one once, in the state it is in when it is copied.

A decision is a rename, so a comment may leave a folder before it is read and enter one that was read already.
"""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from outsideinnovation.comments.record import Status
from outsideinnovation.comments.walk import UNFINISHED

_PASSES = 8  # over the folders, at most, until one finds nothing new
_TRIES = 100  # at a comment that is moved again and again; then it is gone: somebody erased it
_ORDER = (Status.PENDING, *(each for each in Status if each is not Status.PENDING))


def listed(folder: Path) -> Iterator[PurePosixPath]:
    """Yield, below *folder* (content/comments), the path of every comment once: ``<post>/<file>``, whatever its state.

    What was there all the time is among them, even if it was moved meanwhile: the folders are read until nothing new is found.
    """
    known: set[PurePosixPath] = set()
    for _ in range(_PASSES):
        found = {path for status in _ORDER for path in _files(folder / status)}
        if found <= known:
            break
        known |= found
    yield from sorted(known)


def others(folder: Path) -> Iterator[PurePosixPath]:
    """Yield the paths below *folder* of what is in no state and lies there all the same: set aside as corrupt, .gitattributes."""
    aside = {UNFINISHED, *Status}
    yield from (path for path in sorted(_files(folder)) if path.parts[0] not in aside)


def places(folder: Path, comment: PurePosixPath) -> Iterator[tuple[Path, PurePosixPath]]:
    """Yield where *comment* may be just now, again and again: the file, and its path below *folder*."""
    for _ in range(_TRIES):
        for status in _ORDER:
            path = PurePosixPath(status, comment)
            yield folder / path, path


def _files(folder: Path) -> Iterator[PurePosixPath]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            if not (name.startswith(".") and name.endswith(".tmp")):
                yield PurePosixPath(Path(parent, name).relative_to(folder))
