"""What the rest of the house asks of mail about comments: who is to hear of what, and what readers say by its links.

A mail lies in the outbox before the book says that it was announced: a crash in between writes it again under its old
key, which the outbox knows. Without ``MAIL_FROM`` or ``SERVICE_URL`` nobody is written to.
"""

import threading
from collections.abc import Collection, Mapping, Set
from datetime import datetime

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments.private_store import Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment
from outsideinnovation.languages.message import Message
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.notifications.editor_mails import EditorMails
from outsideinnovation.notifications.mail_links import Stop
from outsideinnovation.notifications.mailer import Mailer
from outsideinnovation.notifications.reader_mails import ReaderMails
from outsideinnovation.site import Site
from outsideinnovation.tokens import ExpiredTokenError, Keyring

OVER = Message("This link is over: nothing is known here any more of the address that it was for.")


class Notifier:
    """The mails of one site about its comments."""

    def __init__(
        self,
        site: Site,
        keyring: Keyring,
        private_store: PrivateStore,
        outbox: Outbox,
        queue: CommentQueue,
        *,
        own_only: bool = False,
    ) -> None:
        """Raise SettingsError for settings that cannot be used: addresses, time zone, how often.

        With *own_only* nobody is told of comments that were not ``received`` here, in this process: of a preview, whose
        mails nobody gets, and which must not count as told what the service is to tell.
        """
        self._mailer = Mailer.of(site, keyring, private_store, outbox, queue)
        self._one_at_a_time = threading.Lock()
        self._own: set[str] | None = set() if own_only else None
        self._editors = EditorMails(self._mailer, self._own)
        self._readers = ReaderMails(self._mailer)

    @property
    def writes(self) -> bool:
        """Whether mail is set up at all."""
        return self._mailer.settings.writes

    def received(self, comment: Comment, private: Private, now: datetime) -> None:
        """Tell the editors of a new comment at once where they want that, and ask its writer to confirm the address.

        Both within limits. Raises StorageError; whatever of this fails, ``digest`` and ``live`` make up for.
        """
        if self._own is not None:
            self._own.add(comment.id)
        if self.writes:
            self._editors.received(comment, private, now)
            self._readers.received(private, now)

    def asked_for(self, identifier: str) -> str | None:
        """Return the address to which mail about a comment was asked for; None where none was, or no mail is set up.

        Whether it is confirmed is not said: whoever types a stranger's address would learn that it is known here.
        """
        private = self._mailer.private_store.get(identifier) if self.writes else None
        return private.email if private and private.notify else None

    def digest(self, now: datetime) -> int:
        """Tell the editors of what waits unannounced, where that is due; return how many mails were written.

        Commenters hear what they could not be told when ``live`` was called: who has confirmed an address since, say.
        Cheap to call every minute. Raises StorageError.
        """
        if not self.writes:
            return 0
        with self._one_at_a_time:
            return self._readers.again(now) + self._editors.digest(now)

    def say_again(self, now: datetime) -> int:
        """Write to the editors anew what went with erased words; return how many mails. Raises StorageError."""
        if not self.writes:
            return 0
        with self._one_at_a_time:
            return self._editors.say_again(now)

    def live(self, entries: Mapping[str, CatalogueEntry], live_ids: Set[str], now: datetime) -> int:
        """Tell commenters that readers can see their comment, or an answer to it; return how many mails were written.

        *entries* are the live posts by id, *live_ids* all live comments. To be called after every switch of the site.
        Raises StorageError.
        """
        if not self.writes:
            return 0
        ours = live_ids if self._own is None else live_ids & self._own
        with self._one_at_a_time:
            return self._readers.live(entries, ours, now)

    def confirmation_of(self, token: str, now: datetime) -> str:
        """Return the address that *token* would confirm, without doing it. Raises TokenError, ExpiredTokenError.

        Once nothing is known of the address any more, since it was erased or its comment taken back, the link is over.
        """
        address = self._mailer.links.confirmed(token, now)
        if not self._mailer.knows(address):
            raise ExpiredTokenError(OVER)
        return address

    def confirm(self, token: str, now: datetime) -> str:
        """Note that the address in *token* is its reader's, and return it; a second time changes nothing.

        Raises as ``confirmation_of`` does, and StorageError.
        """
        with self._mailer.consent.transaction():  # so that none comes back that is erased in this moment
            address = self.confirmation_of(token, now)
            self._mailer.consent.confirm(address, now)
        return address

    def stop_of(self, token: str, now: datetime) -> Stop:
        """Return what *token* would stop, without doing it. Raises TokenError."""
        return self._mailer.links.stopped(token, now)

    def stop(self, token: str, now: datetime) -> Stop:
        """Send no more of what *token* says, and return that; a second time changes nothing.

        What waits in the outbox is withdrawn. An address that is not known any more is not kept again: what stands for it
        is, where all mail was stopped. Raises as ``stop_of`` does, and StorageError.
        """
        stopped, mailer = self.stop_of(token, now), self._mailer
        if mailer.knows(stopped.address):
            mailer.consent.stop(stopped.address, stopped.comment, now)
        elif stopped.comment is None:
            mailer.consent.stop(mailer.pseudonym(stopped.address), None, now)
        mailer.outbox.withdraw(stopped.address, about=stopped.comment)
        return stopped

    def start(self, token: str, now: datetime) -> Stop:
        """Let mail go again that *token* stops, and return what was stopped: all of it, or that about one comment.

        Where all is stopped it all goes again, whichever mail the link came with. Raises as ``stop`` does.
        """
        stop, mailer = self.stop_of(token, now), self._mailer
        everything = Stop(stop.address, None)
        done = everything if self.is_stopped(everything) else stop
        mailer.consent.start(stop.address, stop.comment)
        for address in (stop.address, mailer.pseudonym(stop.address)):
            mailer.consent.start(address, done.comment)
        return done

    def is_stopped(self, stop: Stop) -> bool:
        """Tell whether nothing is sent to that address about that comment, or about any."""
        return self._mailer.is_stopped(stop.address, stop.comment)

    def withdrawn(self, identifier: str) -> None:
        """Take back the mails about a comment that its writer took back, and forget whom they were for. Raises StorageError."""
        self._mailer.outbox.purge(about=identifier)
        self._mailer.private_store.withdraw(identifier)
        self._mailer.consent.withdraw(identifier)

    def forget(self, ids: Collection[str], now: datetime, *, address: str | None = None) -> int:
        """Remove the mails that hold the words of the comments *ids* or went to *address*; return how many.

        An unsent digest is written anew for the comments that are not to be forgotten.
        """
        removed = self._editors.forget(ids, now)
        return removed + (self._mailer.outbox.purge(to=address) if address else 0)
