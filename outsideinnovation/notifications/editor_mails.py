"""Writes to the editors: a notice a comment or a digest, each comment announced to each editor once."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ConflictError
from outsideinnovation.notifications import editor_texts
from outsideinnovation.notifications.digest_schedule import Interval, boundary
from outsideinnovation.notifications.editor_texts import CommentNotice
from outsideinnovation.notifications.mailer import Mailer
from outsideinnovation.tokens import Purpose

NOTICES_PER_HOUR = 60  # to each editor; what goes beyond comes in a digest
_KIND = "notice"


@dataclass(slots=True)
class EditorMails:
    """The mails to editors, written with *mailer*; with *own*, digests tell of these comments alone."""

    mailer: Mailer
    own: Collection[str] | None = None
    _looked: datetime | None = None

    def received(self, comment: Comment, private: Private, now: datetime) -> None:
        """Tell every editor of *comment* at once, if that is wanted and the hour's limit allows it."""
        if self.mailer.settings.every is not Interval.COMMENT:
            return
        for editor in self.mailer.settings.editors:
            self._notice(editor, comment, private, now)

    def digest(self, now: datetime) -> int:
        """Tell every editor of all that waits unannounced, where that is due; return how many mails were written.

        Looks at the queue once a boundary, so it may be called as often as one likes.
        """
        settings = self.mailer.settings
        due = boundary(settings.every, now, settings.zone)
        if not settings.editors:
            return 0
        written = self.say_again(now)
        if due == self._looked:
            return written
        if self.mailer.queue.count(Status.PENDING):
            found, _ = self.mailer.queue.look(Status.PENDING)  # of what cannot be read whoever keeps order tells
            waiting = [comment for comment in found if self.own is None or comment.id in self.own]
            known = self.mailer.private_store.of(comment.id for comment in waiting)
            written += sum(self._digest(editor, waiting, known, due, now) for editor in settings.editors)
        self._looked = due
        return written

    def say_again(self, now: datetime, forgotten: Collection[str] = ()) -> int:
        """Write anew what went with erased words, but for what is *forgotten* or decided; return how many mails."""
        written = 0
        with self.mailer.outbox.remainders() as remainders:
            for rest in remainders:
                found = self.mailer.queue.find_all(sorted(set(rest.about) - set(forgotten))).values()
                waiting = [each for each in found if isinstance(each, Comment) and each.status is Status.PENDING]
                if waiting and rest.to in self.mailer.settings.editors:
                    known = self.mailer.private_store.of(comment.id for comment in waiting)
                    written += self._write(rest.to, waiting, known, now)
        return written

    def forget(self, ids: Collection[str], now: datetime) -> int:
        """Take the comments *ids* out of what editors were written, and return how many mails went.

        What an unsent digest said of others is written anew.
        """
        removed = sum(self.mailer.outbox.purge(about=each) for each in ids)
        self.say_again(now, ids)
        return removed

    def _notice(self, editor: str, comment: Comment, private: Private, now: datetime) -> None:
        private_store = self.mailer.private_store
        if private_store.announced(_KIND, comment.id, editor):
            return
        counter = f"{_KIND}-{self.mailer.keyring.pseudonym(Purpose.ADDRESS, editor)}"
        if self.mailer.limits.take(counter, NOTICES_PER_HOUR, now) and (case := self._case(comment, private)):
            words = editor_texts.notice(case, self.mailer.links, self.mailer.settings.translator, now)
            key = f"{_KIND}/{comment.id}/{editor}"
            self.mailer.put(editor, words, now, key=key, about=(comment.id,), mentions=_answered([case]))
            private_store.announce(_KIND, comment.id, editor, now)

    def _digest(
        self, editor: str, waiting: Sequence[Comment], known: Mapping[str, Private], due: datetime, now: datetime
    ) -> bool:
        private_store = self.mailer.private_store
        new = [comment for comment in waiting if not private_store.announced(_KIND, comment.id, editor)]
        before = [each for each in new if (known[each.id].received if each.id in known else each.date) < due]
        if self.mailer.settings.every is Interval.COMMENT:
            new = before  # the others have a notice of their own, or will
        return bool(before) and self._write(editor, new, known, now)

    def _write(self, editor: str, new: Sequence[Comment], known: Mapping[str, Private], now: datetime) -> bool:
        """Write to *editor* of all that is *new*, in one mail."""
        reader = self.mailer.settings.translator
        shown = [case for comment in new[: editor_texts.SHOWN] if (case := self._case(comment, known.get(comment.id)))]
        if not shown:
            return False  # all of them were decided in this moment
        if len(new) == 1:
            words = editor_texts.notice(shown[0], self.mailer.links, reader, now)
            key = f"{_KIND}/{new[0].id}/{editor}"
        else:
            words = editor_texts.digest(shown, len(new), self.mailer.links, reader, now)
            key = f"digest/{hashlib.sha256(' '.join(each.id for each in new).encode()).hexdigest()}/{editor}"
        about = tuple(case.comment.id for case in shown)
        put = self.mailer.put(editor, words, now, key=key, about=about, mentions=_answered(shown))
        self.mailer.private_store.announce_all(_KIND, (comment.id for comment in new), editor, now)
        return put

    def _case(self, comment: Comment, private: Private | None) -> CommentNotice | None:
        """Return what there is to decide; None where it was decided in this moment."""
        try:
            version = self.mailer.queue.version(comment)
        except ConflictError:
            return None
        return CommentNotice(comment, version, private, self.mailer.post(comment.post))


def _answered(cases: Iterable[CommentNotice]) -> tuple[str, ...]:
    """Return the comments that are linked to, since they are answered."""
    return tuple(dict.fromkeys(case.comment.reply_to for case in cases if case.comment.reply_to))
