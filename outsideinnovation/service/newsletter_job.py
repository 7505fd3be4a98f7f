"""The newsletter in the service: what is new is noted, what is due goes out, and a stop ends it between two mails."""

import logging
import threading

from outsideinnovation.mail.relay import Relay
from outsideinnovation.notifications.newsletter.site_newsletter import SiteNewsletter, is_set_up
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.subscriptions.delivery import DeliveryTotals, is_sending

_log = logging.getLogger(__name__)


class NewsletterJob:
    """Sends the newsletter of the site that *context* serves, until *stop* is set."""

    def __init__(self, context: ServiceContext, stop: threading.Event) -> None:
        self._context, self._stop = context, stop
        self._last_problem: str | None = None

    def run(self) -> None:
        """Do what is to be done now. Raises SettingsError and StorageError."""
        context = self._context
        if not is_set_up(context.site) or not context.catalogue.is_there:
            return
        newsletter = site_newsletter(context)
        relay = Relay.from_environment()
        if relay is None:
            newsletter.note(context.clock())  # so that what is new now is not taken for an archive's later
            return
        for issue in newsletter.plan(context.clock()):
            _log.info("Newsletter %s begins.", issue.key)
        if not is_sending(context.database):  # `oi newsletter send` may be at work
            self._tell(newsletter.send(relay, context.clock, stop=self._stop))

    def _tell(self, sent: DeliveryTotals) -> None:
        if sent.sent or sent.failed:
            _log.info("Newsletter: %d sent, %d put off, %d failed.", sent.sent, sent.deferred, sent.failed)
        if sent.problem and sent.problem != self._last_problem:
            _log.error("%s", sent.problem)
        self._last_problem = sent.problem


def site_newsletter(context: ServiceContext) -> SiteNewsletter:
    """Return the newsletter of the site that *context* serves. Raises SettingsError and StorageError."""
    return SiteNewsletter.of(
        context.site, context.keyring, context.database, context.outbox, is_preview=context.is_preview
    )
