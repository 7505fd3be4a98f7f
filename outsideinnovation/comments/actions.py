"""One gesture of an editor: the comments it moves, the lines it leaves in the log, and what is said where it comes too late."""

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from outsideinnovation.comments.decisions import DecisionLog, LoggedDecision
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ConflictError, OutsideInnovationError
from outsideinnovation.languages.message import Message, message_of

_ID = 8  # bytes of an act's id


class DecidedError(ConflictError):
    """A comment is no longer as it was when it was decided about; ``decided`` is the decision that came first, if known."""

    def __init__(self, message: str, decided: LoggedDecision | None = None) -> None:
        super().__init__(message)
        self.decided = decided


@dataclass(frozen=True, slots=True)
class Decision:
    """One comment's way from one state to another; an edit leaves it in its state."""

    id: str
    before: Status
    after: Status


class Step(NamedTuple):
    """A comment that is to move, with the version of its text."""

    comment: Comment
    after: Status
    version: str


class LogLine(NamedTuple):
    """What the log will hold of one comment; ``before`` is empty where it had no state."""

    id: str
    before: str
    after: str
    version: str
    action: str


@dataclass(frozen=True, slots=True)
class DecisionAction:
    """What *by* does at *now*; without a *log* nothing of it is written down."""

    log: DecisionLog | None
    by: str
    now: datetime | None
    action: str
    undoes: str = ""

    def turn(self) -> AbstractContextManager[None]:
        """Wait until nobody else decides; only then can what is seen be relied on."""
        return self.log.turn() if self.log else nullcontext()

    def move(self, queue: CommentQueue, steps: Sequence[Step]) -> list[Decision]:
        """Move the comments, and write down those that were moved, also where a failure ends it.

        Raises DecidedError where somebody has moved one by hand in this moment, StorageError when the disk refuses.
        """
        done = list(steps)
        try:
            queue.move_all((step.comment, step.after) for step in steps)
        except OutsideInnovationError as error:
            done = [step for step in steps if queue.path(replace(step.comment, status=step.after)).exists()]
            if isinstance(error, ConflictError):
                raise DecidedError(message_of(error)) from error
            raise
        finally:
            self.write(
                LogLine(step.comment.id, step.comment.status, step.after, step.version, self.action) for step in done
            )
        return [Decision(step.comment.id, step.comment.status, step.after) for step in steps]

    def write(self, lines: Iterable[LogLine]) -> None:
        """Write the lines into the log, durably, as one act."""
        if self.log is None:
            return
        assert self.now is not None, "what is written down has its moment"
        act = os.urandom(_ID).hex()
        self.log.append(
            LoggedDecision(
                self.now, line.id, line.action, line.before, line.after, self.by, line.version, act, self.undoes
            )
            for line in lines
        )


def decided(comment: Comment, log: DecisionLog | None, remedy: str) -> DecidedError:
    """Return what is said where *comment* is no longer in the state to be decided about."""
    entry = log.last(comment.id) if log else None
    known = entry if entry and entry.after == comment.status else None
    waits = comment.status is Status.PENDING and not known
    what = f"is {comment.status} already" if waits else f"was decided already: {known or f'it is {comment.status}'}"
    return DecidedError(f"Comment {comment.id} {what}. {remedy}", known)


def edited(comment: Comment, log: DecisionLog | None) -> DecidedError:
    """Return what is said where the text of *comment* is not the one that was seen."""
    entry = log.last(comment.id) if log else None
    if entry is None:
        what = Message("Comment %(id)s was changed meanwhile. See: oi comments show %(id)s", id=comment.id)
    else:
        what = Message(
            "Comment %(id)s was changed meanwhile: %(decision)s. See: oi comments show %(id)s",
            id=comment.id,
            decision=entry.message,
        )
    return DecidedError(what, entry)
