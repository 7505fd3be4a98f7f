"""Hands what is due in the outbox to the relay, one process at a time, and loses none however the relay behaves."""

import ssl
from dataclasses import dataclass, replace
from datetime import datetime

from outsideinnovation.mail.backoff import BackOff
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.queued_mail import QueuedMail
from outsideinnovation.mail.rate_limit import HourlyRateLimit
from outsideinnovation.mail.relay import Relay
from outsideinnovation.mail.senders import MAILS_A_CONNECTION, TROUBLE, RelayLimits, Senders
from outsideinnovation.mail.smtp import DeliveryOutcome

__all__ = ["Delivered", "Relay", "deliver"]


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
        if HourlyRateLimit(outbox.limits).take("prune", 1, now):  # it reads all that was sent in a month
            outbox.prune(now)
        due, pause = outbox.due(now), BackOff(outbox.folder)
        if not due:
            return Delivered(uncertain=uncertain)
        if relay.mailbox:
            return replace(_finish_without_relay(outbox, due, now), uncertain=uncertain)
        if (reason := pause.reason(now)) is not None:
            return Delivered(deferred=len(due), uncertain=uncertain, problem=reason)
        delivered = _sent(outbox, relay, due, now, tls)
        if delivered.problem:
            pause.begin(delivered.problem, now)
        else:
            pause.end()
        return replace(delivered, uncertain=delivered.uncertain + uncertain)


def _sent(outbox: Outbox, relay: Relay, due: list[QueuedMail], now: datetime, tls: ssl.SSLContext | None) -> Delivered:
    limits = RelayLimits(mails_a_connection=MAILS_A_CONNECTION, trouble=TROUBLE)
    tally = Senders(outbox, relay, lambda: now, limits, tls=tls).send(due)
    sent, failed, gone = (
        tally.counts[each] for each in (DeliveryOutcome.SENT, DeliveryOutcome.REFUSED, DeliveryOutcome.WITHDRAWN)
    )
    return Delivered(
        sent, len(due) - sent - failed - gone, failed, tally.counts[DeliveryOutcome.UNCERTAIN], tally.problem
    )


def _finish_without_relay(outbox: Outbox, due: list[QueuedMail], now: datetime) -> Delivered:
    """Let the mails go through all states, but nowhere."""
    begun = [queued_mail for queued_mail in due if outbox.begin(queued_mail)]
    for queued_mail in begun:
        outbox.finish(queued_mail, "kept here", now)
    return Delivered(sent=len(begun))
