"""Writes to commenters, at confirmed addresses only: your comment is live, somebody answered; each once.

The one mail that goes to an address which nobody confirmed is the question whether it is the reader's: once a comment, at
most once a day for all spellings of a mailbox, and so many in an hour for all.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.spam.likelihood import likelihood
from outsideinnovation.contacts.origin import Origin
from outsideinnovation.mail.address import MailError, mailbox_of
from outsideinnovation.mail.queued_mail import same_address
from outsideinnovation.notifications import reader_texts
from outsideinnovation.notifications.mail_links import LIFE
from outsideinnovation.notifications.mailer import Mailer

MAILS_PER_HOUR = 20  # to one address; what goes beyond waits
_CONFIRMATION, _LIVE, _ANSWERED = "confirmation", "live", "answered"
_DAY = timedelta(days=1)
_TIME_TO_CONFIRM = LIFE + _DAY


class Told(StrEnum):
    """What became of a piece of news: written now, to be tried again, or settled before."""

    WRITTEN = "written"
    LATER = "later"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class News:
    """That *comment* is live, or that it answers; for *reader*, whose comment it is or answers."""

    kind: str
    comment: Comment
    reader: Private
    address: str
    entry: CatalogueEntry


@dataclass(slots=True)
class ReaderMails:
    """The mails to commenters, written with *mailer*.

    What is kept here of the live comments only spares looking again: the book knows what was announced.
    """

    mailer: Mailer
    _done: set[str] = field(default_factory=set)
    _unfinished: dict[str, Comment] = field(default_factory=dict)
    _listeners: dict[str, Private] = field(default_factory=dict)
    _entries: Mapping[str, CatalogueEntry] = field(default_factory=dict)

    def received(self, private: Private, now: datetime) -> None:
        """Ask whether the address is the reader's, where mail is wanted and that is not known yet."""
        if not likelihood(private.score).is_over_limit:
            self._ask(private, now)

    def live(self, entries: Mapping[str, CatalogueEntry], live_ids: Set[str], now: datetime) -> int:
        """Tell those whose comments are in *live_ids*, and those whom they answer; return how many mails were written."""
        fresh = self._fresh(live_ids)
        writers = self.mailer.private_store.of(fresh)
        self._listeners |= {each.id: each for each in writers.values() if each.notify and each.email}
        self._entries = entries
        if not self._listeners:
            self._done |= fresh
            return 0
        return sum(self._tell_of(comment, writers.get(comment.id), now) for comment in self._read(fresh))

    def again(self, now: datetime) -> int:
        """Try again what could not be told yet: the address was not confirmed, or had enough for that hour."""
        unfinished = list(self._unfinished.values())
        writers = self.mailer.private_store.of(comment.id for comment in unfinished)
        return sum(self._tell_of(comment, writers.get(comment.id), now) for comment in unfinished)

    def _tell_of(self, comment: Comment, writer: Private | None, now: datetime) -> int:
        """Tell whoever is to hear of *comment*, and return how many mails were written."""
        entry = self._entries.get(comment.post)
        if entry is None:
            return 0  # its post is not live
        told = [self._tell(news, now) for news in self._news(comment, writer, entry)]
        if Told.LATER in told:
            self._unfinished[comment.id] = comment
        else:
            self._unfinished.pop(comment.id, None)
            self._done.add(comment.id)
        return told.count(Told.WRITTEN)

    def _fresh(self, live_ids: Set[str]) -> set[str]:
        """Return which live comments are not done with, and let go of those that are live no more."""
        self._done &= live_ids
        self._unfinished = {each: comment for each, comment in self._unfinished.items() if each in live_ids}
        self._listeners = {each: reader for each, reader in self._listeners.items() if each in live_ids}
        return set(live_ids - self._done)

    def _read(self, fresh: Set[str]) -> Iterator[Comment]:
        yield from list(self._unfinished.values())
        for found in self.mailer.queue.find_all(sorted(fresh - self._unfinished.keys())).values():
            if isinstance(found, Comment) and found.status is Status.APPROVED:
                yield found

    def _news(self, comment: Comment, writer: Private | None, entry: CatalogueEntry) -> Iterator[News]:
        own = self._listeners.get(comment.id)
        if own and own.email:
            yield News(_LIVE, comment, own, own.email, entry)
        parent = self._listeners.get(comment.reply_to or "")
        if parent and parent.email and not (writer and writer.email and same_address(writer.email, parent.email)):
            yield News(_ANSWERED, comment, parent, parent.email, entry)

    def _tell(self, news: News, now: datetime) -> Told:
        private_store, address, reader = self.mailer.private_store, news.address, news.reader
        is_confirmed = self.mailer.consent.is_confirmed(address)
        if private_store.announced(news.kind, news.comment.id, address):
            return Told.SETTLED
        wanted = not self.mailer.is_stopped(address, reader.id)
        if wanted and not is_confirmed and now - reader.received < _TIME_TO_CONFIRM:
            self._ask(reader, now)
            return Told.LATER
        if not (wanted and is_confirmed):
            private_store.announce(
                news.kind, news.comment.id, address, now
            )  # never, then; also if it is confirmed one day
            return Told.SETTLED
        if not self.mailer.limits.take(f"reader-{self.mailer.pseudonym(address)}", MAILS_PER_HOUR, now):
            return Told.LATER
        return self._write(news, now)

    def _write(self, news: News, now: datetime) -> Told:
        links, site, comment = self.mailer.links, self.mailer.settings.name, news.comment
        translator = self.mailer.settings.translator
        if news.kind == _LIVE:
            words = reader_texts.live(comment, news.entry, site, links, news.address, translator)
        else:
            words = reader_texts.answered(comment, news.reader.id, news.entry, site, links, news.address, translator)
        key = f"{news.kind}/{comment.id}/{self.mailer.pseudonym(news.address)}"
        about = tuple(dict.fromkeys((comment.id, news.reader.id)))
        put = self.mailer.put(news.address, words, now, key=key, about=about, stop=links.stop(news.address))
        self.mailer.private_store.announce(news.kind, comment.id, news.address, now)
        return Told.WRITTEN if put else Told.SETTLED

    def _ask(self, reader: Private, now: datetime) -> None:
        private_store, address = self.mailer.private_store, reader.email
        if not address or not reader.notify or self.mailer.consent.is_confirmed(address):
            return
        if self.mailer.is_stopped(address, reader.id):
            return
        if private_store.announced(_CONFIRMATION, reader.id, address) or not self._may_ask(reader, address, now):
            return
        links, settings = self.mailer.links, self.mailer.settings
        never = links.stop(address)
        words = reader_texts.confirmation(settings.name, links.confirmation(address, now), never, settings.translator)
        self.mailer.put(address, words, now, key=_key(reader), about=(reader.id,), stop=never)
        private_store.announce(_CONFIRMATION, reader.id, address, now)

    def _may_ask(self, reader: Private, address: str, now: datetime) -> bool:
        """Count a question to *address*; False where its mailbox was asked within a day, or cannot be written to."""
        try:
            mailbox = mailbox_of(address, self.mailer.pseudonym)
        except MailError:
            return False
        question = self.mailer.pseudonym(_key(reader))  # the comment may be erased, and then nothing names it
        return self.mailer.caps.take(question, mailbox, Origin(reader.network, reader.network), now)


def _key(reader: Private) -> str:
    return f"{_CONFIRMATION}/{reader.id}"
