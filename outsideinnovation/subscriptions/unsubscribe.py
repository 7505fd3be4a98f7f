"""Leaving the list: by the link of a mail, by its one click (RFC 8058), or by answering its mailto address.

Whoever holds the token that stands in every mail may leave; it is random, never expires, and a new signing key leaves it
alone. Leaving twice is as good as once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser

from outsideinnovation.errors import ConflictError
from outsideinnovation.subscriptions.status import Event, Status
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Subscriber
from outsideinnovation.tokens import TokenError

ONE_CLICK = ("List-Unsubscribe", "One-Click")  # the one field of the POST, RFC 8058 §3.1
UNKNOWN = (
    "This link is not one of ours, or a part of it is missing, or its address is forgotten here already: "
    "copy it whole from the mail."
)
_TOKEN = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", re.IGNORECASE)
_HEADERS = ("Delivered-To", "X-Original-To", "To", "Cc", "Subject")
_LONGEST_HEAD = 65_536  # octets of a mail that are read


@dataclass(frozen=True, slots=True)
class Membership:
    """What whoever holds the token of a subscriber in *database* may do with the subscription."""

    database: Database

    def of(self, token: str) -> Subscriber:
        """Return whose token it is; asking changes nothing (a GET). Raises TokenError."""
        typed = token.strip().lower()
        found = SubscriberStore(self.database).by_token(typed) if _TOKEN.fullmatch(typed) else None
        if found is None:
            raise TokenError(UNKNOWN)
        return found

    def unsubscribe(self, token: str, now: datetime) -> Subscriber:
        """Write durably that nothing more goes to whoever has *token*. Raises TokenError."""
        return SubscriberStore(self.database).change(self.of(token).id, Event.UNSUBSCRIBE, now)

    def unsubscribe_by_mail(self, message: bytes, now: datetime) -> Subscriber | None:
        """Do the same for a mail that came to the mailto address; None where it names no subscriber.

        The token in its recipient or subject counts, its From never, since anybody can write that. What a machine sent of
        itself (RFC 3834) is left alone.
        """
        head = BytesHeaderParser().parsebytes(message[:_LONGEST_HEAD])
        if _is_automatic(head):
            return None
        for token in _tokens(head):
            try:
                return self.unsubscribe(token, now)
            except TokenError:
                continue
        return None


def _is_automatic(head: Message) -> bool:
    return str(head.get("Auto-Submitted", "no")).partition(";")[0].strip().lower() != "no"


def _tokens(head: Message) -> Iterator[str]:
    for name in _HEADERS:
        for value in head.get_all(name, []):
            yield from _TOKEN.findall(str(value))


def insist_on_active(subscriber: Subscriber) -> None:
    """Raise ConflictError where *subscriber* gets no mail, so that there is nothing to prefer."""
    if subscriber.status is not Status.CONFIRMED:
        raise ConflictError("This address gets no mail from us now. Subscribe anew with the form on the site.")
