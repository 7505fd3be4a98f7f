"""The desk that letters are written at: the paper, the outbox they go into, and how many may go in an hour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outsideinnovation import catalogue
from outsideinnovation.catalogue import Entry
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.contacts.consent import ConsentStore
from outsideinnovation.errors import StorageError
from outsideinnovation.mail.message import MailMessage, compose
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.rate_limit import HourlyRateLimit
from outsideinnovation.notifications.body import MailBody
from outsideinnovation.notifications.links import Links
from outsideinnovation.notifications.settings import NotificationSettings
from outsideinnovation.site import Site
from outsideinnovation.tokens import Keyring, Purpose


@dataclass(slots=True)
class Posts:
    """The live posts by id, read from the catalogue at *path* again whenever it has changed; none before a build."""

    path: Path
    _stamp: tuple[int, int] | None = None
    _entries: Mapping[str, Entry] = field(default_factory=dict)

    def entry(self, post: str) -> Entry | None:
        """Return the live post of that id."""
        try:
            found = self.path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp != self._stamp:
                self._entries = {entry.id: entry for entry in catalogue.read(self.path)}
                self._stamp = stamp
        except (OSError, StorageError):
            return None  # a mail can do without the post's title
        return self._entries.get(post)


@dataclass(frozen=True, slots=True)
class Mailer:
    """What it takes to write a letter."""

    settings: NotificationSettings
    links: Links
    keyring: Keyring
    private_store: PrivateStore
    consent: ConsentStore
    queue: CommentQueue
    outbox: Outbox
    limits: HourlyRateLimit
    posts: Posts

    @classmethod
    def of(
        cls, site: Site, keyring: Keyring, private_store: PrivateStore, outbox: Outbox, queue: CommentQueue
    ) -> "Mailer":
        """Return the desk of *site*. Raises SettingsError for settings that cannot be used."""
        settings = NotificationSettings.of(site)
        posts = Posts(Path(site.settings.get("PUBLISH_CATALOGUE") or site.catalogue))
        limits = HourlyRateLimit(outbox.folder / "limits")
        return cls(
            settings,
            Links(settings.site, settings.service, keyring),
            keyring,
            private_store,
            ConsentStore(private_store.file),
            queue,
            outbox,
            limits,
            posts,
        )

    def pseudonym(self, address: str) -> str:
        """Return what stands for *address* where it must not be kept itself."""
        return self.keyring.pseudonym(Purpose.ADDRESS, address.casefold())

    def knows(self, address: str) -> bool:
        """Tell whether a comment came with *address*, or it was confirmed."""
        return self.private_store.knows(address) or self.consent.is_confirmed(address)

    def is_stopped(self, address: str, comment: str | None) -> bool:
        """Tell whether *address* wants no mail about *comment*; None: about anything."""
        return self.consent.is_stopped(address, comment) or self.consent.is_stopped(self.pseudonym(address), None)

    def post(
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
        """Put a letter into the outbox, durably; False where one of that *key* was put before.

        Raises MailError for an address that cannot be written to, StorageError when the disk refuses.
        """
        assert self.settings.sender, "nobody writes without a sender"
        subject, body = written
        letter = MailMessage(to, subject, body.text, body.html(subject), key, about, stop, mentions)
        return self.outbox.put(letter, compose(letter, self.settings.sender, now), now)
