"""What a subscription gives occasion to write to one reader, as plain data; the words are made where mail is composed."""

from dataclasses import dataclass
from enum import StrEnum

from outsideinnovation.subscriptions.subscriber import Preferences, Subscriber


class NoticeKind(StrEnum):
    """The occasion.

    ``confirmation``: somebody asked; is the address yours? ``already subscribed``: somebody asked, and you are. ``welcome``:
    you confirmed.
    """

    CONFIRMATION = "confirmation"
    ALREADY_SUBSCRIBED = "already subscribed"
    WELCOME = "welcome"


@dataclass(frozen=True, slots=True)
class SubscriptionNotice:
    """A mail that is to go to ``subscriber``, once for its ``key``.

    ``confirmation`` is the token of the link in a confirmation, which works for 72 hours; ``preferences`` are those that it
    would bring about. Nothing in it was typed by a stranger but the address.
    """

    kind: NoticeKind
    key: str
    subscriber: Subscriber
    preferences: Preferences
    confirmation: str | None = None
