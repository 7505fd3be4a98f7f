"""The receipt: where a comment stands, and what its writer may still do about it: correct it while it waits, for a while."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from outsideinnovation.comments import form, moderation, queue_position, withdrawal
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.intake import Intake
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.queue_position import QueuePosition
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.refusal import Refusal, RefusedError
from outsideinnovation.errors import FormError, NotFoundError, StorageError
from outsideinnovation.languages.message import Message

READER = "reader"  # how the log of decisions calls whoever wrote the comment
MOST_CORRECTIONS = 10  # of one comment
LATE = Message(
    "The time for corrections is over. You can still take the comment back while it waits, and write it anew."
)
DECIDED = Message("An editor has decided in this moment, so nothing was changed.")
ENOUGH = Message("A comment may be corrected ten times. You can still take it back while it waits, and write it anew.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a comment stands. ``until``: the end of the time for corrections, None where there is none left."""

    comment: Comment | None
    state: str
    place: QueuePosition | None
    wait: str
    until: datetime | None
    link: str


@dataclass(frozen=True, slots=True)
class Receipts:
    """What readers are told of their comments, and may do about them.

    *link* returns where readers see an approved comment, nothing while they do not yet; *minutes* is
    COMMENTS_CORRECTION_MINUTES.
    """

    queue: CommentQueue
    log: DecisionLog
    intake: Intake
    link: Callable[[Comment], str]
    minutes: int

    def of(self, identifier: str, now: datetime) -> Receipt:
        """Return the receipt of that comment. Raises NotFoundError once it was erased, StorageError while it is broken."""
        try:
            comment = self.queue.find(identifier)
        except NotFoundError:
            return self._withdrawn(identifier)
        if comment.status is Status.PENDING:
            until = (queue_position.sent(identifier) or comment.date) + timedelta(minutes=self.minutes)
            place = queue_position.place(self.queue, identifier)
            wait = queue_position.usual_wait(self.log, now)
            return Receipt(comment, "pending", place, wait, until if now < until else None, "")
        if comment.status is Status.APPROVED:
            link = self.link(comment)
            return Receipt(comment, "live" if link else "approved", None, "", None, link)
        return Receipt(comment, "rejected", None, "", None, "")

    def correct(self, receipt: Receipt, typed: Mapping[str, str], version: str, now: datetime) -> Comment:
        """Write the words *typed* in the place of those of *version*; return the comment with them, to be judged again.

        A website that is missing from them stays. Raises RefusedError: a bad field, too late, decided, too often; FullError
        for want of room; and what ``edit`` raises.
        """
        comment = receipt.comment
        if comment is None or comment.status is not Status.PENDING:
            raise RefusedError(Refusal.DECIDED, message=DECIDED)
        if receipt.until is None:
            raise RefusedError(Refusal.LATE, message=LATE)
        try:
            words = form.read({**typed, "post": comment.post})
        except FormError as error:
            raise RefusedError(Refusal.BAD_FIELD, *error.problems) from None
        with self.log.turn():  # so that corrections sent at the same moment are counted too
            self._insist_on_few(comment)
            self.intake.insist_on_room()
            return moderation.edit(
                self.queue,
                comment,
                body=words.body,
                author=words.author,
                website=words.website or "" if "website" in typed else None,  # empty removes it
                expected_version=version,
                by=READER,
                now=now,
                log=self.log,
            )

    def withdraw(self, identifier: str, now: datetime) -> None:
        """Take a waiting comment back. Raises NotFoundError, DecidedError."""
        withdrawal.withdraw(self.queue, identifier, log=self.log, by=READER, now=now)

    def _withdrawn(self, identifier: str) -> Receipt:
        last = self.log.last(identifier)
        if last is None or last.action != withdrawal.WITHDRAW:
            if self.queue.is_set_aside(identifier):
                raise StorageError(f"Comment {identifier} cannot be read: mend its file in corrupt/.")
            raise NotFoundError(Message("The comment of this receipt is no longer here: it was erased."))
        return Receipt(None, "withdrawn", None, "", None, "")

    def _insist_on_few(self, comment: Comment) -> None:
        done = sum(entry.action == moderation.EDIT and entry.by == READER for entry in self.log.of(comment.id))
        if done >= MOST_CORRECTIONS:
            raise RefusedError(Refusal.TOO_OFTEN, message=ENOUGH)
