"""Puts a newsletter into an outbox that keeps its mails, as the demo's does, instead of handing it to a relay."""

from collections.abc import Callable
from datetime import datetime

from outsideinnovation.errors import ConflictError
from outsideinnovation.mail.message import MailMessage
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.subscriptions.delivery import AddressedMail, DeliveryTotals, LedgerQueue, Newsletter, opened
from outsideinnovation.subscriptions.store.database import Database

KEPT = "kept here"


def deliver_to_outbox(
    database: Database, newsletter: Newsletter, outbox: Outbox, clock: Callable[[], datetime]
) -> DeliveryTotals:
    """Put every mail that is due into *outbox*, once; whoever delivers its mails settles them there. Raises StorageError."""
    sent = skipped = 0
    with opened(database, newsletter, clock) as (queue, uncertain):
        for item in queue.due(clock()):
            if _is_put(queue, item, outbox, clock()):
                sent += 1
            else:
                skipped += 1
    return DeliveryTotals(sent, skipped=skipped, uncertain=uncertain)


def _is_put(queue: LedgerQueue, item: AddressedMail, outbox: Outbox, now: datetime) -> bool:
    try:
        message = queue.message(item)
    except ConflictError:
        return False
    if not queue.begin(item):
        return False
    claimed = item.claimed
    envelope = MailMessage(item.to, "", "", None, key=f"newsletter/{claimed.issue}/{claimed.subscriber}")
    outbox.put(envelope, message, now)
    queue.finish(item, KEPT, now)
    return True
