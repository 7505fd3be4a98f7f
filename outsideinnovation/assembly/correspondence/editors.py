"""Writes to the editors: a notice a comment or a digest, each comment announced to each editor once."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.assembly.correspondence import notices
from outsideinnovation.assembly.correspondence.desk import Desk
from outsideinnovation.assembly.correspondence.digests import Every, boundary
from outsideinnovation.assembly.correspondence.notices import Case
from outsideinnovation.comments.private import Private
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ConflictError
from outsideinnovation.tokens import Purpose

NOTICES_PER_HOUR = 60  # to each editor; what goes beyond comes in a digest
_KIND = "notice"


@dataclass(slots=True)
class EditorsPost:
    """The mails to editors, written at *desk*; with *own*, digests tell of these comments alone."""

    desk: Desk
    own: Collection[str] | None = None
    _looked: datetime | None = None

    def received(self, comment: Comment, private: Private, now: datetime) -> None:
        """Tell every editor of *comment* at once, if that is wanted and the hour's limit allows it."""
        if self.desk.terms.every is not Every.COMMENT:
            return
        for editor in self.desk.terms.editors:
            self._notice(editor, comment, private, now)

    def digest(self, now: datetime) -> int:
        """Tell every editor of all that waits unannounced, where that is due; return how many mails were written.

        Looks at the queue once a boundary, so it may be called as often as one likes.
        """
        terms = self.desk.terms
        due = boundary(terms.every, now, terms.zone)
        if not terms.editors:
            return 0
        written = self.say_again(now)
        if due == self._looked:
            return written
        if self.desk.queue.count(Status.PENDING):
            found, _ = self.desk.queue.look(Status.PENDING)  # of what cannot be read whoever keeps order tells
            waiting = [comment for comment in found if self.own is None or comment.id in self.own]
            known = self.desk.book.of(comment.id for comment in waiting)
            written += sum(self._digest(editor, waiting, known, due, now) for editor in terms.editors)
        self._looked = due
        return written

    def say_again(self, now: datetime, forgotten: Collection[str] = ()) -> int:
        """Write anew what went with erased words, but for what is *forgotten* or decided; return how many mails."""
        written = 0
        with self.desk.outbox.remainders() as remainders:
            for rest in remainders:
                found = self.desk.queue.find_all(sorted(set(rest.about) - set(forgotten))).values()
                waiting = [each for each in found if isinstance(each, Comment) and each.status is Status.PENDING]
                if waiting and rest.to in self.desk.terms.editors:
                    known = self.desk.book.of(comment.id for comment in waiting)
                    written += self._write(rest.to, waiting, known, now)
        return written

    def forget(self, ids: Collection[str], now: datetime) -> int:
        """Take the comments *ids* out of what editors were written, and return how many mails went.

        What an unsent digest said of others is written anew.
        """
        removed = sum(self.desk.outbox.purge(about=each) for each in ids)
        self.say_again(now, ids)
        return removed

    def _notice(self, editor: str, comment: Comment, private: Private, now: datetime) -> None:
        book = self.desk.book
        if book.announced(_KIND, comment.id, editor):
            return
        counter = f"{_KIND}-{self.desk.keyring.pseudonym(Purpose.ADDRESS, editor)}"
        if self.desk.limits.take(counter, NOTICES_PER_HOUR, now) and (case := self._case(comment, private)):
            words = notices.notice(case, self.desk.links, now)
            key = f"{_KIND}/{comment.id}/{editor}"
            self.desk.post(editor, words, now, key=key, about=(comment.id,), mentions=_answered([case]))
            book.announce(_KIND, comment.id, editor, now)

    def _digest(
        self, editor: str, waiting: Sequence[Comment], known: Mapping[str, Private], due: datetime, now: datetime
    ) -> bool:
        book = self.desk.book
        new = [comment for comment in waiting if not book.announced(_KIND, comment.id, editor)]
        before = [each for each in new if (known[each.id].received if each.id in known else each.date) < due]
        if self.desk.terms.every is Every.COMMENT:
            new = before  # the others have a notice of their own, or will
        return bool(before) and self._write(editor, new, known, now)

    def _write(self, editor: str, new: Sequence[Comment], known: Mapping[str, Private], now: datetime) -> bool:
        """Write to *editor* of all that is *new*, in one mail."""
        shown = [case for comment in new[: notices.SHOWN] if (case := self._case(comment, known.get(comment.id)))]
        if not shown:
            return False  # all of them were decided in this moment
        if len(new) == 1:
            words, key = notices.notice(shown[0], self.desk.links, now), f"{_KIND}/{new[0].id}/{editor}"
        else:
            words = notices.digest(shown, len(new), self.desk.links, now)
            key = f"digest/{hashlib.sha256(' '.join(each.id for each in new).encode()).hexdigest()}/{editor}"
        about = tuple(case.comment.id for case in shown)
        put = self.desk.post(editor, words, now, key=key, about=about, mentions=_answered(shown))
        self.desk.book.announce_all(_KIND, (comment.id for comment in new), editor, now)
        return put

    def _case(self, comment: Comment, private: Private | None) -> Case | None:
        """Return what there is to decide; None where it was decided in this moment."""
        try:
            version = self.desk.queue.version(comment)
        except ConflictError:
            return None
        return Case(comment, version, private, self.desk.posts.entry(comment.post))


def _answered(cases: Iterable[Case]) -> tuple[str, ...]:
    """Return the comments that are linked to, since they are answered."""
    return tuple(dict.fromkeys(case.comment.reply_to for case in cases if case.comment.reply_to))
