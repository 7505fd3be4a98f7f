"""What a subscriber changes on the page that every mail leads to: how often, which categories, a pause for a month."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Preferences, Subscriber
from outsideinnovation.subscriptions.unsubscribe import SubscriptionAccess, insist_on_active

MONTH = timedelta(days=30)


class Pause(StrEnum):
    """What a subscriber wants of a pause: to begin one, to end it, or to leave it as it is."""

    BEGIN = "begin"
    END = "end"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class PreferencesPage:
    """The preferences of whoever holds a token of a subscriber in *database*."""

    database: Database

    def show(self, token: str) -> Subscriber:
        """Return whose preferences they are. Raises TokenError; ConflictError where no mail goes to them."""
        found = SubscriptionAccess(self.database).of(token)
        insist_on_active(found)
        return found

    def change(self, token: str, preferences: Preferences, pause: Pause, now: datetime) -> Subscriber:
        """Write down what they prefer from now on; a pause that is begun lasts 30 days. Raises as ``show``."""
        found = self.show(token)
        until = {Pause.BEGIN: now + MONTH, Pause.END: None, Pause.KEEP: found.paused_until}[pause]
        return SubscriberStore(self.database).prefer(found.id, preferences, until)
