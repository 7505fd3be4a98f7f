"""What goes on besides requests: building, announcing, mail, learning and order; in one process, however many serve the site.

Whoever holds ``instance/service.lock`` does it; the others ask for the lock again and again, so that one takes over. A
preview has a lock of its own: it delivers its own mails, and keeps nobody from building and sending.
"""

import atexit
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from outsideinnovation.deploy.continuous import Changed, ContinuousDeployment
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.errors import ContentError, OutsideInnovationError
from outsideinnovation.locks import Lock
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.service.jobs import Jobs

LOCK, PREVIEWS_LOCK = "service.lock", "preview.lock"
ASK_AGAIN = 3.0  # seconds between two looks at a lock that is taken
TRY_AGAIN = 20.0  # seconds after something went wrong that may pass, such as a full disk
TICK = 0.5  # seconds between two looks at what is to be done
PATIENCE = 10.0  # seconds to wait at the end for what is being done; the next start finishes what is cut off then
_log = logging.getLogger(__name__)


def start(context: ServiceContext, settings: Mapping[str, Any] | None = None) -> "Worker":
    """Begin what goes on besides requests, until the process ends; *settings* override those of the site in builds.

    A preview leaves the site, and order in it, to whoever is the service, and somebody else announces what becomes live.
    """
    background = Worker(context, settings or {})
    background.start()
    atexit.register(background.stop)
    return background


class Worker:
    """Four threads: to build and announce, for periodic jobs, for the newsletter, which may take hours, and for others' feeds."""

    def __init__(self, context: ServiceContext, settings: Mapping[str, Any]) -> None:
        self._context, self._settings = context, settings
        self._builds = not context.is_preview
        self._lock = LOCK if self._builds else PREVIEWS_LOCK
        self._stop = threading.Event()
        self._jobs = Jobs(context, self._stop)
        self._threads: list[threading.Thread] = []
        self._last_error = ""

    def start(self) -> None:
        """Begin, as soon as no other process has the lock."""
        self._threads = [threading.Thread(target=self._run, name="background", daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        """Come to an end: what is being done is finished, if that takes no longer than PATIENCE."""
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)
        atexit.unregister(self.stop)

    def announce(self, made: LiveState) -> None:
        """Tell commenters by mail of what somebody else has made live."""
        self._attempt(partial(self._jobs.announce, made))

    def _run(self) -> None:
        while not self._stop.is_set():
            with Lock(self._context.site.instance / self._lock).attempt() as mine:
                if mine:
                    self._work()
            self._stop.wait(ASK_AGAIN)

    def _work(self) -> None:
        _log.info("This process %s sends mail.", "builds, announces and" if self._builds else "announces and")
        self._attempt(self._begin)
        jobs = [
            threading.Thread(target=self._run_jobs, args=[due], name=name, daemon=True)
            for name, due in (
                ("jobs", self._jobs.due),
                ("newsletter", self._jobs.long_due),
                ("headlines", self._jobs.others_due),
            )
        ]
        self._threads += jobs
        for thread in jobs:
            thread.start()
        while not self._stop.is_set():
            done = self._attempt(self._build) if self._builds else True
            self._stop.wait(TICK if done else TRY_AGAIN)
        for thread in jobs:
            thread.join(PATIENCE)

    def _begin(self) -> None:
        """Put in order what a crash has left; a preview does so only where no service runs, which would."""
        if self._builds:
            self._jobs.begin()
            return
        with Lock(self._context.site.instance / LOCK).attempt() as nobody_else:
            if nobody_else:
                self._jobs.begin()

    def _build(self) -> None:
        """Build after every change, until the caretaker is outdated, the end has come, or something goes wrong that may pass."""
        deployment = ContinuousDeployment(self._context.site.root, self._settings, self._context.clock)
        for changed in deployment.resident.changes(self._stop):
            done = self._follow(deployment, changed)
            self._attempt(partial(self._jobs.heed, changed))
            if not done:
                self._stop.wait(TRY_AGAIN)
                return
            if deployment.is_outdated:
                return

    def _follow(self, deployment: ContinuousDeployment, changed: Changed) -> bool:
        """Make the site anew and announce what is live; False where that is to be tried again."""
        try:
            live = deployment.follow(changed)
        except OutsideInnovationError as error:
            if self._last_error != str(error):
                self._last_error = str(error)
                _log.error("The site stays as it is until this is mended:\n%s", error)
            return isinstance(error, ContentError)  # whoever mends content changes something
        self._last_error = ""
        if live:
            self._attempt(partial(self._jobs.announce, live))
        return True

    def _run_jobs(self, due: Callable[[], Iterator[Callable[[], None]]]) -> None:
        while not self._stop.wait(TICK):
            for job in due():
                self._attempt(job)

    def _attempt(self, work: Callable[[], object]) -> bool:
        """Do *work*, and tell whether it went well; if not, it is logged and the rest goes on: this is the outermost edge."""
        try:
            work()
        except OutsideInnovationError as error:
            _log.error("%s", error)
            return False
        except Exception:  # noqa: BLE001 - a defect in one chore must not stop the others
            _log.exception("Something went wrong besides requests; it is tried again.")
            self._stop.wait(TICK)
            return False
        return True
