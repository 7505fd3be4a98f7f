"""Watching folders for changes, and telling whoever waits for what came of them."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from watchfiles import Change, watch

from outsideinnovation.builder.polling import EVERY, Poll, is_watched
from outsideinnovation.errors import Problem

WAIT_SECONDS = 25  # an open question is answered after this long even if nothing changed
QUIET_MILLISECONDS = 10  # changes that follow each other this closely are one change …
LONGEST_MILLISECONDS = 300  # … but for no longer than this
LOOK_MILLISECONDS = 1000  # how soon the watching says that it has begun
TRY_AGAIN = 60.0  # seconds after which the system is asked again to watch
UNWATCHED = (
    "The system tells of no changes ({error}), so folders are looked at every {seconds:.0f} seconds. Raise "
    "fs.inotify.max_user_instances and fs.inotify.max_user_watches (sysctl)."
)
_log = logging.getLogger(__name__)


class BuildCount(TypedDict):
    """How often a site has been built, and the last time after which a page is to be loaded whole, by that count."""

    count: int
    reload: int


class Changes:
    """How often a site has been built; whoever waits is told when that grows."""

    def __init__(self) -> None:
        self.errors = ""
        self.warnings: tuple[Problem, ...] = ()
        self.count = 0
        self._reload = 0
        self._condition = threading.Condition()

    def announce(self, errors: str = "", warnings: Iterable[Problem] = (), *, whole: bool = False) -> None:
        """Say that there is something new to see: another build, with *warnings*, or *errors* that kept it from being made.

        *whole*: more than texts has changed, such as a style sheet, which pages that are open do not ask for again.
        """
        with self._condition:
            self.errors, self.warnings = errors, tuple(warnings)
            self.count += 1
            self._reload = self.count if whole else self._reload
            self._condition.notify_all()

    def after(self, seen: str) -> BuildCount:
        """Return what there is to see once the count differs from *seen*, or after WAIT_SECONDS."""
        with self._condition:
            self._condition.wait_for(lambda: str(self.count) != seen, WAIT_SECONDS)
            return BuildCount(count=self.count, reload=self._reload)


def changes_below(
    folders: Sequence[Path],
    stop: threading.Event,
    *,
    is_due: Callable[[], bool] = lambda: False,
    warn: Callable[[str], None] = _log.warning,
) -> Iterator[set[Path] | None]:
    """Yield what has changed below *folders*, once it has been quiet for a moment, until *stop* is set.

    None: that is not known. So it is the first time, within a second, and whenever the way of watching has changed: from
    then on nothing is missed, but what changed before is for the caller to look for. Whenever *is_due* says so, which is
    asked every second, an empty set is yielded though nothing has changed. Where the system watches no more folders *warn*
    is told why, once, and they are looked at from time to time, until it does again.
    """
    for seen in _seen(folders, stop, warn):
        if seen is None or seen or is_due():
            yield seen


def _seen(folders: Sequence[Path], stop: threading.Event, warn: Callable[[str], None]) -> Iterator[set[Path] | None]:
    """Yield every moment what has changed; None where the watching has just begun, by the system or by looking."""
    poll: Poll | None = None
    while not stop.is_set():
        watched = False
        try:
            for seen in _told(folders, stop):
                poll = None
                yield seen if watched else None
                watched = True
        except (
            OSError,
            RuntimeError,
        ) as error:  # watchfiles has a RuntimeError of its own: no inotify instance is left
            if poll is None:
                warn(UNWATCHED.format(error=error, seconds=EVERY))
                poll = Poll(folders)
                stop.wait(LOOK_MILLISECONDS / 1000)  # whoever begins anew at each yield does so no oftener than that
                yield None
            yield from poll.changes(stop, time.monotonic() + TRY_AGAIN)


def _told(folders: Sequence[Path], stop: threading.Event) -> Iterator[set[Path]]:
    """Yield what the system tells, every LOOK_MILLISECONDS at least. Raises OSError or RuntimeError where it does not."""
    told = watch(
        *folders,
        watch_filter=_Wanted(map(str, folders)),
        stop_event=stop,
        debounce=LONGEST_MILLISECONDS,
        step=QUIET_MILLISECONDS,
        rust_timeout=LOOK_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=True,  # Ctrl-C is for the command, which would otherwise watch on
    )
    return ({Path(path) for _, path in seen} for seen in told)


class _Wanted:
    """Tells which changes matter: of what is content, and so neither hidden, nor what editors leave behind, nor a cache."""

    def __init__(self, folders: Iterable[str]) -> None:
        self._folders = tuple(sorted(folders, key=len, reverse=True))

    def __call__(self, change: Change, path: str) -> bool:
        """Tell whether the *change* at *path* does."""
        del change
        root = next((folder for folder in self._folders if path.startswith(folder)), "")
        return all(is_watched(name) for name in path[len(root) :].split("/") if name)
