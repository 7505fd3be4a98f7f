"""What the subscriptions room's tests share: a blog's opt-in with a mailbox that remembers, and readers of every status."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outsideinnovation.contacts.caps import ConfirmationCaps, ConfirmationLimits
from outsideinnovation.contacts.origin import Origin
from outsideinnovation.subscriptions.notice import NoticeKind, SubscriptionNotice
from outsideinnovation.subscriptions.opt_in import OptIn
from outsideinnovation.subscriptions.status import TRANSITIONS, Event, SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers as rows
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source, Subscriber
from outsideinnovation.tokens import Keyring

KEYRING = Keyring(("the key of these tests",))
WEEKLY = Preferences(Frequency.WEEKLY, frozenset({"co-design"}))


def origin(number: int = 1) -> Origin:
    """Return an origin, with a network and a neighbourhood of its own."""
    return Origin(f"network {number}", f"neighbourhood {number}")


@dataclass
class SubscribedBlog:
    """A blog's opt-in, and the mails that it gave occasion to; the same key twice is one mail, as in the outbox."""

    database: Database
    folder: Path
    limits: ConfirmationLimits = field(default_factory=lambda: ConfirmationLimits(total=100))
    posted: dict[str, SubscriptionNotice] = field(default_factory=dict)
    keyring: Keyring = KEYRING

    @property
    def opt_in(self) -> OptIn:
        """The use case under test."""
        return OptIn(self.database, self.keyring, ConfirmationCaps(self.folder / "confirmations.sqlite", self.limits))

    def request(
        self, address: str, now: datetime, number: int = 1, preferences: Preferences = WEEKLY
    ) -> list[SubscriptionNotice]:
        """Ask for *address*, decide, and return the mails that this gave occasion to."""
        self.opt_in.request(address, preferences, origin(number), now)
        return self.decide(now)

    def decide(self, now: datetime) -> list[SubscriptionNotice]:
        """Decide what waits; return the mails that are new."""
        before = set(self.posted)
        self.opt_in.decide(lambda notice: self.posted.setdefault(notice.key, notice) and None, now)
        return [notice for key, notice in self.posted.items() if key not in before]

    def link(self, address: str, now: datetime, number: int = 1) -> str:
        """Ask for *address* and return the token of the confirmation that it brings."""
        (notice,) = self.request(address, now, number)
        assert notice.kind is NoticeKind.CONFIRMATION
        assert notice.confirmation
        return notice.confirmation


def reader(
    database: Database, address: str, status: SubscriptionStatus, now: datetime, source: Source = Source.FORM
) -> Subscriber:
    """Add a subscriber and bring them into *status* by the events that lead there."""
    with database.write() as connection:
        first = (
            SubscriptionStatus.UNCONFIRMED if status is SubscriptionStatus.UNCONFIRMED else SubscriptionStatus.CONFIRMED
        )
        found = rows.add(connection, address, first, source, Preferences(), now)
    for event in _WAY.get(status, ()):
        found = SubscriberStore(database).change(found.id, event, now)
    assert found.status is status
    return found


_WAY = {
    SubscriptionStatus.UNSUBSCRIBED: (Event.UNSUBSCRIBE,),
    SubscriptionStatus.BOUNCED: (Event.BOUNCE,),
    SubscriptionStatus.SUPPRESSED: (Event.SUPPRESS,),
}
assert set(TRANSITIONS) == set(SubscriptionStatus)
