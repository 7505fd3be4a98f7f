"""Readers' words on their way in: checked against the blog, judged, and kept durably before anything is answered.

Nothing is rendered here. What comes after keeping, an approval or a mail, may fail: the comment waits then as any other.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments import form, moderation, record
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.form import TRAP, Words
from outsideinnovation.comments.intake import Intake, RateError
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.refusal import Refusal, RefusedError
from outsideinnovation.comments.screening import TOO_OFTEN, Screening
from outsideinnovation.comments.spam import Verdict
from outsideinnovation.errors import ContentError, FieldProblem, FormError, OutsideInnovationError
from outsideinnovation.languages.message import Message

TRUST = "trust"  # how the log of decisions calls what no editor decided
NO_POST = Message("There is no such post here: open the post again, and write under it.")
CLOSED = Message("The comments to this entry are closed. Your words are still in the form, to be kept elsewhere.")
NO_PARENT = FieldProblem(
    "reply_to",
    Message("the comment you answer is not on this post"),
    Message("answer the post, or open it again and look who is there"),
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Submission:
    """Words that can be taken, the post they are about, and the comment they answer; ``trap``: a machine filled the form."""

    words: Words
    entry: CatalogueEntry
    parent: Comment | None
    trap: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """How words were sent: at *now*, from a network under its pseudonym, with a form's *nonce* that was first *shown* then.

    *previewed*: they were in it already, having been written on the post's page.
    """

    network: str
    now: datetime
    nonce: str = ""
    shown: datetime | None = None
    previewed: bool = False


@dataclass(frozen=True, slots=True)
class Submissions:
    """The way into the queue for readers' words.

    *entry* returns the live post of an id, or None; *announce* writes the mails that a new comment asks for.
    """

    queue: CommentQueue
    log: DecisionLog
    intake: Intake
    screening: Screening
    entry: Callable[[str], CatalogueEntry | None]
    announce: Callable[[Comment, Private, datetime], None]

    def read(self, fields: Mapping[str, str]) -> Submission:
        """Return what *fields* say. Raises RefusedError for bad and too large fields, no such post, closed, no parent."""
        try:
            words = form.read(fields)
        except FormError as error:
            raise RefusedError(_why(fields, error.problems), *error.problems) from None
        return Submission(words, *self._target(words.post, words.reply_to), trap=bool(fields.get(TRAP)))

    def target(self, fields: Mapping[str, str]) -> tuple[CatalogueEntry, Comment | None]:
        """Return the post that *fields* want to write about, and the comment that they want to answer.

        Raises RefusedError as ``read`` does.
        """
        try:
            target = form.read_target(fields)
        except FormError as error:
            raise RefusedError(_why(fields, error.problems), *error.problems) from None
        return self._target(*target)

    def open_post(self, post: str) -> CatalogueEntry:
        """Return the live post of that id. Raises RefusedError where there is none, or it takes no comments."""
        entry = self.entry(post)
        if entry is None:
            raise RefusedError(
                Refusal.NO_POST,
                FieldProblem("post", Message("no such post"), Message("open it again")),
                message=NO_POST,
            )
        if not entry.comments_open:
            raise RefusedError(
                Refusal.CLOSED, FieldProblem("post", Message("closed"), Message("write elsewhere")), message=CLOSED
            )
        return entry

    def keep(self, submission: Submission, sending: Sending) -> tuple[str, Status]:
        """Keep the words durably; return the id under which they are known, and their state. A second sending meets the first.

        Raises RefusedError for what is over a limit, StorageError when nothing can be kept. Of a comment that was taken for
        spam its writer hears that it was rejected, and no more.
        """
        words, now, network = submission.words, sending.now, sending.network
        digest = form.digest(words, sending.nonce or network)
        seconds = (now - sending.shown).total_seconds() if sending.shown else None
        how = {"previewed": sending.previewed, "trap": submission.trap}
        verdict = self.screening.judge(words, network, now, digest=digest, seconds=seconds, **how)
        comment = _comment(words, record.new_id(now, digest), now)
        private = _private(comment, words, sending, digest, verdict)
        try:
            accepted = self.intake.submit(comment, private)
        except RateError:
            raise RefusedError(Refusal.TOO_OFTEN, message=TOO_OFTEN) from None
        if not accepted.new:
            return accepted.id, self._status(replace(comment, id=accepted.id))
        self.screening.repetition.add(words.body)
        if self.screening.is_trusted(words, network, verdict):
            comment = self._approve(comment, now)
        self._announce(comment, private, now)
        return accepted.id, comment.status

    def _target(self, post: str, reply_to: str | None) -> tuple[CatalogueEntry, Comment | None]:
        """Return the open post of that id and, looked for in the one place where it may lie, the approved comment on it."""
        entry = self.open_post(post)
        if reply_to is None:
            return entry, None
        path = self.queue.folder / Status.APPROVED / post / f"{reply_to}.md"
        try:
            return entry, record.parse(path.read_bytes(), path)
        except (OSError, ContentError):
            raise RefusedError(Refusal.NO_PARENT, NO_PARENT) from None

    def _status(self, comment: Comment) -> Status:
        """Return the state of a comment that came before; what is being moved in this moment waits."""
        path = self.queue.where(comment)
        status = Status(path.parent.parent.name) if path else comment.status
        return Status.REJECTED if status is Status.SPAM else status

    def _approve(self, comment: Comment, now: datetime) -> Comment:
        """Approve a trusted reader's comment; where that fails it waits for an editor, as any other."""
        try:
            moderation.decide(self.queue, Action.APPROVE, [comment.id], log=self.log, by=TRUST, now=now)
        except OutsideInnovationError as error:
            _LOG.error("Comment %s is kept, but could not be approved: %s", comment.id, type(error).__name__)
            return comment
        return replace(comment, status=Status.APPROVED)

    def _announce(self, comment: Comment, private: Private, now: datetime) -> None:
        """Write the mails that a new comment asks for; it is kept already, so that a failure here is only logged."""
        try:
            self.announce(comment, private, now)
        except OutsideInnovationError as error:
            _LOG.error("Comment %s is kept, but its mails could not be written: %s", comment.id, type(error).__name__)


def _why(fields: Mapping[str, str], problems: tuple[FieldProblem, ...]) -> Refusal:
    wrong = {problem.field for problem in problems}
    if "post" in wrong and fields.get("post"):
        return Refusal.NO_POST
    if "body" in wrong and len(fields.get("body", "").encode("utf-8", "replace")) > form.BODY_BYTES:
        return Refusal.TOO_LARGE
    return Refusal.BAD_FIELD


def _comment(words: Words, identifier: str, now: datetime) -> Comment:
    date = now.replace(microsecond=0)
    return Comment(
        identifier, words.post, Status.PENDING, words.author, date, words.body, words.website, words.reply_to
    )


def _private(comment: Comment, words: Words, sending: Sending, digest: str, verdict: Verdict) -> Private:
    return Private(
        id=comment.id,
        digest=digest,
        received=sending.now,
        network=sending.network,
        email=words.email,
        notify=words.notify,
        score=verdict.score,
        reasons=verdict.reasons,
    )
