"""Watching folders for changes, and telling whoever waits for what came of them."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

from outsideinnovation.errors import StorageError
from outsideinnovation.publishing.cache.scan import is_left_over

WAIT_SECONDS = 25  # an open question is answered after this long even if nothing changed
QUIET_MILLISECONDS = 10  # changes that follow each other this closely are one change …
LONGEST_MILLISECONDS = 300  # … but for no longer than this
LOOK_MILLISECONDS = 1000  # how soon the watching says that it has begun


class Changes:
    """How often a site has been built; whoever waits is told when that grows."""

    def __init__(self) -> None:
        self.errors = ""
        self.count = 0
        self._condition = threading.Condition()

    def announce(self, errors: str = "") -> None:
        """Say that there is something new to see: another build, or *errors* that kept it from being made."""
        with self._condition:
            self.errors = errors
            self.count += 1
            self._condition.notify_all()

    def after(self, seen: str) -> str:
        """Return the count once it differs from *seen*, or after WAIT_SECONDS."""
        with self._condition:
            self._condition.wait_for(lambda: str(self.count) != seen, WAIT_SECONDS)
            return str(self.count)


def changes_below(folders: Sequence[Path], stop: threading.Event, *, pause: float = 0) -> Iterator[set[Path]]:
    """Yield what has changed below *folders*, once it has been quiet for a moment, until *stop* is set.

    The first yield, within a second, is empty where nothing has: from then on nothing is missed, but what changed before
    the watching began is for the caller to look for. After *pause* seconds without a change (0: never) an empty set is
    yielded. Raises StorageError where the system watches no more folders.
    """
    wanted = _Wanted(map(str, folders))
    begun, idle = False, 0.0
    try:
        for seen in watch(
            *folders,
            watch_filter=wanted,
            stop_event=stop,
            debounce=LONGEST_MILLISECONDS,
            step=QUIET_MILLISECONDS,
            rust_timeout=LOOK_MILLISECONDS,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            idle = 0 if seen else idle + LOOK_MILLISECONDS / 1000
            if seen or not begun or (pause and idle >= pause):
                yield {Path(path) for _, path in seen}
                idle = 0
            begun = True
    except OSError as error:
        raise StorageError(
            f"Cannot watch {', '.join(map(str, folders))}: {error}. Raise fs.inotify.max_user_watches (sysctl)."
        ) from error


class _Wanted:
    """Tells which changes matter: of what is content, and so is neither hidden nor what editors leave behind."""

    def __init__(self, folders: Iterable[str]) -> None:
        self._folders = tuple(sorted(folders, key=len, reverse=True))

    def __call__(self, change: Change, path: str) -> bool:
        """Tell whether the *change* at *path* does."""
        del change
        root = next((folder for folder in self._folders if path.startswith(folder)), "")
        return not any(is_left_over(name) for name in path[len(root) :].split("/") if name)
