"""Writing files so that a reader, or a crash, never meets half of one."""

import errno
import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from outsideinnovation import modification_time
from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.renaming import rename

if TYPE_CHECKING:
    from concurrent.futures import Executor

_WAITERS = 8  # threads that wait for files that were begun together
_WRITERS = 16  # threads; measured on two cores: 10,000 small files in 1 to 4 s, with one thread in 8 s


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644, is_served: bool = False) -> None:
    """Write *data* so that *path* holds either what it held before or all of *data*, also after a crash.

    With *is_served*, web servers hand it out, and are shown by its time that it is another version.

    Raises StorageError when the disk refuses; the old file is then untouched.
    """
    with _storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}.tmp")
        try:
            _write_new(temporary, data, mode)
            if is_served:
                modification_time.follow(temporary, path)
            temporary.replace(path)
            sync_directory(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def create(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write *data* to a *path* that must not exist yet; it appears whole or not at all.

    Raises ConflictError when *path* exists, StorageError when the disk refuses.
    """
    changed = make_folder(path.parent)
    _create(path, data, mode)
    for folder in (path.parent, *changed):
        sync(folder)


def create_all(files: Iterable[tuple[Path, bytes]], *, mode: int = 0o644) -> None:
    """Do for many *files* what ``create`` does for one, many times faster; when this returns all of them are durable.

    Many threads wait for the disk together, which writes its journal once for all of them, and every folder is synced
    once. Raises as ``create`` does if any file cannot be written; the others are each whole, or not there.
    """
    wanted = list(files)
    changed = {path.parent for path, _ in wanted}
    for folder in list(changed):
        changed.update(make_folder(folder))
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - takes a while, and few commands need it

    with ThreadPoolExecutor(_WRITERS, thread_name_prefix="write") as pool:
        try:
            deque(pool.map(lambda file: _create(file[0], file[1], mode), wanted), maxlen=0)
        finally:
            deque(pool.map(sync, changed), maxlen=0)


def replace(path: Path, data: bytes) -> None:
    """Let *path*, which must exist, hold *data* instead, as ``write_atomically`` does, with the rights it has.

    Raises ConflictError when *path* is gone, StorageError when the disk refuses.
    """
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        raise _gone(path) from None
    write_atomically(path, data, mode=mode)


def append(path: Path, lines: bytes, *, mode: int = 0o644) -> None:
    """Add whole *lines* at the end of *path* durably: all of them, or none and StorageError.

    Whoever may be adding at the same time must hold a lock. A line that a crash cut off is closed first.
    """
    changed = make_folder(path.parent) if path.exists() else {path.parent, *make_folder(path.parent)}
    with _storage_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, mode)
        try:
            _append(descriptor, lines)
        finally:
            os.close(descriptor)
    for folder in changed:
        sync(folder)


def move(source: Path, target: Path) -> None:
    """Rename *source* to *target* in one step, without ever replacing a *target* that exists.

    Raises ConflictError when *target* exists or *source* is gone, StorageError when the disk refuses.
    """
    move_all([(source, target)])


def move_all(moves: Iterable[tuple[Path, Path]]) -> None:
    """Do for many what ``move`` does for one, syncing every folder once.

    The first that fails ends it, and raises as ``move`` does; those before it are moved, durably.
    """
    changed: dict[Path, None] = {}  # new names are synced before old ones, so that a crash loses none
    emptied: dict[Path, None] = {}
    try:
        for source, target in moves:
            _make_durable_folder(target.parent)
            with _storage_errors(target):
                try:
                    rename(source, target)
                except FileNotFoundError:
                    raise _gone(source) from None
            changed[target.parent] = emptied[source.parent] = None
    finally:
        for folder in (*changed, *(folder for folder in emptied if folder not in changed)):
            sync(folder)


def write_each_new(
    wanted: Iterable[tuple[Path, bytes]], waiters: "Executor", *, mode: int = 0o644
) -> list[StorageError | None]:
    """Write files that do not exist yet, durably, and return what befell each; their names are not durable yet.

    For files that are written aside: where one failed, half of it may lie there. All are sent to the disk before the
    first is waited for, and several *waiters* wait, so that the disk writes its journal once for all of them.
    """
    begun = [(path, _begun(path, data, mode)) for path, data in wanted]
    parts = [begun[start::_WAITERS] for start in range(min(_WAITERS, len(begun)))]
    waited = map(_ended, parts) if len(parts) < 2 else waiters.map(_ended, parts)  # noqa: PLR2004 - one needs no company
    ended = dict(each for part in waited for each in part)
    return [ended[path] for path, _ in begun]


def link(source: Path, target: Path) -> bool:
    """Give the file *source* the name *target* too, and return True; False where *target* exists, which is left as it is."""
    try:
        with _storage_errors(target):
            os.link(source, target)
    except ConflictError:
        return False
    return True


def make_folder(folder: Path) -> set[Path]:
    """Make *folder* and those above it; return the folders that got a new one, to be synced as for any new name.

    Raises StorageError when the disk refuses.
    """
    if folder.is_dir():
        return set()
    changed = make_folder(folder.parent)
    with _storage_errors(folder):
        try:
            folder.mkdir(exist_ok=True)
        except FileExistsError:  # a file has the folder's name; that is no conflict over what was to be written
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
    return changed | {folder.parent}


def sync(folder: Path) -> None:
    """Do as ``sync_directory``, and raise StorageError when the disk refuses."""
    with _storage_errors(folder):
        sync_directory(folder)


def sync_directory(directory: Path) -> None:
    """Make renames inside *directory* survive a power cut (fsync of the directory, as PostgreSQL does)."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_durable_folder(folder: Path) -> None:
    """Make *folder* so that it outlives a crash before anything is put into it; else there is none."""
    try:
        for changed in make_folder(folder):
            sync(changed)
    except StorageError:
        with suppress(OSError):
            folder.rmdir()
        raise


def _append(descriptor: int, lines: bytes) -> None:
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        lines = b"\n" + lines
    try:
        _write_whole(descriptor, lines)
        os.fsync(descriptor)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, size)
        raise


def _write_whole(descriptor: int, lines: bytes) -> None:
    """Write *lines* in one call, since whoever reads meanwhile must not see half of them. Raises OSError for less, too."""
    if os.write(descriptor, lines) < len(lines):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _gone(path: Path) -> ConflictError:
    return ConflictError(f"{path} is gone: somebody else has moved it. List again.")


def _create(path: Path, data: bytes, mode: int) -> None:
    with _storage_errors(path):
        temporary = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}.tmp")
        try:
            _write_new(temporary, data, mode)
            os.link(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _begun(path: Path, data: bytes, mode: int) -> int | StorageError:
    """Return the descriptor of a new file that is on its way to the disk, and may not have reached it."""
    try:
        with _storage_errors(path):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            try:
                _write_whole(descriptor, data)
                if hasattr(os, "posix_fadvise"):
                    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)  # begins to write, and does not wait
            except BaseException:
                os.close(descriptor)
                raise
    except StorageError as error:
        return error
    return descriptor


def _ended(begun: Iterable[tuple[Path, int | StorageError]]) -> list[tuple[Path, StorageError | None]]:
    return [(path, _synced(path, it) if isinstance(it, int) else it) for path, it in begun]


def _synced(path: Path, descriptor: int) -> StorageError | None:
    """Sync and close a file; a failed sync is never tried again, since the kernel may forget what it could not write."""
    try:
        with _storage_errors(path):
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except StorageError as error:
        return error
    return None


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
