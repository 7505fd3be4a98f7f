"""The files below a folder, and in what two such trees differ.

What was built is compared with what is live as rsync does it: equal size and equal time of change mean equal; where the
time differs, the bytes decide. A file of a release carries the time of the built file that it was copied from.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.errors import Problem, StorageError

CHUNK = 1 << 20
WELL_KNOWN = ".well-known"  # the one hidden name that is meant to be public (RFC 8615)


@dataclass(frozen=True, slots=True)
class Tree:
    """The regular files below *folder* by their paths in it, with size in bytes and time of change in nanoseconds.

    ``strange`` are the paths of links, devices and other things that are no files and could lead out of the folder.
    """

    folder: Path
    files: Mapping[str, tuple[int, int]]
    strange: tuple[str, ...] = ()

    @classmethod
    def walk(cls, folder: Path) -> "Tree":
        """Look at everything below *folder*; a folder that is not there is an empty tree. Raises StorageError."""
        files: dict[str, tuple[int, int]] = {}
        strange: list[str] = []
        waiting = [""] if folder.is_dir() else []
        try:
            while waiting:
                below = waiting.pop()
                with os.scandir(f"{folder}/{below}") as entries:
                    for entry in entries:
                        path = below + entry.name
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(f"{path}/")
                        elif entry.is_file(follow_symlinks=False):
                            status = entry.stat(follow_symlinks=False)
                            files[path] = (status.st_size, status.st_mtime_ns)
                        else:
                            strange.append(path)
        except OSError as error:
            raise StorageError(f"Cannot read {error.filename}: {error.strerror}. Check the folder's rights.") from error
        return cls(folder, files, tuple(sorted(strange)))

    def read(self, path: str) -> bytes:
        """Return the bytes of the file at *path*. Raises StorageError."""
        try:
            with open(f"{self.folder}/{path}", "rb") as stream:  # noqa: PTH123 - ten thousand are read, and this is faster
                return stream.read()
        except OSError as error:
            raise StorageError(f"Cannot read {error.filename}: {error.strerror}. Check its rights.") from error

    def problems(self) -> list[Problem]:
        """Return a problem for everything that may not be published: hidden names, and what is no regular file."""
        hidden = [
            Problem(Path(path), 0, "a hidden file", "keep it out of the folders that are published")
            for path in self.files
            if "/." in f"/{path}" and _hidden(path)
        ]
        odd = (Problem(Path(path), 0, "no regular file", "publish a copy of what it leads to") for path in self.strange)
        return [*hidden, *odd]


@dataclass(frozen=True, slots=True)
class TreeChange:
    """What is to happen to a tree: paths that come, that get other bytes, and that go; each in the order of paths."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many files it touches."""
        return len(self.added) + len(self.changed) + len(self.removed)

    @property
    def written(self) -> tuple[str, ...]:
        """The paths that get new bytes."""
        return self.added + self.changed


def compare(old: Tree, new: Tree, *, keeping: Iterable[str] = ()) -> TreeChange:
    """Return what makes *new* of *old*, but for the paths of *keeping*, which stay though *new* lacks them."""
    added, changed = [], []
    for path, facts in new.files.items():
        before = old.files.get(path)
        if before is None:
            added.append(path)
        elif before != facts and (before[0] != facts[0] or not _same(old.folder / path, new.folder / path)):
            changed.append(path)
    removed = old.files.keys() - new.files.keys() - set(keeping)
    return TreeChange(tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(removed)))


def copy(source: Path, target: Path) -> None:
    """Copy a file to a *target* that must not exist yet, with its time of change; it is not synced."""
    with source.open("rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
        writing.flush()
        status = os.fstat(reading.fileno())
        os.utime(writing.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))


def _same(one: Path, other: Path) -> bool:
    with one.open("rb") as first, other.open("rb") as second:
        while chunk := first.read(CHUNK):
            if chunk != second.read(CHUNK):
                return False
    return True


def _hidden(path: str) -> bool:
    return any(name.startswith(".") and name != WELL_KNOWN for name in path.split("/"))
