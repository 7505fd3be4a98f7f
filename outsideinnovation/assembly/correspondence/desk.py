"""The desk that letters are written at: the paper, the outbox they go into, and how many may go in an hour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outsideinnovation import catalogue
from outsideinnovation.assembly.correspondence.links import Links
from outsideinnovation.assembly.correspondence.stationery import Sheet
from outsideinnovation.assembly.correspondence.terms import Terms
from outsideinnovation.catalogue import Entry
from outsideinnovation.comments.private import PrivateBook
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.errors import StorageError
from outsideinnovation.mail.limits import HourlyLimits
from outsideinnovation.mail.message import Letter, compose
from outsideinnovation.mail.outbox import Outbox
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
class Desk:
    """What it takes to write a letter."""

    terms: Terms
    links: Links
    keyring: Keyring
    book: PrivateBook
    queue: CommentQueue
    outbox: Outbox
    limits: HourlyLimits
    posts: Posts

    @classmethod
    def of(cls, site: Site, keyring: Keyring, book: PrivateBook, outbox: Outbox, queue: CommentQueue) -> "Desk":
        """Return the desk of *site*. Raises SettingsError for settings that cannot be used."""
        terms = Terms.of(site)
        posts = Posts(Path(site.settings.get("PUBLISH_CATALOGUE") or site.catalogue))
        limits = HourlyLimits(outbox.folder / "limits")
        return cls(terms, Links(terms.site, terms.service, keyring), keyring, book, queue, outbox, limits, posts)

    def pseudonym(self, address: str) -> str:
        """Return what stands for *address* where it must not be kept itself."""
        return self.keyring.pseudonym(Purpose.ADDRESS, address.casefold())

    def is_stopped(self, address: str, comment: str | None) -> bool:
        """Tell whether *address* wants no mail about *comment*; None: about anything."""
        return self.book.stopped(address, comment) or self.book.stopped(self.pseudonym(address), None)

    def post(
        self,
        to: str,
        written: tuple[str, Sheet],
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
        assert self.terms.sender, "nobody writes without a sender"
        subject, sheet = written
        letter = Letter(to, subject, sheet.text, sheet.html(subject), key, about, stop, mentions)
        return self.outbox.put(letter, compose(letter, self.terms.sender, now), now)
