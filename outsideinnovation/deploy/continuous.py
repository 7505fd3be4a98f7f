"""Keeps a site live: builds after every change, publishes where releases are in use, and writes down what is live.

Whatever fails leaves what readers have as it is, and is written down as well.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation.builder import places
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.deploy import live_state, web_server
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.deploy.releases import live_search, publication
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.deploy.releases.release_store import Releases
from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

Changed = Iterable[Path] | None
DEFECT = "The build ended in a way that nobody foresaw ({}): the service's log says where. Please report it."
_log = logging.getLogger(__name__)


class ContinuousDeployment:
    """Looks after the live site in *root*; *settings* override those of its settings file.

    Where releases are in use, and no setting says where else to build, the live site is ``instance/current``.
    """

    def __init__(self, root: Path, settings: Mapping[str, Any], clock: Callable[[], datetime]) -> None:
        self._root, self._settings, self._clock = root.resolve(), dict(settings), clock
        self._bare = Site(self._root, {})  # where things are, whatever the settings file says by now
        self._warned: set[str] = set()
        self._releases = self._uses_releases()
        trial = places.settings(self._root / "instance", places.TRIAL) if self._releases else {}
        self.resident = WatchBuilder(self._root, {**self._settings, **trial}, lambda *_: None, self._warn, clock)
        self._owes = True  # whether something was made, or may have been, that is not live yet

    @property
    def is_outdated(self) -> bool:
        """Whether releases have come into use since, or gone out of it: then another caretaker is needed."""
        return self._releases != self._uses_releases()

    def follow(self, changed: Changed) -> LiveState | None:
        """Make the site anew after *changed*, as ``Resident.follow`` takes it, and return what is live then.

        None: nothing that readers see was concerned. Raises OutsideInnovationError, or whatever a defect raises, after
        writing down what was wrong.
        """
        if not self._owes and not self.resident.is_concerned(changed):
            return None
        self._owes = True
        try:
            site = Site.load(self._root).changed(self._settings)
            unknown = self.resident.comments is None
            approved = live_state.approved(CommentQueue(site.comments)) if unknown else frozenset[str]()
            make = self._published if self._releases else self._built
            made = make(site, changed, approved)
        except OutsideInnovationError as error:
            live_state.record_failure(self._bare, str(error), self._clock())
            raise
        except Exception as error:
            live_state.record_failure(self._bare, DEFECT.format(type(error).__name__), self._clock())
            raise
        self._owes = False
        return made

    def _built(self, site: Site, changed: Changed, approved: frozenset[str]) -> LiveState:
        report = self.resident.follow(changed)
        return self._record(site, report.seconds, _touched(report), approved)

    def _published(self, site: Site, changed: Changed, approved: frozenset[str]) -> LiveState:
        started = time.monotonic()
        before = live_state.read(site)
        if before.went_back and changed is None and not _touched(self.resident.follow(None)):
            live_search.follow(site, built=False)  # where going back was interrupted
            return before  # an operator went back, and nothing has changed since: so it stays
        rounds = iter([changed])  # what has changed is known in the first; then others want to see everything

        def build(*_: object, **__: object) -> BuildReport:
            return self.resident.follow(next(rounds, None), look=True)

        done = publication.publish(site, self._clock(), CandidateBuilder(build), then=lambda _: None)
        self._refresh(site)
        return self._record(site, time.monotonic() - started, len(done.change), approved)

    def _record(self, site: Site, seconds: float, touched: int, approved: frozenset[str]) -> LiveState:
        """Write down what is live: what the resident knows of comments, or *approved* where it was Pelican who built."""
        if touched:
            _log.info("The site was made anew in %.2f s: %s changed.", seconds, counted(touched, "file"))
        known = self.resident.comments
        return live_state.record(
            site, approved if known is None else known, self._clock(), seconds=seconds, files=touched
        )

    def _refresh(self, site: Site) -> None:
        """Let the web server know; the site is live even where that fails, and the next publication tries again."""
        try:
            if by_hand := web_server.refresh(site, Releases(site.instance).current):
                self._warn(by_hand)
        except OutsideInnovationError as error:
            self._warn(str(error))

    def _uses_releases(self) -> bool:
        return "OUTPUT_PATH" not in self._settings and Releases(self._root / "instance").current.is_symlink()

    def _warn(self, message: str) -> None:
        if message not in self._warned:
            self._warned.add(message)
            _log.warning("%s", message)


def _touched(report: BuildReport) -> int:
    return report.written + report.removed
