"""What mails are written with: the settings, the links, the outbox they go into, and how many may go in an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outsideinnovation.catalogue import CatalogueEntry, LiveCatalogue
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.contacts.caps import COMMENTS_FILE, ConfirmationCaps, ConfirmationLimits
from outsideinnovation.contacts.consent import ConsentStore
from outsideinnovation.errors import StorageError
from outsideinnovation.mail.message import MailMessage, compose
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.rate_limit import HourlyRateLimit
from outsideinnovation.notifications.body import MailBody
from outsideinnovation.notifications.letter import LetterTemplates
from outsideinnovation.notifications.mail_links import Links
from outsideinnovation.notifications.settings import NotificationSettings
from outsideinnovation.site import Site
from outsideinnovation.tokens import Keyring, Purpose


@dataclass(frozen=True, slots=True)
class Mailer:
    """What it takes to write a mail."""

    settings: NotificationSettings
    links: Links
    keyring: Keyring
    private_store: PrivateStore
    consent: ConsentStore
    queue: CommentQueue
    outbox: Outbox
    limits: HourlyRateLimit
    caps: ConfirmationCaps
    catalogue: LiveCatalogue
    templates: LetterTemplates | None  # None where nobody is written to

    @classmethod
    def of(
        cls, site: Site, keyring: Keyring, private_store: PrivateStore, outbox: Outbox, queue: CommentQueue
    ) -> "Mailer":
        """Return the mailer of *site*. Raises SettingsError for settings that cannot be used."""
        settings = NotificationSettings.of(site)
        catalogue = LiveCatalogue(site.catalogue_file)
        limits = HourlyRateLimit(outbox.limits)
        return cls(
            settings,
            Links(settings.site, settings.service, keyring),
            keyring,
            private_store,
            ConsentStore(private_store.file),
            queue,
            outbox,
            limits,
            ConfirmationCaps(outbox.limits / COMMENTS_FILE, _caps(settings.confirmations_per_hour)),
            catalogue,
            LetterTemplates.of(site) if settings.writes else None,
        )

    def pseudonym(self, address: str) -> str:
        """Return what stands for *address* where it must not be kept itself."""
        return self.keyring.pseudonym(Purpose.ADDRESS, address.casefold())

    def post(self, identifier: str) -> CatalogueEntry | None:
        """Return the live post of that id; None also where the catalogue is damaged: a mail can do without its title."""
        try:
            return self.catalogue.entry(identifier)
        except StorageError:
            return None

    def knows(self, address: str) -> bool:
        """Tell whether a comment came with *address*, or it was confirmed."""
        return self.private_store.knows(address) or self.consent.is_confirmed(address)

    def is_stopped(self, address: str, comment: str | None) -> bool:
        """Tell whether *address* wants no mail about *comment*; None: about anything."""
        return self.consent.is_stopped(address, comment) or self.consent.is_stopped(self.pseudonym(address), None)

    def put(
        self,
        to: str,
        written: tuple[str, MailBody],
        now: datetime,
        *,
        key: str,
        about: tuple[str, ...],
        stop: str | None = None,
        mentions: tuple[str, ...] = (),
    ) -> bool:
        """Put a mail into the outbox, durably; False where one of that *key* was put before.

        Raises MailError for an address that cannot be written to, StorageError when the disk refuses.
        """
        assert self.settings.sender, "nobody writes without a sender"
        assert self.templates, "whoever writes has templates"
        letter = self.templates.letter(*written)
        mail = MailMessage(to, letter.subject, letter.text, letter.html, key, about, stop, mentions)
        return self.outbox.put(mail, compose(mail, self.settings.sender, now), now)


def _caps(an_hour: int) -> ConfirmationLimits:
    """Return the caps of comments' own confirmations: a mailbox is asked once a day; ``screening`` counts the networks."""
    return ConfirmationLimits(total=an_hour, network=an_hour, mailbox=1, pause=timedelta(days=1), parts=1)
