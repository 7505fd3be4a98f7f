"""The frozen list of approved comments: which there are, and what each says, at one moment.

It is taken before a build and compared after it, so that no decision slips through while the build runs. Only names and
bytes are looked at, ``content/comments/approved/<post id>/<comment id>.md`` as interfaces has it.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from outsideinnovation.errors import StorageError

SUFFIX = ".md"
ATTEMPTS = 100


class Mark(NamedTuple):
    """What one approved comment says, as a hash of its file; the rest tells cheaply whether the file has been touched."""

    digest: str
    size: int  # bytes
    changed: int  # nanoseconds; the inode's own clock, which no editor and no copy can set back
    inode: int


Approved = Mapping[str, Mark]  # by the comment's id


def freeze(folder: Path, known: Approved | None = None) -> Approved:
    """List what is approved now in *folder*; comments that *known* has and nobody has touched are not read again.

    Raises StorageError when the folder cannot be read.
    """
    for _ in range(ATTEMPTS):
        try:
            return dict(_marks(folder, known or {}))
        except FileNotFoundError:  # decided while we looked
            continue
        except OSError as error:
            raise StorageError(f"Cannot read {error.filename}: {error.strerror}. Check its rights.") from error
    raise StorageError(f"{folder}: files vanish while they are listed. Remove links that lead nowhere, and try again.")


def withdrawn(before: Approved, now: Approved) -> list[str]:
    """Return the ids of comments that were public before and are not now, in their order."""
    return sorted(before.keys() - now.keys())


def reworded(before: Approved, now: Approved) -> list[str]:
    """Return the ids of comments that are public still, in other words."""
    return sorted(each for each, mark in before.items() if each in now and now[each].digest != mark.digest)


def same(before: Approved, now: Approved) -> bool:
    """Tell whether the same comments say the same."""
    return before.keys() == now.keys() and not reworded(before, now)


def _marks(folder: Path, known: Approved) -> Iterator[tuple[str, Mark]]:
    for entry in _files(folder):
        status = entry.stat()
        identifier = entry.name.removesuffix(SUFFIX)
        facts = (status.st_size, status.st_ctime_ns, status.st_ino)
        mark = known.get(identifier)
        yield identifier, mark if mark and mark[1:] == facts else Mark(_digest(entry.path), *facts)


def _files(folder: Path) -> "Iterator[os.DirEntry[str]]":
    if not folder.is_dir():
        return
    with os.scandir(folder) as posts:
        for post in posts:
            if post.name.startswith(".") or not post.is_dir():
                continue
            with os.scandir(post.path) as comments:
                yield from (each for each in comments if each.name.endswith(SUFFIX) and not each.name.startswith("."))


def _digest(path: str) -> str:
    with open(path, "rb") as stream:  # noqa: PTH123 - ten thousand are read, and this is faster
        return hashlib.blake2b(stream.read(), digest_size=16).hexdigest()
