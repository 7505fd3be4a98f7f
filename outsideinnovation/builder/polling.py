"""Looking at folders from time to time, where the system tells of no changes: no inotify instance is left, for one.

watchfiles can poll too, but compares times in whole seconds: the second of two saves within one is never seen.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from outsideinnovation.builder.incremental.stamps import is_left_over

EVERY = 2.0  # seconds between two looks …
SHARE = 20  # … or so many times as long as a look takes, where that is more
SETTLING = 0.05  # seconds after which whoever writes several files is probably done
CACHE = "__pycache__"
_Stamp = tuple[int, ...]


def is_watched(name: str) -> bool:
    """Tell whether changes of a file or folder of that name matter: it is neither left over nor Python's cache.

    Beside a theme lie its compiled templates there, which the build of any other site may write.
    """
    return name != CACHE and not is_left_over(name)


class Poll:
    """What lies below *folders* (files count as well), looked at when it is made and whenever it is asked."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._took = 0.0
        self._seen = self._look()

    @property
    def pause(self) -> float:
        """How many seconds to wait before the next look, so that looking stays a small part of the machine's work."""
        return max(EVERY, SHARE * self._took)

    def changed(self) -> set[Path]:
        """Return the files that have come, gone or changed since the last look."""
        before, self._seen = self._seen, self._look()
        paths = before.keys() | self._seen.keys()
        return {Path(path) for path in paths if before.get(path) != self._seen.get(path)}

    def changes(self, stop: threading.Event, until: float) -> Iterator[set[Path]]:
        """Yield what has changed after every look, nothing included, until *stop* is set or the monotonic clock says *until*."""
        while time.monotonic() < until and not stop.wait(self.pause):
            changed = self.changed()
            if changed and not stop.wait(SETTLING):
                changed |= self.changed()
            yield changed

    def _look(self) -> dict[str, _Stamp]:
        began = time.monotonic()
        found = {path: _stamp(path) for folder in self._folders for path in _files(str(folder))}
        self._took = time.monotonic() - began
        return found


def _files(root: str) -> Iterator[str]:
    """Yield *root* where it is a file, else every file below it that is content; what may not be read holds nothing."""
    if os.path.isfile(root):  # noqa: PTH113 - tens of thousands of paths; text is enough
        yield root
    for folder, below, names in os.walk(root, followlinks=True):
        below[:] = filter(is_watched, below)
        yield from (f"{folder}/{name}" for name in filter(is_watched, names))


def _stamp(path: str) -> _Stamp:
    try:
        found = os.stat(path)  # noqa: PTH116 - likewise
    except OSError:  # gone since, or a link that leads nowhere
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
