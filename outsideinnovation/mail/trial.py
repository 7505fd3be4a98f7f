"""One mail to one address at once, past every queue: a trial that the author sends to themself."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.mail.address import address
from outsideinnovation.mail.message import MailMessage
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.queued_mail import QueuedMail
from outsideinnovation.mail.relay import Relay
from outsideinnovation.mail.smtp import DeliveryOutcome, SmtpSession


@dataclass(frozen=True, slots=True)
class _Envelope:
    to: str
    sender: str
    name: str = "trial"


def send_alone(relay: Relay, outbox: Outbox, to: str, message: bytes, now: datetime) -> str:
    """Send *message* to the address *to*, and return the relay's answer; a mailbox's mail goes into *outbox*.

    Raises RelayError, and OutsideInnovationError where the relay does not take it.
    """
    key = f"trial/{now.isoformat()}"
    mail = QueuedMail.of(MailMessage(address(to), "", "", None, key), message, now)
    if relay.mailbox:
        outbox.put(MailMessage(mail.to, "", "", None, key), message, now)
        return f"kept in {outbox.folder}"
    with closing(SmtpSession(relay)) as session:
        reply = session.hand_over(_Envelope(mail.to, mail.sender), message)
    if reply.outcome is not DeliveryOutcome.SENT:
        raise OutsideInnovationError(f"{relay.host} did not take the mail to {to}: {reply.words}")
    return reply.words
