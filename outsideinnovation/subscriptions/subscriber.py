"""A subscriber, and what they asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outsideinnovation.subscriptions.status import SubscriptionStatus


class Frequency(StrEnum):
    """How often a subscriber is written to: each post by itself, or a digest a day or a week."""

    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"


class Source(StrEnum):
    """How a subscription came here: the reader's own form, the operator's hand, or a list."""

    FORM = "form"
    OPERATOR = "operator"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a subscriber wants to read, and how often; no ``categories`` means all of them."""

    frequency: Frequency = Frequency.EACH
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A subscriber as the store knows them.

    ``id`` is never used again. ``address`` is empty for an erased one. ``token`` is random, stands in every mail, and lets
    whoever holds it unsubscribe and change the preferences; it never expires. ``since`` is when ``status`` came about.
    """

    id: int
    address: str
    status: SubscriptionStatus
    since: datetime
    created: datetime
    preferences: Preferences
    source: Source
    token: str
    confirmed: datetime | None = None
    paused_until: datetime | None = None
