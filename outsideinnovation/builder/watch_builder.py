"""A builder that stays: it knows the site already, so that an approved comment is on its page at once."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outsideinnovation.builder.build import choose
from outsideinnovation.builder.content.waiting import next_until
from outsideinnovation.builder.incremental.cache import DamagedCacheError
from outsideinnovation.builder.report import BuildReport, Progress
from outsideinnovation.builder.watching import changes_below
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import OutsideInnovationError, SettingsError
from outsideinnovation.sidebar.headline_cache import folder as headlines_folder
from outsideinnovation.site import SETTINGS_FILE, Site

if TYPE_CHECKING:
    from outsideinnovation.builder.incremental.session import BuildSession

LOOK_AGAIN = 600.0  # seconds after which everything is looked at, in case the system has told nobody of a change


class WatchBuilder:
    """Builds one site again and again into one folder, and keeps what it has learnt in between."""

    def __init__(
        self,
        root: Path,
        settings: Mapping[str, Any],
        progress: Progress,
        warn: Callable[[str], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._root, self._settings = root, settings
        self._progress, self._warn, self._clock = progress, warn, clock
        self._came_due: datetime | None = None  # the last such date for which was built
        self._session: BuildSession | None = None
        self._last = BuildReport(0, 0, 0, 0, 0, 0, 0.0)
        self._folders: list[Path] = []

    @property
    def comments(self) -> frozenset[str] | None:
        """The ids of the approved comments that the last build was made of; None where it went Pelican's way, or failed."""
        return self._session.comments if self._session else None

    @property
    def site(self) -> Site | None:
        """The site as the last build read it; None where it went Pelican's way, or failed."""
        return self._session.site if self._session else None

    def build(self) -> BuildReport:
        """Look at everything and build. Raises ContentError, SettingsError and StorageError as ``build.build`` does."""
        self._session = None
        now = self._clock()
        self._last, self._session = choose(
            Site.load(self._root), self._settings, self._progress, self._warn, now, stay=True
        )
        return self._last

    def follow(self, changed: Iterable[Path] | None, *, look: bool = False) -> BuildReport:
        """Build after the files *changed*, and no others, have; None: it is not known which. Raises as ``build`` does.

        With *look* every comment is looked at besides: what was decided up to now is in the build then.
        """
        paths, started = None if changed is None else list(changed), time.monotonic()
        session, self._session = self._session, None  # whatever goes wrong, the next build looks at everything
        if session is None or paths is None or not all(path.is_relative_to(session.site.comments) for path in paths):
            return self.build()
        try:
            if look or _shows(session.site, paths):
                self._last = session.follow(started, paths, look=look)
            else:
                self._last = _nothing(self._last, started)
        except DamagedCacheError:
            return self.build()
        self._session = session
        return self._last

    def is_concerned(self, changed: Iterable[Path] | None) -> bool:
        """Tell whether a build after the files *changed* could make anything; most comments that come are not public."""
        return changed is None or self._session is None or _shows(self._session.site, changed)

    def warm(self) -> None:
        """Learn now what the next ``follow`` would have to learn first; what has changed meanwhile is for that to say."""
        with suppress(OutsideInnovationError, DamagedCacheError, OSError):
            if self._session:
                self._session.warm()

    def changes(self, stop: threading.Event, warn: Callable[[str], None] | None = None) -> Iterator[set[Path] | None]:
        """Watch the site until *stop* is set, and yield what has changed, once it is quiet, for ``follow``.

        The first time that is not known, for it may have changed before the watching began; so it is from time to time, and
        when a post comes out that has waited for its date.
        Where the system watches no more folders, *warn* is told so once, and they are looked at again and again.
        """
        settings_file = self._root.resolve() / SETTINGS_FILE
        tell = _once(warn or self._warn)
        while not stop.is_set():
            folders, looked = self.watched(), float("-inf")
            for changed in changes_below(folders, stop, is_due=lambda: self._is_due(looked), warn=tell):  # noqa: B023 - asked inside
                if changed is None or self._is_due(looked):
                    looked, self._came_due = time.monotonic(), self._come() or self._came_due
                    yield None
                else:
                    yield changed
                self.warm()
                if settings_file in (changed or ()) or settings_file not in folders:
                    break  # another file has its name now, and there may be other folders to watch

    def _is_due(self, looked: float) -> bool:
        """Tell whether all is to be looked at though nothing has changed: for long it was not, or a post's date has come."""
        return time.monotonic() - looked > LOOK_AGAIN or self._come() not in {None, self._came_due}

    def _come(self) -> datetime | None:
        """Return the date that has come since the last build, of a post that waited for it or of the end of a private address."""
        times = (next_until(self._last.waiting), self._last.next_end)
        return min((time for time in times if time and time <= self._clock()), default=None)

    def watched(self) -> list[Path]:
        """Return the folders and files whose changes matter; where the settings are broken, those that mattered before."""
        with suppress(SettingsError):
            site = Site.load(self._root)
            own = site.template_folders[:-1]
            cached = _made(headlines_folder(site.instance))
            self._folders = [site.content, site.settings_file, site.theme, cached, *own]
        return [path for path in self._folders if path.exists()]


def _made(folder: Path) -> Path:
    """Make *folder*, for what is not there cannot be watched; where that fails, it is not."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _shows(site: Site, paths: Iterable[Path]) -> bool:
    """Tell whether any of *paths* is, or was, something that the site shows."""
    approved = site.comments / Status.APPROVED
    return any(path.is_relative_to(approved) or not path.is_relative_to(site.comments) for path in paths)


def _once(warn: Callable[[str], None]) -> Callable[[str], None]:
    """Return *warn* for whoever would say the same again and again."""
    told: set[str] = set()

    def tell(message: str) -> None:
        if message not in told:
            told.add(message)
            warn(message)

    return tell


def _nothing(last: BuildReport, started: float) -> BuildReport:
    """Return the report of a build with nothing to do, after the *last*."""
    seconds = time.monotonic() - started
    return replace(last, written=0, unchanged=last.written + last.unchanged, removed=0, seconds=seconds)
