"""Sends the mails of a queue over one or several connections to a relay, each mail in a transaction of its own.

What every mail came to is told to the queue before the same connection begins another. With one connection all happens in
the caller's thread, with several each has a thread of its own.
"""

import logging
import ssl
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic

from outsideinnovation.errors import ConflictError
from outsideinnovation.mail.queue import Item, Queue
from outsideinnovation.mail.relay import Relay
from outsideinnovation.mail.smtp import DeliveryOutcome, RelayError, SmtpReply, SmtpSession, trusted
from outsideinnovation.mail.throttle import Throttle
from outsideinnovation.wording import counted

MAILS_A_CONNECTION = 50  # many relays hang up after a hundred
TROUBLE = 5  # mails in a row that were put off: then the relay is in trouble, and is left in peace for a while
BUSY = 100  # recipients in a row that were put off: servers that greylist put off each of theirs, and only once
REFUSED = (
    10  # mails in a row that were refused for good: then it is the set-up that is refused, and not so many readers
)
_PUT_OFF = (DeliveryOutcome.DEFERRED, DeliveryOutcome.LOST, DeliveryOutcome.UNCERTAIN)
_GONE = (DeliveryOutcome.LOST, DeliveryOutcome.UNCERTAIN)  # and the connection with them
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RelayLimits:
    """How much a relay is asked for: connections, mails over each, mails a second (0: as many as it takes).

    After *trouble* mails in a row that were put off, *busy* recipients, or *refused* mails, it is left in peace.
    """

    connections: int = 1
    mails_a_connection: int = MAILS_A_CONNECTION
    per_second: float = 0
    trouble: int = TROUBLE
    busy: int = BUSY
    refused: int = REFUSED


@dataclass(slots=True)
class Tally:
    """What became of the mails, and in a sentence for the operator why the relay could not be used; it names no reader."""

    counts: Counter[DeliveryOutcome] = field(default_factory=Counter)
    problem: str | None = None


class Senders(Generic[Item]):
    """The senders of one *queue* to one *relay*; *clock* tells the time, and setting *stop* ends the work between mails."""

    def __init__(
        self,
        queue: Queue[Item],
        relay: Relay,
        clock: Callable[[], datetime],
        limits: RelayLimits,
        *,
        tls: ssl.SSLContext | None = None,
        stop: threading.Event | None = None,
        progress: Callable[[DeliveryOutcome], None] = lambda _: None,
    ) -> None:
        self.queue, self.relay, self.clock, self.limits = queue, relay, clock, limits
        self.tls, self.stop, self.progress = tls or trusted(relay), stop or threading.Event(), progress
        self.tally = Tally()
        self._throttle = Throttle(limits.per_second)
        self._turn = threading.Lock()
        self._listed = threading.Lock()
        self._returned: deque[Item] = deque()
        self._trouble, self._busy, self._refused, self._working = 0, 0, 0, limits.connections
        self._errors: list[BaseException] = []

    def send(self, due: Iterable[Item]) -> Tally:
        """Send what is *due*, and return what became of it. Raises what the queue raises, StorageError for one."""
        items = iter(due)
        if self.limits.connections == 1:
            self._work(items)
        else:
            self._in_threads(items)
        self.queue.flush()
        for error in self._errors:
            raise error
        return self.tally

    def _in_threads(self, items: Iterator[Item]) -> None:
        threads = [
            threading.Thread(target=self._work, args=(items,), name=f"sender {number}", daemon=True)
            for number in range(self.limits.connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, items: Iterator[Item]) -> None:
        sender = _Sender(self)
        try:
            while (item := self._next(items)) is not None:
                self._deliver(sender, item)
        except RelayError as error:
            self._without(error)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever called; the other threads end
            self._errors.append(error)
            self.stop.set()
        else:
            with self._turn:
                self._working -= 1
        finally:
            sender.hang_up()

    def _next(self, items: Iterator[Item]) -> Item | None:
        with self._turn:
            self._look_for_trouble()
            if self.tally.problem or self.stop.is_set():
                return None
            if self._returned:
                return self._returned.popleft()
        with self._listed:
            item = next(items, None)
        return item if item is None or self._throttle.wait(self.stop) else None

    def _look_for_trouble(self) -> None:
        if self._trouble >= self.limits.trouble or self._busy >= self.limits.busy:
            problem = f"{self.relay.host} put off {counted(self._trouble + self._busy, 'mail')} in a row."
            self.tally.problem = self.tally.problem or problem
        if self._refused >= self.limits.refused:
            problem = f"{self.relay.host} refused {counted(self._refused, 'mail')} in a row: `oi doctor` may know why."
            self.tally.problem = self.tally.problem or problem

    def _deliver(self, sender: "_Sender[Item]", item: Item) -> None:
        try:
            sender.connect()
        except RelayError:
            with self._turn:
                self._returned.append(item)
            raise
        message = self._begun(item)
        if message is None:
            self._count(DeliveryOutcome.WITHDRAWN)
            return
        try:
            answer = sender.offer(item, message)
        except RelayError as error:
            self._settle(item, SmtpReply(DeliveryOutcome.LOST, str(error)))
            raise
        self._settle(item, answer)

    def _begun(self, item: Item) -> bytes | None:
        """Return the message of *item*, which is on its way now; None where it was erased, or is not wanted any more."""
        self.queue.prepare(item)
        try:
            message = self.queue.message(item)
        except ConflictError:
            return None
        return message if self.queue.begin(item) else None

    def _settle(self, item: Item, answer: SmtpReply) -> None:
        outcome, now = answer.outcome, self.clock()
        if outcome is DeliveryOutcome.SENT:
            self.queue.finish(item, answer.words, now)
        elif outcome is DeliveryOutcome.REFUSED:
            self.queue.fail(item, answer.words, now)
        elif outcome in _PUT_OFF and not self.queue.defer(item, answer.words, now):
            outcome = DeliveryOutcome.REFUSED
        if outcome is not DeliveryOutcome.SENT:
            _log.warning("Mail %s: %s (%s)", item.name, outcome, _code(answer.words))
        self._count(outcome, is_of_recipient=answer.is_of_recipient)

    def _count(self, outcome: DeliveryOutcome, *, is_of_recipient: bool = False) -> None:
        with self._turn:
            self.tally.counts[outcome] += 1
            self._refused = self._refused + 1 if outcome is DeliveryOutcome.REFUSED else 0
            if outcome not in _PUT_OFF:
                self._trouble = self._busy = 0
            elif is_of_recipient:
                self._busy += 1
            else:
                self._trouble += 1
        self.progress(outcome)

    def _without(self, error: RelayError) -> None:
        """Go on with the other connections, where there are any: many relays take only so many at once."""
        with self._turn:
            self._working -= 1
            if not self._working:
                self.tally.problem = self.tally.problem or str(error)


def _code(words: str) -> str:
    """Return the relay's code; the rest of its words may name a reader."""
    return words[:3] if words[:3].isdecimal() else "no answer"


class _Sender(Generic[Item]):
    """One connection at a time, opened when it is needed."""

    def __init__(self, senders: Senders[Item]) -> None:
        self._senders = senders
        self._conversation: SmtpSession | None = None

    def connect(self) -> SmtpSession:
        """Return an open connection, a new one after so many mails. Raises RelayError."""
        if self._conversation and self._conversation.accepted >= self._senders.limits.mails_a_connection:
            self.hang_up()
        if not self._conversation:
            self._conversation = SmtpSession(self._senders.relay, self._senders.tls)
        return self._conversation

    def offer(self, item: Item, message: bytes) -> SmtpReply:
        """Offer the mail; where a connection that has served ends before the mail was given, once more on a new one."""
        conversation = self.connect()
        answer = conversation.hand_over(item, message)
        if answer.outcome is DeliveryOutcome.LOST and conversation.accepted:
            self.hang_up()
            answer = self.connect().hand_over(item, message)
        if answer.outcome in _GONE:
            self.hang_up()
        return answer

    def hang_up(self) -> None:
        """Close the connection, if there is one."""
        if self._conversation:
            with suppress(OSError):
                self._conversation.close()
            self._conversation = None
