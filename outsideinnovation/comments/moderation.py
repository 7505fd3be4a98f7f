"""What an editor decides: which state follows on which, and several decisions at once or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ConflictError, NotFoundError, OutsideInnovationError


class Action(StrEnum):
    """What can be done to a comment; the names are the commands' names."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    RESTORE = "restore"


TRANSITIONS: Mapping[tuple[Status, Action], Status] = MappingProxyType(
    {
        (Status.PENDING, Action.APPROVE): Status.APPROVED,
        (Status.PENDING, Action.REJECT): Status.REJECTED,
        (Status.PENDING, Action.SPAM): Status.SPAM,
        (Status.APPROVED, Action.REJECT): Status.REJECTED,
        (Status.APPROVED, Action.SPAM): Status.SPAM,
        (Status.APPROVED, Action.RESTORE): Status.PENDING,
        (Status.REJECTED, Action.APPROVE): Status.APPROVED,
        (Status.REJECTED, Action.RESTORE): Status.PENDING,
        (Status.SPAM, Action.APPROVE): Status.APPROVED,
        (Status.SPAM, Action.RESTORE): Status.PENDING,
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One comment's way from one state to another."""

    id: str
    before: Status
    after: Status


def approve(queue: CommentQueue, ids: Iterable[str]) -> list[Decision]:
    """Make the comments public. Raises as ``decide`` does."""
    return decide(queue, Action.APPROVE, ids)


def reject(queue: CommentQueue, ids: Iterable[str]) -> list[Decision]:
    """Keep the comments from the public. Raises as ``decide`` does."""
    return decide(queue, Action.REJECT, ids)


def spam(queue: CommentQueue, ids: Iterable[str]) -> list[Decision]:
    """Keep the comments from the public, as spam. Raises as ``decide`` does."""
    return decide(queue, Action.SPAM, ids)


def restore(queue: CommentQueue, ids: Iterable[str]) -> list[Decision]:
    """Take decisions back: the comments wait again. Raises as ``decide`` does."""
    return decide(queue, Action.RESTORE, ids)


def decide(queue: CommentQueue, action: Action, ids: Iterable[str]) -> list[Decision]:
    """Do *action* to every comment of *ids*, in their order; one named twice is decided once.

    All are looked at first: where one does not exist (NotFoundError) or is in no state to be decided so
    (ConflictError), none is moved, and the message has a line for each such id.
    """
    refusals: list[OutsideInnovationError] = []
    steps: list[tuple[Comment, Status]] = []
    for identifier in dict.fromkeys(ids):
        try:
            comment = queue.find(identifier)
            steps.append((comment, _after(comment, action)))
        except (NotFoundError, ConflictError) as refusal:
            refusals.append(refusal)
    if refusals:
        kind = NotFoundError if all(isinstance(refusal, NotFoundError) for refusal in refusals) else ConflictError
        raise kind("\n".join(map(str, refusals)))
    return [Decision(comment.id, comment.status, queue.move(comment, after).status) for comment, after in steps]


def _after(comment: Comment, action: Action) -> Status:
    after = TRANSITIONS.get((comment.status, action))
    if after is not None:
        return after
    if TRANSITIONS.get((Status.PENDING, action)) in {None, comment.status}:
        remedy = f"See: oi comments show {comment.id}"
    else:
        remedy = f"Take that back first: oi comments restore {comment.id}"
    raise ConflictError(f"Comment {comment.id} is {comment.status} already. {remedy}")
