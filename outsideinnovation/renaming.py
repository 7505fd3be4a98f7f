"""A rename that never replaces: in one step where the system has one, else by a second name and a lock."""

import errno
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from outsideinnovation.locks import locked_folder

_HERE = -100  # AT_FDCWD: paths count from the current folder, as everywhere
_NO_REPLACE = 1  # RENAME_NOREPLACE, see renameat2(2)
_NOT_KNOWN = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}  # EPERM: what some sandboxes say instead


def rename(source: Path, target: Path) -> None:
    """Give *source* the name *target*. Raises FileExistsError where that is taken, OSError as ``os.rename`` does.

    Neither name is durable before the folders are synced.
    """
    if not _in_one_step(source, target):
        _by_a_second_name(source, target)


def _in_one_step(source: Path, target: Path) -> bool:
    """Rename by Linux' ``renameat2``; False where the C library or the file system has none."""
    renameat2 = _renameat2()
    if renameat2 is None:
        return False
    number = renameat2(os.fsencode(source), os.fsencode(target))
    if number and number not in _NOT_KNOWN:
        raise OSError(number, os.strerror(number), str(source), None, str(target))
    return not number


def _by_a_second_name(source: Path, target: Path) -> None:
    """Rename where nothing better is known; a crash in between leaves both names, and never none."""
    beside = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with locked_folder(source.parent):
            os.link(source, target)
            os.fsync(beside)
            source.unlink()
    finally:
        os.close(beside)


@cache
def _renameat2() -> Callable[[bytes, bytes], int] | None:
    """Return what renames and gives the error's number, or None; looked for only where something is renamed."""
    import ctypes  # noqa: PLC0415 - what only builds does not wait for it

    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return None
    return lambda source, target: (
        ctypes.get_errno() if library.renameat2(_HERE, source, _HERE, target, _NO_REPLACE) else 0
    )
