"""Sends issues: the ledger of deliveries as a queue of mails, and one run over it (``mail.queue``, ``mail.senders``)."""

import os
import secrets
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from outsideinnovation.errors import ConflictError
from outsideinnovation.locks import Lock
from outsideinnovation.mail.address import MailError
from outsideinnovation.mail.relay import Relay
from outsideinnovation.mail.senders import RelayLimits, Senders, Tally
from outsideinnovation.mail.smtp import DeliveryOutcome
from outsideinnovation.subscriptions.delivery_state import DeliveryState
from outsideinnovation.subscriptions.group_commit import GroupCommit
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.ledger import CLAIM_LEASE, Claimed, Ledger, Settlement

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240, 480))  # then every eight hours
GIVE_UP = timedelta(hours=48)
PAGE = 200  # deliveries that are claimed at once


@dataclass(frozen=True, slots=True)
class AddressedMail:
    """One delivery with its envelope; ``sender`` is the return path that names it (VERP)."""

    claimed: Claimed
    sender: str

    @property
    def to(self) -> str:
        """The recipient's address."""
        return self.claimed.address

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"delivery {self.claimed.id}"


class Newsletter(Protocol):
    """What the queue needs of whoever writes the mails."""

    def return_path(self, delivery: int) -> str:
        """Return where a bounce of that delivery goes."""

    def message(self, claimed: Claimed, now: datetime) -> bytes:
        """Return the message of a delivery. Raises MailError where it cannot be written."""

    def fill(self, now: datetime) -> bool:
        """Write down more recipients of the issues that are being prepared; False when all are written down."""

    def issues(self) -> list[int]:
        """Return the issues that are on their way, the longest due first."""

    def refused(self, claimed: Claimed, reply: str, now: datetime) -> None:
        """Write down that the relay refused the delivery for good: that counts as a bounce."""


@dataclass(slots=True)
class LedgerQueue:
    """The ledger as delivery sees it (``mail.queue.Queue``); *clock* tells the time, for a run may take hours."""

    ledger: Ledger
    group: GroupCommit
    newsletter: Newsletter
    clock: Callable[[], datetime]
    page: int = PAGE

    def due(self, now: datetime) -> Iterator[AddressedMail]:
        """Yield what is due until nothing is, and write down recipients meanwhile."""
        while page := self._page():
            for claimed in page:
                yield AddressedMail(claimed, self.newsletter.return_path(claimed.id))

    def message(self, item: AddressedMail) -> bytes:
        """Return the message of a delivery; one whose address no mail can name has failed. Raises ConflictError then."""
        now = self.clock()
        try:
            return self.newsletter.message(item.claimed, now)
        except MailError as error:
            self._settle(item, DeliveryState.FAILED, str(error), now)
            raise ConflictError(str(error)) from error

    def prepare(self, item: AddressedMail) -> None:
        """Let its beginning be committed with those of other connections."""
        self.group.prepare(item.claimed.id)

    def begin(self, item: AddressedMail) -> bool:
        """Commit that it is on its way; False where its reader has unsubscribed or was erased meanwhile."""
        return self.group.begin(item.claimed.id)

    def finish(self, item: AddressedMail, reply: str, now: datetime) -> None:
        """Gather that the relay has taken it."""
        self._settle(item, DeliveryState.SENT, reply, now)

    def fail(self, item: AddressedMail, reply: str, now: datetime) -> None:
        """Give it up; the refusal counts as a bounce."""
        self._settle(item, DeliveryState.FAILED, reply, now)
        self.group.flush()
        self.newsletter.refused(item.claimed, reply, now)

    def defer(self, item: AddressedMail, reply: str, now: datetime) -> bool:
        """Keep it for later, each time for longer; False if it is given up: GIVE_UP after the first attempt."""
        claimed = item.claimed
        if claimed.first_attempt and now - claimed.first_attempt >= GIVE_UP:
            self._settle(item, DeliveryState.FAILED, reply, now)
            return False
        later = now + BACK_OFF[min(claimed.attempts, len(BACK_OFF) - 1)]
        self._settle(item, DeliveryState.DEFERRED, reply, now, later)
        return True

    def flush(self) -> None:
        """Commit what was gathered."""
        self.group.flush()

    def _page(self) -> list[Claimed]:
        while True:
            issues = self.newsletter.issues()
            page = self.ledger.claim(issues, self.page, self.clock())
            if page or not self.newsletter.fill(self.clock()):
                return page

    def _settle(
        self, item: AddressedMail, state: DeliveryState, reply: str, now: datetime, not_before: datetime | None = None
    ) -> None:
        reply_text = reply.replace(item.to, "the reader")  # so that erasing somebody need not search what relays said
        self.group.settle(Settlement(item.claimed.id, state, reply_text, now, not_before))


@dataclass(frozen=True, slots=True)
class DeliveryTotals:
    """What became of a run; ``uncertain`` may have arrived twice, ``problem`` says why the relay could not be used."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    skipped: int = 0
    uncertain: int = 0
    problem: str | None = None


def deliver(
    database: Database,
    newsletter: Newsletter,
    relay: Relay,
    clock: Callable[[], datetime],
    limits: RelayLimits | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[DeliveryOutcome], None] = lambda _: None,
) -> DeliveryTotals:
    """Send what is due, until nothing is or *stop* is set; it may be killed at any time and called again.

    On SQLite one sender works at a time; another raises ConflictError. On PostgreSQL several share the work.
    """
    limits = limits or RelayLimits()
    with opened(database, newsletter, clock, _page_size(limits)) as (queue, uncertain):
        tally = Senders(queue, relay, clock, limits, tls=tls, stop=stop, progress=progress).send(queue.due(clock()))
    return _result(tally, uncertain)


@contextmanager
def opened(
    database: Database, newsletter: Newsletter, clock: Callable[[], datetime], page: int = PAGE
) -> Iterator[tuple[LedgerQueue, int]]:
    """Give the ledger's queue to one sender, and how many mails a crash left that may have arrived and go again.

    At the end issues whose deliveries are all over are finished. Raises ConflictError as ``deliver`` does.
    """
    with ExitStack() as stack:
        stack.enter_context(_alone(database))
        ledger = stack.enter_context(_ledger(database))
        uncertain = ledger.recover(clock())
        group = GroupCommit(lambda begins, settled: ledger.commit(begins, settled, clock()))
        yield LedgerQueue(ledger, group, newsletter, clock, page), uncertain
        group.flush()
        ledger.finish_issues(clock())


def is_sending(database: Database) -> bool | None:
    """Tell whether a sender is at work; None where several may be, and each has its part (PostgreSQL)."""
    if database.path is None:
        return None
    with Lock(_lock(database.path)).attempt() as is_free:
        return not is_free


def _page_size(limits: RelayLimits) -> int:
    """Return how many to claim at once: where mails go slowly, no more than go while the claim holds (lease)."""
    if not limits.per_second:
        return PAGE
    return max(1, min(PAGE, int(limits.per_second * CLAIM_LEASE.total_seconds() / 5)))


def _result(tally: Tally, uncertain: int) -> DeliveryTotals:
    counts = tally.counts
    deferred = counts[DeliveryOutcome.DEFERRED] + counts[DeliveryOutcome.LOST] + counts[DeliveryOutcome.UNCERTAIN]
    uncertain += counts[DeliveryOutcome.UNCERTAIN]
    failed, skipped = counts[DeliveryOutcome.REFUSED], counts[DeliveryOutcome.WITHDRAWN]
    return DeliveryTotals(counts[DeliveryOutcome.SENT], deferred, failed, skipped, uncertain, tally.problem)


@contextmanager
def _ledger(database: Database) -> Iterator[Ledger]:
    with database.driver() as driver:
        try:
            yield Ledger(driver, _sender_name())
        finally:
            driver.close()


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    if database.path is None:
        yield
        return
    with Lock(_lock(database.path)).attempt() as is_mine:
        if not is_mine:
            raise ConflictError(
                "Another process is sending just now: it goes on, and `oi newsletter status` says how far."
            )
        yield


def _lock(path: Path) -> Path:
    return path.with_name(f"{path.stem}.sending.lock")


def _sender_name() -> str:
    return f"{socket.gethostname()[:32]}/{os.getpid()}/{secrets.token_hex(4)}"
