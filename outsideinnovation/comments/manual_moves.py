"""What people do to the comments' files by hand, with mv, cp or git: which comments it concerns, and where order is lost."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from outsideinnovation.comments.record import Status
from outsideinnovation.comments.walk import POST, SUFFIX, CommentPlace, Walk, named

_DEPTH = 3  # names from the comments' folder to a file: status, post, comment


def places(folder: Path, changed: Iterable[Path]) -> list[CommentPlace]:
    """Return where comments lie among the paths *changed*, for the comments in *folder*; a folder stands for all in it."""
    found = (place for path in changed for each in _files(folder, path) if (place := _place(folder, each)))
    return list(dict.fromkeys(found))


def is_disorderly(folder: Path, place: CommentPlace) -> bool:
    """Tell whether the comment lies in another state as well, or cannot be read there; approved ones the build reads."""
    walk = Walk(folder)
    others = (status for status in Status if status is not place.status)
    if any(os.path.lexists(folder / status / place.post / f"{place.id}{SUFFIX}") for status in others):
        return True
    return place.status is not Status.APPROVED and walk.read(place) is None and bool(walk.problems)


def _files(folder: Path, path: Path) -> Iterator[Path]:
    """Yield the files that may be comments at *path*, or in it."""
    if not path.is_relative_to(folder):
        return
    deeper = _DEPTH - len(path.relative_to(folder).parts)
    if deeper <= 0:
        yield path
    elif path.is_dir():  # it came as a whole
        yield from path.glob("/".join(["*"] * deeper))


def _place(folder: Path, path: Path) -> CommentPlace | None:
    """Return what *path* says of the comment that lies there; None where none does."""
    with suppress(ValueError):  # as many names as a comment's path has, and the first of them a status
        status, post, name = path.relative_to(folder).parts
        identifier = named(name)
        if POST.fullmatch(post) and identifier and path.is_file():
            return CommentPlace(Status(status), post, identifier, str(path))
    return None
