"""The mails about subscriptions, as views and jobs of the service write them, and the wishes that give occasion to them."""

from outsideinnovation.notifications.newsletter.site_newsletter import is_set_up
from outsideinnovation.notifications.subscription_mails import SubscriptionMails
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.subscriptions.store.wishes import WishStore


def mails(context: ServiceContext) -> SubscriptionMails:
    """Return what writes them. Raises SettingsError."""
    return SubscriptionMails.of(context.site, context.outbox)


class SubscriptionsJob:
    """Decides which of the wishes that readers sent become mails, as far as the caps allow, and forgets old links."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def decide(self) -> None:
        """Write the mails that are to go now. Raises SettingsError and StorageError."""
        context = self._context
        if not is_set_up(context.site) or not WishStore(context.database).count():
            return
        now, written = context.clock(), mails(context)
        context.opt_in.decide(lambda notice: written.post(notice, now), now)

    def prune(self) -> None:
        """Forget links that nobody can follow any more, and addresses that never answered. Raises StorageError."""
        if is_set_up(self._context.site):
            self._context.opt_in.prune(self._context.clock())
