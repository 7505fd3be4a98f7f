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

_TRIES = 5  # between looking and deciding somebody else may decide, again and again
DONE = {
    Action.APPROVE: "approved",
    Action.REJECT: "rejected",
    Action.SPAM: "marked as spam",
    Action.RESTORE: "put back into the queue",
}
DISTRUSTED = "{} was trusted, and is no more: what comes from there waits for an editor again."


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
                outcome.told += [DISTRUSTED.format(address) for address in trust.end(self.private_store, outcome.done)]
            return outcome
        raise ConflictError("These comments are being decided by somebody else. Look at the queue again.")

    def why_not(self, comment: Comment) -> str:
        """Return a sentence on how *comment* was decided before, by whom and when, as far as the log knows."""
        last = self.log.last(comment.id)
        decided = f"{last}" if last and last.after == comment.status else f"it is {comment.status}"
        return f"The comment by {cleaning.visible(comment.author)} was decided already: {decided}."

    def changed(self, comment: Comment) -> str:
        """Return a sentence on who changed the text of *comment* since an editor read it."""
        last = self.log.last(comment.id)
        who = f"{last.by} edited it" if last and last.action == EDIT else "its writer corrected it"
        author = cleaning.visible(comment.author)
        return f"The comment by {author} has another text now: {who} meanwhile. Read it again, then decide."

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
        last = self.log.last(identifier)
        return (
            f"The comment {identifier} is gone{f': {last}' if last else ''}."
            if isinstance(error, NotFoundError)
            else str(error)
        )

    def _version(self, comment: Comment) -> str:
        try:
            return self.queue.version(comment)
        except ConflictError:  # moved in this moment; deciding says so
            return ""
