"""What an editor decides: which state follows on which, and several decisions at once or none.

With a log, editors decide one after another: of two who decide the same comment one wins, the other hears when and what.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from outsideinnovation.comments import trust
from outsideinnovation.comments.actions import DecidedError, Decision, DecisionAction, LogLine, Step, decided, edited
from outsideinnovation.comments.decisions import EDIT, REPLY, UNDO, DecisionLog, LoggedDecision
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue, version_of
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.revision import edit, put_back, reply
from outsideinnovation.comments.walk import CommentPlace, Walk
from outsideinnovation.errors import ContentError, NotFoundError, OutsideInnovationError

__all__ = [
    "EDIT",
    "HAND",
    "REPLY",
    "TERMINAL",
    "TRANSITIONS",
    "UNDO",
    "Action",
    "DecidedError",
    "Decision",
    "approve",
    "decide",
    "edit",
    "reconcile",
    "reject",
    "reply",
    "restore",
    "spam",
    "undo",
]
TERMINAL = "terminal"
HAND = "hand"


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
_ACTIONS = {after: action for (_, action), after in TRANSITIONS.items()}


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


def decide(
    queue: CommentQueue,
    action: Action,
    ids: Iterable[str],
    *,
    log: DecisionLog | None = None,
    by: str = TERMINAL,
    now: datetime | None = None,
    seen: Status | None = None,
    versions: Mapping[str, str] | None = None,
) -> list[Decision]:
    """Do *action* to every comment of *ids*, in their order; one named twice is decided once.

    All are looked at first: where one does not exist (NotFoundError) or is in no state to be decided so (DecidedError),
    none is moved, and the message has a line for each such id. *seen* is the state in which the editor saw them,
    *versions* the texts by id: whatever is otherwise now was decided or edited meanwhile. A *log* needs *now*.
    """
    act = DecisionAction(log, by, now, action)
    with act.turn():
        return act.move(queue, _looked_at(queue, action, ids, log, seen, versions or {}))


def undo(
    queue: CommentQueue, log: DecisionLog, by: str, now: datetime, *, private_store: PrivateStore | None = None
) -> list[Decision]:
    """Take back the last act of *by*: all that was decided or edited in one gesture. Repeated, the act before it.

    An answer that is taken back is rejected; with the *private_store*, whom the act trusted is trusted no more. Raises
    NotFoundError where there is nothing to undo, DecidedError where one of the comments was decided or edited since.
    """
    with log.turn():
        entries = log.undoable(by)
        if not entries:
            raise NotFoundError(f"Nothing that {by} decided is left to be undone. See: oi comments list")
        act = DecisionAction(log, by, now, UNDO, undoes=entries[0].act)
        pairs = [(_unchanged(queue, log, entry), entry) for entry in entries]
        put = [put_back(queue, comment, entry, act, log) for comment, entry in pairs if entry.action == EDIT]
        steps = [
            Step(comment, Status(entry.before or Status.REJECTED), entry.version)
            for comment, entry in pairs
            if entry.action != EDIT
        ]
        done = put + act.move(queue, steps)
        if private_store:
            trust.take_back(private_store, entries)
        return done


def reconcile(
    queue: CommentQueue,
    log: DecisionLog,
    now: datetime,
    *,
    private_store: PrivateStore | None = None,
    places: Iterable[CommentPlace] | None = None,
) -> list[Decision]:
    """Write down what was decided by hand: a file that was moved, by ``mv`` or by git. Return these decisions.

    Only names are looked at: those of *places*, or all. With the *private_store*, a decided comment that was neither received nor
    ever decided here gets no line: it was imported; and spam ends the trust in whoever sent it.
    """
    act = DecisionAction(log, HAND, now, "")
    wanted = Walk(queue.folder).places() if places is None else places
    differing = [place for place, _ in _moved(wanted, log)]
    if not differing:
        return []
    with act.turn():
        moved = _moved(differing, log)
        decided = log.last_of(place.id for place, _ in moved)
        strangers = [place.id for place, _ in moved if place.id not in decided]
        known = private_store.of(strangers).values() if private_store else ()
        received = {each.id for each in known if not each.imported} if private_store else set(strangers)
        lines = [
            LogLine(place.id, before, place.status, version, _ACTIONS[place.status])
            for place, before in moved
            if (place.id in received or place.id in decided) and (version := _version(place))
        ]
        act.write(lines)
        if private_store:
            trust.end(private_store, (line.id for line in lines if line.after == Status.SPAM))
        return [Decision(line.id, Status(line.before), Status(line.after)) for line in lines]


def _moved(places: Iterable[CommentPlace], log: DecisionLog) -> list[tuple[CommentPlace, Status]]:
    """Return the places of comments that do not lie in the state in which the log knows them, with that state."""
    wanted = list(places)
    last, states = log.last_of(place.id for place in wanted), set(map(str, Status))
    known = [last[place.id].after if place.id in last else "" for place in wanted]
    befores = [Status(after) if after in states else Status.PENDING for after in known]
    return [(place, before) for place, before in zip(wanted, befores, strict=True) if before is not place.status]


def _version(place: CommentPlace) -> str | None:
    """Return the version of the text that lies there; None where it has just been moved on."""
    try:
        return version_of(Path(place.path).read_bytes())
    except FileNotFoundError:
        return None


def _looked_at(
    queue: CommentQueue,
    action: Action,
    ids: Iterable[str],
    log: DecisionLog | None,
    seen: Status | None,
    versions: Mapping[str, str],
) -> list[Step]:
    refusals: list[OutsideInnovationError] = []
    steps: list[Step] = []
    for identifier, found in queue.find_all(ids).items():
        if isinstance(found, OutsideInnovationError):
            refusals.append(found)
            continue
        after, version = TRANSITIONS.get((found.status, action)), queue.version(found)
        if after is None or seen not in {None, found.status}:
            refusals.append(decided(found, log, _remedy(found, action)))
        elif versions.get(identifier, version) != version:
            refusals.append(edited(found, log))
        else:
            steps.append(Step(found, after, version))
    _refuse(refusals)
    return steps


def _remedy(comment: Comment, action: Action) -> str:
    if (comment.status, action) in TRANSITIONS:
        return f"To decide otherwise: oi comments {action} --again {comment.id}"
    if TRANSITIONS.get((Status.PENDING, action)) in {None, comment.status}:
        return f"See: oi comments show {comment.id}"
    return f"Take that back first: oi comments restore {comment.id}"


def _refuse(refusals: Sequence[OutsideInnovationError]) -> None:
    """Raise one error for all *refusals*, if there are any."""
    message = "\n".join(map(str, refusals))
    for refusal in refusals:
        if isinstance(refusal, ContentError):
            raise refusal
    if refusals and all(isinstance(refusal, NotFoundError) for refusal in refusals):
        raise NotFoundError(message)
    if refusals:
        raise DecidedError(message, next((each.decided for each in refusals if isinstance(each, DecidedError)), None))


def _unchanged(queue: CommentQueue, log: DecisionLog, entry: LoggedDecision) -> Comment:
    """Return the comment of *entry*, if nothing has happened to it since."""
    comment, last = queue.find(entry.id), log.in_effect(entry.id)
    if last != entry or comment.status != entry.after or queue.version(comment) != entry.version:
        since = f": {last}" if last and last != entry else " by hand"
        raise DecidedError(f"Comment {entry.id} was decided since{since}. See: oi comments show {entry.id}", last)
    return comment
