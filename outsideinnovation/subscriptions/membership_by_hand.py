"""What an operator does by hand at a reader's word: somebody is subscribed, or unsubscribed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers as people
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.lists import ListStore
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source, Subscriber

ERASED = "This address was erased here at its reader's wish: only they can come back, with the form on the site."


@dataclass(frozen=True, slots=True)
class ByHand:
    """The subscribers in *database*, as an operator changes them; *hashed* returns what stands for an erased address."""

    database: Database
    hashed: Callable[[str], str]

    def add(self, typed: str, frequency: str | None, categories: Collection[str], now: datetime) -> Subscriber:
        """Subscribe whoever reads the address *typed*, and return them; who is subscribed gets what is said of it here.

        Raises AddressError, and ConflictError for whoever left or was erased.
        """
        address = addresses.read(typed)
        store = SubscriberStore(self.database)
        found = store.by_address(address)
        if found is None:
            return self._new(address, Preferences(Frequency(frequency or Frequency.EACH), frozenset(categories)), now)
        added = store.change(found.id, Event.ADD, now)
        if not (frequency or categories):
            return added
        wanted = Preferences(
            Frequency(frequency or added.preferences.frequency), frozenset(categories) or added.preferences.categories
        )
        return store.prefer(added.id, wanted, added.paused_until)

    def remove(self, typed: str, now: datetime, *, for_good: bool = False) -> Subscriber:
        """Unsubscribe whoever reads the address *typed*; *for_good*: they are not asked again, whoever types it.

        Raises AddressError and NotFoundError.
        """
        address, store = addresses.read(typed), SubscriberStore(self.database)
        found = store.by_address(address)
        if found is None:
            raise NotFoundError(f"No subscriber {addresses.shown(address)}. See: oi subscribers list")
        return store.change(found.id, Event.SUPPRESS if for_good else Event.UNSUBSCRIBE, now)

    def _new(self, address: str, preferences: Preferences, now: datetime) -> Subscriber:
        key = addresses.key(address)
        if ListStore(self.database).look([key], [self.hashed(key)])[1]:
            raise ConflictError(ERASED)
        with self.database.write() as connection:
            return people.add(connection, address, SubscriptionStatus.CONFIRMED, Source.OPERATOR, preferences, now)
