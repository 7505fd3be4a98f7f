"""What a file says, kept in memory and read again once the file has changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from outsideinnovation.errors import StorageError

T = TypeVar("T")


class CachedFile(Generic[T]):
    """What *read* makes of the file at *path*, read again only once the file has changed; *missing* without one."""

    def __init__(self, path: Path, read: Callable[[Path], T], missing: T) -> None:
        self._path, self._read, self._missing = path, read, missing
        self._held: tuple[tuple[int, int, int], T] | None = None

    def value(self) -> T:
        """Return it. Raises what *read* raises."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return self._missing
        except OSError as error:
            raise StorageError(f"Cannot read {self._path}: {error.strerror}. Check its rights.") from error
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
        held = self._held
        if held is None or held[0] != stamp:
            self._held = held = (stamp, self._read(self._path))
        return held[1]
