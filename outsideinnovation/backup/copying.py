"""Copies single files into a folder that only its owner may read, and says what was copied: size and SHA-256."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from outsideinnovation.backup.manifest import SavedFile
from outsideinnovation.errors import StorageError

_CHUNK = 1 << 20  # octets
_PATIENCE = 30  # seconds to wait for whoever writes to a SQLite file
_HEAD = b"SQLite format 3\0"


def copy(source: Path, target: Path) -> SavedFile:
    """Copy *source* to the new file *target*. Raises FileNotFoundError where it is gone, StorageError when the disk refuses."""
    with source.open("rb") as stream:
        found, digest, size = os.fstat(stream.fileno()), hashlib.sha256(), 0
        with _storage_errors(target), new_file(target) as copied:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += copied.write(chunk)
            copied.flush()
            os.utime(copied.fileno(), ns=(found.st_mtime_ns, found.st_mtime_ns))
    return SavedFile(size, digest.hexdigest(), found.st_mode & 0o755, found.st_mtime_ns)


def copy_sqlite(source: Path, target: Path) -> SavedFile:
    """Copy the SQLite file *source* as it is at one moment, by SQLite's own backup, and check the copy.

    What others write meanwhile is in it whole or not at all. Raises StorageError, also for a file that is damaged.
    """
    mode = source.stat().st_mode & 0o755
    try:
        with _storage_errors(target), new_file(target):
            pass
        address = f"file:{quote(str(source.absolute()))}?mode=rw"
        with (
            closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written)
            written.execute("PRAGMA journal_mode = DELETE")  # one file, and none beside it
            problem = written.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise StorageError(f"Cannot copy {source}: {error}. Check free space, and the file with sqlite3.") from error
    if problem != "ok":
        raise StorageError(f"{source} is damaged ({problem}): restore it from an older backup.")
    return saved(target, mode)


def saved(path: Path, mode: int) -> SavedFile:
    """Return what is to be said of the file at *path*, which has been written already."""
    with _storage_errors(path), path.open("rb") as stream:
        found = os.fstat(stream.fileno())
        return SavedFile(found.st_size, hashlib.file_digest(stream, "sha256").hexdigest(), mode, found.st_mtime_ns)


def is_sqlite(path: Path) -> bool:
    """Tell whether the file at *path* is SQLite's: by its first octets, or by its name where nothing is in it yet."""
    with path.open("rb") as stream:
        return stream.read(len(_HEAD)) == _HEAD


def private_folder(folder: Path) -> None:
    """Make *folder*, and those above it, each for its owner only. Raises OSError."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Give the stream of a new file at *path*, for its owner only; folders are made, for their owner only."""
    private_folder(path.parent)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as stream:  # noqa: PTH123 - with its rights from the start
        yield stream


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"Cannot write {path}: {error.strerror}. Check the folder's rights and free space."
        ) from error
