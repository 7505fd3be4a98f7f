"""Writing files so that a reader, or a crash, never meets half of one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from outsideinnovation.errors import ConflictError, StorageError


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write *data* so that *path* holds either what it held before or all of *data*, also after a crash.

    Raises StorageError when the disk refuses; the old file is then untouched.
    """
    with _storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.tmp")
        try:
            _write_new(temporary, data, mode)
            temporary.replace(path)
            sync_directory(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def create(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write *data* to a *path* that must not exist yet; it appears whole or not at all.

    Raises ConflictError when *path* exists, StorageError when the disk refuses.
    """
    with _storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.tmp")
        try:
            _write_new(temporary, data, mode)
            os.link(temporary, path)
            sync_directory(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def move(source: Path, target: Path) -> None:
    """Rename *source* to *target* in one step, without ever replacing a *target* that exists.

    Raises ConflictError when *target* exists or *source* is gone, StorageError when the disk refuses.
    """
    with _storage_errors(source):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except FileNotFoundError:
            raise ConflictError(f"{source} is gone: somebody else has moved it. List again.") from None
        with suppress(FileNotFoundError):
            source.unlink()
        sync_directory(target.parent)
        sync_directory(source.parent)


def sync_directory(directory: Path) -> None:
    """Make renames inside *directory* survive a power cut (fsync of the directory, as PostgreSQL does)."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise ConflictError(f"{path} exists already and was left as it is. Choose another name, or remove it.") from None
    except OSError as error:
        raise StorageError(f"Cannot write {path}: {error.strerror}. Check the folder's rights and free space.") from error
