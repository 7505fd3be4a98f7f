"""The newsletter of one site: notes what is new, begins issues, sends them, and shows them to the author first."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.errors import NotFoundError, SettingsError
from outsideinnovation.feeds.feed_text import uri
from outsideinnovation.languages.direction import direction
from outsideinnovation.mail.address import sender
from outsideinnovation.mail.backoff import BackOff
from outsideinnovation.mail.outbox import FOLDER, Outbox
from outsideinnovation.mail.relay import Relay
from outsideinnovation.mail.senders import RelayLimits
from outsideinnovation.mail.smtp import DeliveryOutcome
from outsideinnovation.notifications.newsletter.live_pages import LivePages
from outsideinnovation.notifications.newsletter.outbox_delivery import deliver_to_outbox
from outsideinnovation.notifications.settings import NotificationSettings
from outsideinnovation.settings import theme
from outsideinnovation.site import Site
from outsideinnovation.subscriptions import invitation
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths
from outsideinnovation.subscriptions.delivery import DeliveryTotals, deliver
from outsideinnovation.subscriptions.dkim_key import signer
from outsideinnovation.subscriptions.issue_schedule import PlannedIssue
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.mailing import Mailing
from outsideinnovation.subscriptions.settings import SubscriptionSettings
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.tokens import Keyring, Purpose

Clock = Callable[[], datetime]


def is_set_up(site: Site) -> bool:
    """Tell whether *site* can write to subscribers: it says who writes, and where the service is."""
    return bool(site.configuration.mail.sender and site.configuration.service.url)


def blog_of(site: Site) -> Blog:
    """Return what mails of *site* say of it. Raises SettingsError where they could not: no sender, no whole addresses."""
    notifications, settings = NotificationSettings.of(site), SubscriptionSettings.of(site.configuration)
    if not notifications.sender or not notifications.service:
        raise SettingsError(
            f"{site.settings_file}: a newsletter needs MAIL_FROM (who writes) and SERVICE_URL (where readers unsubscribe): "
            "set both."
        )
    _, address = sender(notifications.sender)
    language = site.configuration.site.language
    return Blog(
        notifications.name,
        uri(notifications.site),
        notifications.service,
        notifications.sender,
        owner=address,
        mailbox=settings.mailbox or address,
        language=language,
        direction=direction(language),
        help_path=invitation.PAGE if invitation.is_open(site.configuration) else "",
        archive=str(site.settings.get("ARCHIVES_URL") or ""),
    )


def templates_of(site: Site) -> MailTemplates:
    """Return the templates of mails, the theme's own before ours."""
    return MailTemplates([*site.template_folders, Path(theme(), "templates")], site.configuration.site.language)


def return_paths(mailbox: str, keyring: Keyring) -> ReturnPaths:
    """Return the return paths below *mailbox*; they outlive a change of key."""
    return ReturnPaths(mailbox, lambda text: keyring.pseudonym(Purpose.RETURN_PATH, text))


@dataclass(frozen=True, slots=True)
class SiteNewsletter:
    """The newsletter of a site. ``outbox`` keeps its mails where the relay is a mailbox, and the pauses of any relay."""

    settings: SubscriptionSettings
    database: Database
    mailing: Mailing
    pages: LivePages
    outbox: Outbox

    @classmethod
    def of(
        cls,
        site: Site,
        keyring: Keyring,
        database: Database | None = None,
        outbox: Outbox | None = None,
        *,
        is_preview: bool = False,
    ) -> "SiteNewsletter":
        """Put together the newsletter of *site*; without a *database*, the one its environment names.

        Raises SettingsError for what cannot be used.
        """
        blog, settings = blog_of(site), SubscriptionSettings.of(site.configuration)
        database = database or Database.of(site.instance)
        pages = LivePages(site, blog.site, is_preview=is_preview)
        mailing = Mailing(
            database,
            blog,
            templates_of(site),
            pages.posts(),
            pages.stories,
            return_paths(blog.mailbox, keyring),
            signer(site.configuration.mail.dkim_selector, site.instance, blog.domain),
            settings.soft_bounces,
        )
        return cls(settings, database, mailing, pages, outbox or Outbox(site.instance / FOLDER))

    def note(self, now: datetime) -> list[str]:
        """Write down what is live for the first time, and return the posts that will go out."""
        return self.mailing.note(now, correction=self.settings.correction)

    def plan(self, now: datetime, announce: Collection[str] = ()) -> list[PlannedIssue]:
        """Note what is new and begin what is due; *announce* as ``Mailing.note`` has it."""
        return self.mailing.plan(now, self.settings.digests, correction=self.settings.correction, announce=announce)

    def foresee(self, now: datetime, announce: Collection[str] = ()) -> list[tuple[PlannedIssue, int]]:
        """Return what ``plan`` would begin now, and to how many readers; nothing is written down."""
        return self.mailing.foresee(now, self.settings.digests, correction=self.settings.correction, announce=announce)

    def send(
        self,
        relay: Relay,
        clock: Clock,
        *,
        stop: threading.Event | None = None,
        progress: Callable[[DeliveryOutcome], None] = lambda _: None,
        at_once: bool = False,
    ) -> DeliveryTotals:
        """Send what is due until nothing is or *stop* is set. *at_once*: also to a relay that is left in peace just now.

        A relay that could not be used is left in peace, by mails about comments too. Raises as ``deliver`` does.
        """
        if relay.mailbox:
            return deliver_to_outbox(self.database, self.mailing, self.outbox, clock)
        pause = BackOff(self.outbox.folder)
        if not at_once and (reason := pause.reason(clock())) is not None:
            return DeliveryTotals(problem=reason)
        sent = deliver(self.database, self.mailing, relay, clock, self._limits, stop=stop, progress=progress)
        if sent.problem:
            pause.begin(sent.problem, clock())
        elif sent.sent:
            pause.end()
        return sent

    def newest_unsent(self) -> CatalogueEntry | None:
        """Return the newest live post that went to nobody by itself and is not about to; None where all did."""
        left = self.pages.entries.keys() - self.mailing.waiting().keys()
        entries = (self.pages.entries[post] for post in left)
        return max(entries, key=lambda entry: (entry.date, entry.id), default=None)

    def chosen(self, posts: Sequence[str]) -> tuple[str, ...]:
        """Return *posts*, or the newest one where none is named. Raises NotFoundError where there is none."""
        if posts:
            return tuple(posts)
        newest = self.pages.newest()
        if newest is None:
            raise NotFoundError("No post is live: publish one first.")
        return (newest.id,)

    @property
    def _limits(self) -> RelayLimits:
        told = self.settings
        limits = RelayLimits(told.connections, told.mails_per_connection, told.mails_per_second)
        several = 2 * told.connections  # of whose mails one relay may refuse as many at once
        return replace(limits, trouble=max(limits.trouble, several), refused=max(limits.refused, several))
