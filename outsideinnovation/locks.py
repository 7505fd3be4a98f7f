"""A lock that threads and processes share, and that a crash lets go of: the one way in which this program locks (flock)."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outsideinnovation.errors import StorageError


class Lock:
    """A lock on the file at *path*, which is made where it is missing; a thread that holds it may take it again.

    A fork inherits nothing of it: whoever took it lets go of it for all. Taking it raises StorageError when the file cannot
    be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.RLock()
        self._depth = 0
        self._descriptor = -1

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            if not self._depth:
                self._descriptor = self._taken()
            self._depth += 1
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            _let_go(self._descriptor)
        self._threads.release()

    @contextmanager
    def attempt(self) -> Iterator[bool]:
        """Hold the lock without waiting; yield False where another process, or another Lock on the file, holds it."""
        try:
            descriptor = self._taken(fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            _let_go(descriptor)

    def _taken(self, how: int = 0) -> int:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(f"Cannot lock {self.path}: {error.strerror}. Check the folder's rights.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | how)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Hold a lock on *folder* itself, without a file beside. Raises OSError where it cannot be opened."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        _let_go(descriptor)


def _let_go(descriptor: int) -> None:
    """Unlock, and close: closing alone is not enough while a fork has the same descriptor."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
