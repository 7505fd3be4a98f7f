"""Leaving the list: by the link of a mail, or by its one click (RFC 8058); mails that ask for it are ``bounces``' to read.

Whoever holds the token that stands in every mail may leave; it is random, never expires, and a new signing key leaves it
alone. Leaving twice is as good as once.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.errors import ConflictError
from outsideinnovation.languages.message import Message
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Subscriber
from outsideinnovation.tokens import TokenError

UNKNOWN = Message(
    "This link is not one of ours, or a part of it is missing, or its address is forgotten here already: "
    "copy it whole from the mail."
)
INACTIVE = Message("This address gets no mail from us now. Subscribe anew with the form on the site.")
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class SubscriptionAccess:
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


def insist_on_active(subscriber: Subscriber) -> None:
    """Raise ConflictError where *subscriber* gets no mail, so that there is nothing to prefer."""
    if subscriber.status is not SubscriptionStatus.CONFIRMED:
        raise ConflictError(INACTIVE)
