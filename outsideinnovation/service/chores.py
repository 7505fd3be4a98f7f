"""What is to be done from time to time: order in the queue, mail to be delivered, digests, and learning from decisions."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.assembly import live
from outsideinnovation.assembly.addresses import Addresses
from outsideinnovation.assembly.live import Live
from outsideinnovation.comments import moderation
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.spam.model import FILE, Model
from outsideinnovation.mail.delivery import deliver
from outsideinnovation.mail.relay import Relay
from outsideinnovation.publishing.releases.release_store import Releases
from outsideinnovation.service.parts import Parts
from outsideinnovation.site import Site

MINUTE, HOUR = 60.0, 3600.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Chore:
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


class Chores:
    """The chores of one site, whose *parts* they share with its requests."""

    def __init__(self, parts: Parts, *, publishes: bool = True) -> None:
        self._parts, self._publishes = parts, publishes
        self._site = parts.site
        self._noted = 0
        outbox = parts.outbox.folder
        self._all = (
            Chore(self.deliver, MINUTE, lambda: _stamp(outbox / "ready")),
            Chore(self.digest, MINUTE),
            Chore(self.learn, 10 * MINUTE),
            Chore(self.tidy, HOUR, done=time.monotonic()),
            Chore(self.note_addresses, HOUR, done=time.monotonic()),
        )

    def due(self) -> Iterator[Callable[[], None]]:
        """Yield what is to be done now."""
        yield from (chore.work for chore in self._all if chore.is_due(time.monotonic()))

    def begin(self) -> None:
        """Put in order what a crash has left, before anything else."""
        self.tidy()

    def tidy(self) -> None:
        """Put the queue in order, and write down what was decided by hand."""
        now = self._parts.clock()
        recovery = self._parts.queue.recover(now)
        if recovery.swept or recovery.finished or recovery.corrupt:
            _log.warning("The queue was put in order: %s", recovery)
        if decided := moderation.reconcile(self._parts.queue, self._parts.log, now, book=self._parts.book):
            _log.info("%d decisions were made by hand.", len(decided))

    def announce(self, made: Live) -> None:
        """Tell commenters by mail that their comments are live, or answered."""
        written = self._parts.correspondence.live(self._parts.catalogue.entries(), made.comments, self._parts.clock())
        if written:
            _log.info("%d mails to commenters were written.", written)

    def deliver(self) -> None:
        """Hand what is due in the outbox to the relay, where there is one."""
        relay = Relay.from_environment()
        if relay is None:
            return
        done = deliver(self._parts.outbox, relay, self._parts.clock())
        if done.sent or done.failed:
            _log.info("%d mails sent, %d failed, %d deferred.", done.sent, done.failed, done.deferred)
        if done.problem:
            _log.error("%s", done.problem)

    def digest(self) -> None:
        """Tell editors of all that waits, when that is due."""
        self._parts.correspondence.digest(self._parts.clock())

    def learn(self) -> None:
        """Learn anew what spam is, where anything was decided since the last time."""
        path = self._site.instance / FILE
        if _stamp(self._parts.log.path) <= _stamp(path):
            return
        queue = self._parts.queue
        model = Model.train([*queue.list(Status.SPAM), *queue.list(Status.APPROVED)])
        model.save(path)
        _log.info("Spam was learnt anew from %d comments of that kind and %d others.", model.spam, model.fine)

    def note_addresses(self) -> None:
        """Write down in content/addresses.txt what is published, where releases are in use: ``oi publish`` does it at once."""
        published = _stamp(self._site.instance / live.FILE)
        if not self._publishes or published == self._noted or live.read(self._site).errors:
            return
        if Releases(self._site.instance).current.is_symlink():
            Addresses(Site.load(self._site.root)).record()
            self._noted = published


def _stamp(path: Path) -> int:
    """Return when a file or folder was changed, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
