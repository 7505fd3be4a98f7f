"""What is to be done from time to time: order in the queue, mail to be delivered, digests, and learning from decisions."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation import leftovers
from outsideinnovation.builder.urls.site_urls import SiteUrls
from outsideinnovation.comments import manual_moves, moderation
from outsideinnovation.comments.moderation import Decision
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.spam.model import FILE, Model
from outsideinnovation.deploy import live_state
from outsideinnovation.deploy.continuous import Changed
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.deploy.releases.release_store import Releases
from outsideinnovation.mail.delivery import deliver
from outsideinnovation.mail.relay import Relay
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.service.newsletter_job import NewsletterJob
from outsideinnovation.service.subscription_mails import SubscriptionsJob
from outsideinnovation.sidebar.refreshing import refresh
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0
QUIET = 2.0  # seconds without a change after which a file counts as written
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """Something that is done *every* so many seconds, and as soon as its *sign* is another than before."""

    work: Callable[[], None]
    every: float
    sign: Callable[[], object] = lambda: None
    done: float = float("-inf")
    seen: object = None

    def is_due(self, now: float) -> bool:
        """Tell whether it is to be done at *now*, by the monotonic clock; then it counts as done."""
        sign = self.sign()
        if now - self.done < self.every and sign == self.seen:
            return False
        self.done, self.seen = now, sign
        return True


class Jobs:
    """The periodic jobs of one site, whose *context* they share with its requests; setting *stop* ends long ones soon."""

    def __init__(self, context: ServiceContext, stop: threading.Event | None = None) -> None:
        self._context = context
        self._site = context.site
        self._noted = 0
        self._disorderly: set[str] = set()
        outbox, now = context.outbox.folder, time.monotonic()
        subscriptions = SubscriptionsJob(context)
        readers = Job(subscriptions.decide, SECOND), Job(subscriptions.prune, HOUR)
        mail = Job(self.deliver, MINUTE, lambda: _stamp(outbox / "ready")), Job(self.digest, MINUTE)
        order = (
            Job(self.learn, 10 * MINUTE),
            Job(self.mend, SECOND),
            Job(self.tidy, HOUR, done=now),
            Job(self.note_addresses, HOUR, done=now),
        )
        self._short = (*readers, *mail) if context.is_preview else (*readers, *mail, *order)
        newsletter = NewsletterJob(context, stop or threading.Event())
        self._long = (Job(newsletter.run, MINUTE, context.catalogue.stamp),)
        modules = context.site.content / "sidebar"
        self._of_others = (Job(self.fetch_headlines, MINUTE, lambda: [_stamp(each) for each in modules.glob("*.md")]),)
        self._complaints: set[str] = set()

    def due(self) -> Iterator[Callable[[], None]]:
        """Yield what is to be done now, and takes moments."""
        yield from (job.work for job in self._short if job.is_due(time.monotonic()))

    def long_due(self) -> Iterator[Callable[[], None]]:
        """Yield what is to be done now, and may take hours: nothing else is to wait for it."""
        yield from (job.work for job in self._long if job.is_due(time.monotonic()))

    def others_due(self) -> Iterator[Callable[[], None]]:
        """Yield what is to be done now, and waits for other people's servers."""
        yield from (job.work for job in self._of_others if job.is_due(time.monotonic()))

    def begin(self) -> None:
        """Put in order what a crash has left, before anything else; a preview does all that a service would do later."""
        self.tidy()
        if self._context.is_preview:
            self.learn()
            self.note_addresses()

    def tidy(self) -> None:
        """Put the queue in order, and write down what was decided by hand."""
        now, context = self._context.clock(), self._context
        recovery = self._context.queue.recover(now)
        if recovery.swept or recovery.finished or recovery.corrupt:
            _log.warning("The queue was put in order: %s", recovery)
        _tell(moderation.reconcile(context.queue, context.log, now, private_store=context.private_store))
        if swept := leftovers.sweep_site(self._site, now):
            _log.info("%d unfinished files of a crash were removed.", len(swept))

    def heed(self, changed: Changed) -> None:
        """Write down what was decided by hand where files have *changed* (None: anywhere); disorder is for ``mend``."""
        context = self._context
        places = None if changed is None else manual_moves.places(context.queue.folder, changed)
        if places is not None:
            disorderly = {place for place in places if manual_moves.is_disorderly(context.queue.folder, place)}
            self._disorderly.update(place.path for place in disorderly)
            places = [place for place in places if place not in disorderly]
        _tell(
            moderation.reconcile(
                context.queue, context.log, context.clock(), private_store=context.private_store, places=places
            )
        )

    def mend(self) -> None:
        """Put the queue in order where a comment was met in two states or cannot be read, once nobody writes there."""
        found = list(self._disorderly)
        if found and all(map(_is_quiet, found)):
            self._disorderly.difference_update(found)
            self.tidy()

    def announce(self, made: LiveState) -> None:
        """Tell commenters by mail that their comments are live, or answered."""
        written = self._context.notifier.live(self._context.catalogue.entries(), made.comments, self._context.clock())
        if written:
            _log.info("Mails to commenters written: %d.", written)

    def deliver(self) -> None:
        """Hand what is due in the outbox to the relay, where there is one."""
        relay = Relay.from_environment()
        if relay is None:
            return
        done = deliver(self._context.outbox, relay, self._context.clock())
        if done.sent or done.failed:
            _log.info("%s sent, %d failed, %d deferred.", counted(done.sent, "mail"), done.failed, done.deferred)
        if done.problem:
            _log.error("%s", done.problem)

    def digest(self) -> None:
        """Tell editors of all that waits, when that is due."""
        self._context.notifier.digest(self._context.clock())

    def learn(self) -> None:
        """Learn anew what spam is, where anything was decided since the last time."""
        path = self._site.instance / FILE
        if _stamp(self._context.log.path) <= _stamp(path):
            return
        queue = self._context.queue
        model = Model.train([*queue.look(Status.SPAM)[0], *queue.look(Status.APPROVED)[0]])
        model.save(path)
        _log.info(
            "Spam was learnt anew from %s of that kind and %d others.", counted(model.spam, "comment"), model.fine
        )

    def fetch_headlines(self) -> None:
        """Fetch the headlines of the sidebar that are due; a feed that fails is named in the log once for every reason."""
        complaints = {state.complaint for state in refresh(self._site, self._context.clock()) if state.was_asked}
        for complaint in sorted(complaints - self._complaints - {""}):
            _log.warning("%s", complaint)
        self._complaints |= complaints

    def note_addresses(self) -> None:
        """Write down in content/addresses.txt what is published, where releases are in use: ``oi publish`` does it at once."""
        published = _stamp(self._site.instance / live_state.FILE)
        if published == self._noted or live_state.read(self._site).errors:
            return
        if Releases(self._site.instance).current.is_symlink():
            SiteUrls(Site.load(self._site.root)).record()
            self._noted = published


def _tell(decided: Sequence[Decision]) -> None:
    if decided:
        _log.info("By hand: %s.", counted(len(decided), "decision"))


def _is_quiet(path: str) -> bool:
    """Tell whether a file has not changed for a while, or is gone: whoever copies it is done."""
    try:
        return time.time() - os.lstat(path).st_ctime > QUIET
    except OSError:
        return True


def _stamp(path: Path) -> int:
    """Return when a file or folder was changed, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
