"""Decisions about many comments at once (bulk actions), in one act that is undone at once; whoever was quicker is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from outsideinnovation.comments import cleaning, moderation, trust
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.moderation import EDIT, TRANSITIONS, Action, DecidedError
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ConflictError, NotFoundError, OutsideInnovationError
from outsideinnovation.languages.message import Message, message_of

_TRIES = 5  # between looking and deciding somebody else may decide, again and again
DISTRUSTED = Message(
    "%(address)s was trusted, and is no more: what comes from there waits for an editor again.", address=""
)
_STATES = {
    Status.PENDING: Message("it is pending"),
    Status.APPROVED: Message("it is approved"),
    Status.REJECTED: Message("it is rejected"),
    Status.SPAM: Message("it is spam"),
}


@dataclass(slots=True)
class BulkOutcome:
    """What became of a request: the ids that were decided, and a sentence for each comment that could not be.

    ``told`` is what came of it besides: who is trusted no more.
    """

    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BulkDecisions:
    """What decides about comments of *queue* for an editor who has seen them as they were."""

    queue: CommentQueue
    log: DecisionLog
    private_store: PrivateStore

    def decide(self, action: Action, versions: Mapping[str, str], seen: Status, by: str, now: datetime) -> BulkOutcome:
        """Do *action* to every comment of *versions* that is still as the editor saw it; the others are refused, and said.

        *versions* are the texts by id, *seen* is the state in which all of them were shown.
        """
        outcome = BulkOutcome()
        wanted = dict(versions)
        for _ in range(_TRIES):
            wanted, refused = self._undecided(action, wanted, seen)
            outcome.refused += refused
            if not wanted:
                return outcome
            try:
                made = moderation.decide(
                    self.queue, action, wanted, log=self.log, by=by, now=now, seen=seen, versions=wanted
                )
            except (DecidedError, NotFoundError):  # in this moment: look again, and say who
                continue
            outcome.done += [decision.id for decision in made]
            if action is Action.SPAM:
                outcome.told += [
                    DISTRUSTED.filled(address=address) for address in trust.end(self.private_store, outcome.done)
                ]
            return outcome
        raise ConflictError(Message("These comments are being decided by somebody else. Look at the queue again."))

    def why_not(self, comment: Comment) -> Message:
        """Return a sentence on how *comment* was decided before, by whom and when, as far as the log knows."""
        last = self.log.last(comment.id)
        decided = last.message if last and last.after == comment.status else _STATES[comment.status]
        author = cleaning.visible(comment.author)
        return Message("The comment by %(name)s was decided already: %(decision)s.", name=author, decision=decided)

    def changed(self, comment: Comment) -> Message:
        """Return a sentence on who changed the text of *comment* since an editor read it."""
        last = self.log.last(comment.id)
        author = cleaning.visible(comment.author)
        if last and last.action == EDIT:
            return Message(
                "The comment by %(name)s has another text now: %(editor)s edited it meanwhile. Read it again, then decide.",
                name=author,
                editor=last.by,
            )
        return Message(
            "The comment by %(name)s has another text now: its writer corrected it meanwhile. Read it again, then decide.",
            name=author,
        )

    def _undecided(self, action: Action, versions: Mapping[str, str], seen: Status) -> tuple[dict[str, str], list[str]]:
        """Part *versions* into what can still be decided and a sentence for each of the rest."""
        still: dict[str, str] = {}
        refused = []
        for identifier, found in self.queue.find_all(versions).items():
            if isinstance(found, OutsideInnovationError):
                refused.append(self._missing(identifier, found))
            elif found.status is not seen or (found.status, action) not in TRANSITIONS:
                refused.append(self.why_not(found))
            elif self._version(found) not in {"", versions[identifier]}:
                refused.append(self.changed(found))
            else:
                still[identifier] = versions[identifier]
        return still, refused

    def _missing(self, identifier: str, error: OutsideInnovationError) -> str:
        if not isinstance(error, NotFoundError):
            return message_of(error)
        last = self.log.last(identifier)
        if last:
            return Message("The comment %(id)s is gone: %(decision)s.", id=identifier, decision=last.message)
        return Message("The comment %(id)s is gone.", id=identifier)

    def _version(self, comment: Comment) -> str:
        try:
            return self.queue.version(comment)
        except ConflictError:  # moved in this moment; deciding says so
            return ""
