"""The mails about subscriptions, as views and jobs of the service write them, and the requests that give occasion to them."""

from datetime import datetime, timedelta

from outsideinnovation.mail.address import MailError
from outsideinnovation.notifications.newsletter.site_newsletter import is_set_up
from outsideinnovation.notifications.subscription_mails import SubscriptionMails
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.service.errors import LOGGER
from outsideinnovation.subscriptions.notice import SubscriptionNotice
from outsideinnovation.subscriptions.store.subscription_requests import SubscriptionRequestStore

REST = timedelta(minutes=1)  # after a failure that may pass, such as a full disk


def mails(context: ServiceContext) -> SubscriptionMails:
    """Return what writes them. Raises SettingsError."""
    return SubscriptionMails.of(context.site, context.outbox)


class SubscriptionsJob:
    """Decides which of the requests that readers sent become mails, as far as the caps allow, and forgets old links."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._rests_until: datetime | None = None

    def decide(self) -> None:
        """Write the mails that are to go now. Raises SettingsError and StorageError, and rests for a while then."""
        context = self._context
        now = context.clock()
        if not is_set_up(context.site) or (self._rests_until and now < self._rests_until):
            return
        self._rests_until = now + REST
        if SubscriptionRequestStore(context.database).count():
            written = mails(context)
            context.opt_in.decide(lambda notice: _post(written, notice, now), now)
        self._rests_until = None

    def prune(self) -> None:
        """Forget links that nobody can follow any more, and addresses that never answered. Raises StorageError."""
        if is_set_up(self._context.site):
            self._context.opt_in.prune(self._context.clock())


def _post(written: SubscriptionMails, notice: SubscriptionNotice, now: datetime) -> None:
    """Put a mail into the outbox; one that cannot be written must not keep the others waiting."""
    try:
        written.post(notice, now)
    except MailError as error:
        LOGGER.error("A mail about a subscription could not be written (%s): %s", notice.kind, type(error).__name__)
