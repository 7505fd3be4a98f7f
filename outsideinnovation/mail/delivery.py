"""Hands what is due in the outbox to the relay, one process at a time, and loses none however the relay behaves."""

import logging
import ssl
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from outsideinnovation.errors import ConflictError
from outsideinnovation.mail.conversation import Answer, Conversation, Outcome, RelayError
from outsideinnovation.mail.limits import HourlyLimits
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.parcel import Parcel
from outsideinnovation.mail.pause import Pause
from outsideinnovation.mail.relay import Relay

__all__ = ["Delivered", "Relay", "deliver"]

MAILS_A_CONNECTION = 50  # many relays hang up after a hundred
TROUBLE = 5  # mails in a row that were put off: then the relay is in trouble, and is left in peace for a while
_TROUBLES = (Outcome.DEFERRED, Outcome.LOST, Outcome.UNCERTAIN)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the mails that were due.

    ``deferred`` are still to be sent; ``uncertain`` of these, or of those a crash left, may have arrived. ``problem`` says
    why the relay could not be used, in a sentence for the operator; it names no reader.
    """

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    uncertain: int = 0
    problem: str | None = None


def deliver(outbox: Outbox, relay: Relay, now: datetime, *, tls: ssl.SSLContext | None = None) -> Delivered:
    """Send what is due. While another process delivers this does nothing, and while the relay is left in peace neither.

    *tls* is for relays whose certificate only the operator knows; None trusts what the system trusts.
    """
    with outbox.locked("delivery", wait=False) as mine:
        if not mine:
            return Delivered()
        uncertain = outbox.recover(now)
        if HourlyLimits(outbox.folder / "limits").take("prune", 1, now):  # it reads all that was sent in a month
            outbox.prune(now)
        due, pause = outbox.due(now), Pause(outbox.folder)
        if not due:
            return Delivered(uncertain=uncertain)
        if relay.mailbox:
            return replace(_kept(outbox, due, now), uncertain=uncertain)
        if (reason := pause.reason(now)) is not None:
            return Delivered(deferred=len(due), uncertain=uncertain, problem=reason)
        delivered = _Round(outbox, relay, tls, now).deliver(due)
        if delivered.problem:
            pause.begin(delivered.problem, now)
        else:
            pause.end()
        return replace(delivered, uncertain=delivered.uncertain + uncertain)


def _kept(outbox: Outbox, due: list[Parcel], now: datetime) -> Delivered:
    """Let the mails go through all states, but nowhere."""
    begun = [parcel for parcel in due if outbox.begin(parcel)]
    for parcel in begun:
        outbox.finish(parcel, "kept here", now)
    return Delivered(sent=len(begun))


@dataclass(slots=True)
class _Round:
    """One round of delivery, with the connection it has open."""

    outbox: Outbox
    relay: Relay
    tls: ssl.SSLContext | None
    now: datetime
    conversation: Conversation | None = None
    trouble: int = 0
    settled: int = 0
    counts: Counter[Outcome] = field(default_factory=Counter)

    def deliver(self, due: list[Parcel]) -> Delivered:
        problem = None
        try:
            for parcel in due:
                if self.trouble >= TROUBLE:
                    problem = f"{self.relay.host} put off {TROUBLE} mails in a row."
                    break
                self._deliver(parcel)
        except RelayError as error:
            problem = str(error)
        finally:
            self._hang_up()
        waiting = sum(self.counts[outcome] for outcome in _TROUBLES)
        return Delivered(
            sent=self.counts[Outcome.SENT],
            deferred=waiting + len(due) - self.settled,
            failed=self.counts[Outcome.REFUSED],
            uncertain=self.counts[Outcome.UNCERTAIN],
            problem=problem,
        )

    def _deliver(self, parcel: Parcel) -> None:
        conversation = self._connected()
        try:
            message = self.outbox.message(parcel)
        except ConflictError:
            message = b""
        if not message or not self.outbox.begin(parcel):
            self.settled += 1  # erased since it was listed
            return
        try:
            answer = self._offered(conversation, parcel, message)
        except RelayError as error:
            self._settle(parcel, Answer(Outcome.LOST, str(error)))
            raise
        self._settle(parcel, answer)

    def _offered(self, conversation: Conversation, parcel: Parcel, message: bytes) -> Answer:
        """Offer the mail; where a connection that has served ends before the mail was given, once more on a new one."""
        answer = conversation.hand_over(parcel, message)
        if answer.outcome is Outcome.LOST and conversation.accepted:
            self._hang_up()
            answer = self._connected().hand_over(parcel, message)
        if answer.outcome in {Outcome.LOST, Outcome.UNCERTAIN}:
            self._hang_up()
        return answer

    def _settle(self, parcel: Parcel, answer: Answer) -> None:
        outcome = answer.outcome
        if outcome is Outcome.SENT:
            self.outbox.finish(parcel, answer.words, self.now)
        elif outcome is Outcome.REFUSED:
            self.outbox.fail(parcel, answer.words, self.now)
        elif not self.outbox.defer(parcel, answer.words, self.now):
            outcome = Outcome.REFUSED
        self.counts[outcome] += 1
        self.settled += 1
        self.trouble = self.trouble + 1 if outcome in _TROUBLES else 0
        if outcome is not Outcome.SENT:
            _log.warning("Mail %s: %s (%s)", parcel.name, outcome, answer.words[:3])  # the rest may name a reader

    def _connected(self) -> Conversation:
        """Return an open connection, a new one after so many mails. Raises RelayError."""
        if self.conversation and self.conversation.accepted >= MAILS_A_CONNECTION:
            self._hang_up()
        if not self.conversation:
            self.conversation = Conversation(self.relay, self.tls)
        return self.conversation

    def _hang_up(self) -> None:
        if self.conversation:
            self.conversation.close()
            self.conversation = None
