"""Writing files so that a reader, or a crash, never meets half of one."""

import errno
import os
import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from outsideinnovation.errors import ConflictError, StorageError

_WRITERS = 16  # threads; measured on two cores: 10,000 small files in 1 to 4 s, with one thread in 8 s


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
    changed = _make_folder(path.parent)
    _create(path, data, mode)
    for folder in (path.parent, *changed):
        _sync(folder)


def create_all(files: Iterable[tuple[Path, bytes]], *, mode: int = 0o644) -> None:
    """Do for many *files* what ``create`` does for one, many times faster; when this returns all of them are durable.

    Many threads wait for the disk together, which writes its journal once for all of them, and every folder is synced
    once. Raises as ``create`` does if any file cannot be written; the others are each whole, or not there.
    """
    wanted = list(files)
    changed = {path.parent for path, _ in wanted}
    for folder in list(changed):
        changed.update(_make_folder(folder))
    with ThreadPoolExecutor(_WRITERS, thread_name_prefix="write") as pool:
        try:
            deque(pool.map(lambda file: _create(file[0], file[1], mode), wanted), maxlen=0)
        finally:
            deque(pool.map(_sync, changed), maxlen=0)


def move(source: Path, target: Path) -> None:
    """Rename *source* to *target* in one step, without ever replacing a *target* that exists.

    Raises ConflictError when *target* exists or *source* is gone, StorageError when the disk refuses.
    """
    changed = _make_folder(target.parent)
    with _storage_errors(source):
        try:
            os.link(source, target)
        except FileNotFoundError:
            raise ConflictError(f"{source} is gone: somebody else has moved it. List again.") from None
        with suppress(FileNotFoundError):
            source.unlink()
        for folder in (target.parent, *changed, source.parent):
            sync_directory(folder)


def sync_directory(directory: Path) -> None:
    """Make renames inside *directory* survive a power cut (fsync of the directory, as PostgreSQL does)."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _create(path: Path, data: bytes, mode: int) -> None:
    with _storage_errors(path):
        temporary = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.tmp")
        try:
            _write_new(temporary, data, mode)
            os.link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _make_folder(folder: Path) -> set[Path]:
    """Make *folder* and those above it; return the folders that got a new one, to be synced as for any new name."""
    if folder.is_dir():
        return set()
    changed = _make_folder(folder.parent)
    with _storage_errors(folder):
        try:
            folder.mkdir(exist_ok=True)
        except FileExistsError:  # a file has the folder's name; that is no conflict over what was to be written
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
    return changed | {folder.parent}


def _sync(folder: Path) -> None:
    with _storage_errors(folder):
        sync_directory(folder)


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
        raise ConflictError(
            f"{path} exists already and was left as it is. Choose another name, or remove it."
        ) from None
    except OSError as error:
        raise StorageError(
            f"Cannot write {path}: {error.strerror}. Check the folder's rights and free space."
        ) from error
