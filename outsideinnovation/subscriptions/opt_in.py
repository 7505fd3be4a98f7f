"""Double opt-in: a request is written down, who is asked is decided afterwards, and only the address's reader can say yes.

Whoever asks hears the same at the same speed, whatever the address is; the mail alone tells the difference.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from outsideinnovation.errors import ConflictError
from outsideinnovation.languages.message import Message
from outsideinnovation.mail.address import mailbox_of
from outsideinnovation.subscriptions.notice import NoticeKind, SubscriptionNotice
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus, may
from outsideinnovation.subscriptions.store.confirmations import Confirmation, ConfirmationStore
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.store.subscription_requests import SubscriptionRequestStore
from outsideinnovation.subscriptions.subscriber import Preferences, Subscriber
from outsideinnovation.subscriptions.subscription_request import SubscriptionRequest
from outsideinnovation.tokens import Keyring, Purpose, TokenError

LINK_LIFE = timedelta(hours=72)
REQUEST_LIFE = timedelta(hours=24)  # whoever is not asked within a day is not asked: they have forgotten it
NOT_ME = timedelta(days=30)  # how long an address is left in peace whose reader says that somebody else asked
AT_ONCE = 500  # requests that are looked at in one round
GONE = Message(
    "This link is not known any more: it was for an address that is forgotten. Subscribe anew with the form on the site."
)
SUPPRESSED = Message("This address gets no mail from us, as its reader or the editors decided. Write to the editors.")
OVERTAKEN = Message("You have unsubscribed since this link was sent. Subscribe anew with the form on the site.")


class RequestOrigin(Protocol):
    """Where a request comes from, as pseudonyms; ``contacts.origin`` makes them."""

    @property
    def network(self) -> str:
        """The network."""

    @property
    def neighbourhood(self) -> str:
        """The larger network around it."""


class Caps(Protocol):
    """How many mails may go to addresses that nobody has confirmed; ``contacts.caps`` counts them."""

    def room(self, now: datetime) -> int:
        """Return how many more may go."""

    def rests(self, mailbox: str, now: datetime) -> bool:
        """Tell whether that mailbox has been written to often enough."""

    def take(self, key: str, mailbox: str, origin: Any, now: datetime) -> bool:  # noqa: ANN401 - contacts.Origin; domains do not import each other
        """Count one, and tell whether it may go."""

    def recent(self, now: datetime) -> Mapping[str, int]:
        """Return how many went on the word of each neighbourhood."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """The way into the list in *database*, within *caps*."""

    database: Database
    keyring: Keyring
    caps: Caps

    def request(self, address: str, preferences: Preferences, origin: RequestOrigin, now: datetime) -> None:
        """Write down that somebody asked for mail to *address*; when this returns no crash can take it away.

        Nothing is looked up, so that neither the answer nor its time tells who subscribes. Raises StorageError.
        """
        SubscriptionRequestStore(self.database).add(
            SubscriptionRequest(address, preferences, now, origin.network, origin.neighbourhood)
        )

    def decide(self, post: Callable[[SubscriptionNotice], None], now: datetime) -> int:
        """Decide the requests that wait, as far as the caps have room; return how many mails were given to *post*.

        *post* takes a mail durably, once for its key. After a crash the same request is decided again, to the same key.
        What finds no room waits, for a day at most.
        """
        requests = SubscriptionRequestStore(self.database)
        requests.expire(now - REQUEST_LIFE)
        posted, room, full = 0, self.caps.room(now), set[str]()
        for request in self._in_turn(requests.waiting(AT_ONCE), now):
            if posted >= room:
                break
            if request.network in full:
                continue
            decided = self._decide(request, post, now)
            if decided is _Decision.WAITS:
                full.add(request.network)
                continue
            posted += decided is _Decision.POSTED
            requests.drop([request.id])
        return posted

    def asked_by(self, token: str, now: datetime) -> Confirmation:
        """Return what following the link with *token* would confirm, and change nothing (a GET). Raises as ``confirm``."""
        identifier = self.keyring.read(Purpose.SUBSCRIPTION, token, now)
        found = ConfirmationStore(self.database).get(identifier) if isinstance(identifier, int) else None
        if found is None:
            raise TokenError(GONE)
        if found.used is None or found.subscriber.status is not SubscriptionStatus.CONFIRMED:
            _insist_on_consent(found)
        return found

    def confirm(self, token: str, now: datetime) -> tuple[Subscriber, SubscriptionNotice | None]:
        """Confirm what the link with *token* is for; return the subscriber, and the first time a mail that welcomes them.

        A second click succeeds and changes nothing. Raises TokenError and ExpiredTokenError for links that are none or too
        old, ConflictError where the reader has unsubscribed since, or must not be written to.
        """
        found = self.asked_by(token, now)
        used = ConfirmationStore(self.database).use(found.id, now)
        if used is None:
            raise TokenError(GONE)
        if used.used:
            return used.subscriber, None
        subscriber = used.subscriber
        return subscriber, SubscriptionNotice(
            NoticeKind.WELCOME, f"welcome/{used.id}", subscriber, subscriber.preferences
        )

    def prune(self, now: datetime) -> int:
        """Forget links that nobody can follow any more, and addresses that never answered; return how many these are."""
        return ConfirmationStore(self.database).prune(now - LINK_LIFE)

    def _in_turn(self, waiting: list[SubscriptionRequest], now: datetime) -> list[SubscriptionRequest]:
        """Return the requests with those first whose neighbourhood had the fewest mails today; else in their order."""
        recent = self.caps.recent(now)
        return sorted(waiting, key=lambda request: recent.get(request.neighbourhood, 0))

    def _decide(
        self, request: SubscriptionRequest, post: Callable[[SubscriptionNotice], None], now: datetime
    ) -> "_Decision":
        found = SubscriberStore(self.database).by_address(request.address)
        if found and _must_not_be_written_to(found, now):
            return _Decision.DROPPED
        mailbox = mailbox_of(request.address, lambda text: self.keyring.pseudonym(Purpose.ADDRESS, text))
        if not self.caps.take(f"request/{request.id}", mailbox, request, now):
            return _Decision.DROPPED if self.caps.rests(mailbox, now) else _Decision.WAITS
        if found and found.status is SubscriptionStatus.CONFIRMED:
            post(SubscriptionNotice(NoticeKind.ALREADY_SUBSCRIBED, f"already/{request.id}", found, found.preferences))
        else:
            post(self._question(request, now))
        return _Decision.POSTED

    def _question(self, request: SubscriptionRequest, now: datetime) -> SubscriptionNotice:
        asked = ConfirmationStore(self.database).ask(request, now)
        token = self.keyring.sign(Purpose.SUBSCRIPTION, asked.id, expires=asked.asked + LINK_LIFE)
        key = f"confirmation/{asked.id}"
        return SubscriptionNotice(NoticeKind.CONFIRMATION, key, asked.subscriber, asked.preferences, token)


class _Decision(StrEnum):
    POSTED = "posted"
    DROPPED = "dropped"
    WAITS = "waits"


def _must_not_be_written_to(subscriber: Subscriber, now: datetime) -> bool:
    """Tell whether even a question would be one mail too many: they complained, or said that they never asked."""
    never_asked = subscriber.status is SubscriptionStatus.UNSUBSCRIBED and subscriber.confirmed is None
    return subscriber.status is SubscriptionStatus.SUPPRESSED or (never_asked and now - subscriber.since < NOT_ME)


def _insist_on_consent(found: Confirmation) -> None:
    """See that the link was sent after the subscription's last change: an old one must not undo an unsubscribing."""
    subscriber = found.subscriber
    if not may(subscriber.status, Event.CONFIRM):
        raise ConflictError(SUPPRESSED)
    if subscriber.status is not SubscriptionStatus.CONFIRMED and (found.used or found.asked < subscriber.since):
        raise ConflictError(OVERTAKEN)
