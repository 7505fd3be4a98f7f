"""Puts the folders of comments in order after a crash; it may itself be killed at any point, and repeated.

What was being written is swept away, a comment that lies in two states is left in one, and what cannot be read is set
aside in ``corrupt/``. Approved files are left to the build, which names the line: they may be somebody's work in hand.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.walk import CORRUPT, UNFINISHED, CommentPlace, Walk
from outsideinnovation.errors import ConflictError
from outsideinnovation.wording import counted

OLD = timedelta(hours=1)  # what was begun since may be another process's work
_WEIGHT = {Status.PENDING: 0, Status.APPROVED: 1, Status.SPAM: 2, Status.REJECTED: 3}


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was put in order: the files ``swept`` away, those left of comments that lay twice, those set aside."""

    swept: tuple[Path, ...] = ()
    finished: tuple[Path, ...] = ()
    corrupt: tuple[Path, ...] = ()

    def __str__(self) -> str:
        counts = (
            f"{counted(len(self.swept), 'unfinished file')} swept, {counted(len(self.finished), 'decision')} finished"
        )
        return f"{counts}, {counted(len(self.corrupt), 'file')} set aside" + "".join(
            f"\n{path}" for path in self.corrupt
        )


def recover(folder: Path, now: datetime) -> Recovery:
    """Put the comments in *folder* in order as of *now*. Raises StorageError when the disk refuses."""
    if not folder.is_dir():
        return Recovery()
    for each in (folder, *(folder / status for status in Status if (folder / status).is_dir())):
        files.sync(each)  # a folder that was made just before a crash
    swept = tuple(_sweep(folder, now))
    finished = tuple(_finish(folder))
    return Recovery(swept, finished, tuple(_set_aside(folder)))


def _sweep(folder: Path, now: datetime) -> Iterator[Path]:
    """Remove what was being written an hour ago and is not finished yet."""
    for path in [*folder.glob(f"{UNFINISHED}/*"), *folder.glob(f"*/*/.*{UNFINISHED}")]:
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) <= now - OLD:
                path.unlink()
                yield path


def _finish(folder: Path) -> Iterator[Path]:
    """Leave every comment in one state: a decision beats none, and of two the one that shows less."""
    for places in _twice(folder):
        retained, *others = sorted(places, key=lambda place: _WEIGHT[place.status], reverse=True)
        with suppress(ConflictError, FileNotFoundError):
            files.sync(Path(retained.path).parent)
            for place in others:
                _give_up(folder, Path(place.path), Path(retained.path))
            yield Path(retained.path)


def _give_up(folder: Path, path: Path, retained: Path) -> None:
    if path.read_bytes() == retained.read_bytes():
        path.unlink()
        files.sync(path.parent)
    else:  # queues that were merged, and in one of them it had been edited: no words are thrown away
        files.move(path, _aside(folder, path))


def _set_aside(folder: Path) -> Iterator[Path]:
    for place in Walk(folder).places():
        if place.status is not Status.APPROVED and _is_broken(place):
            target = _aside(folder, Path(place.path))
            with suppress(ConflictError):  # another process was quicker
                files.move(Path(place.path), target)
                yield target


def _is_broken(place: CommentPlace) -> bool:
    """Tell whether what lies there is a file, and no comment."""
    return Path(place.path).is_file() and os.access(place.path, os.R_OK) and Walk(Path()).read(place) is None


def _aside(folder: Path, path: Path) -> Path:
    target = folder / CORRUPT / path.relative_to(folder)
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{path.stem}.{number}{path.suffix}")
    return target


def _twice(folder: Path) -> Iterable[list[CommentPlace]]:
    """Return the places of every comment that lies in several states, on the same post."""
    found: dict[tuple[str, str], list[CommentPlace]] = {}
    for place in Walk(folder).every_place():
        found.setdefault((place.post, place.id), []).append(place)
    return [places for places in found.values() if len(places) > 1]
