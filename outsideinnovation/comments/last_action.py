"""What an editor did last and may still take back, in words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from outsideinnovation.comments.decisions import DecisionLog, LoggedDecision
from outsideinnovation.comments.moderation import EDIT, REPLY, Action
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.review import age
from outsideinnovation.languages.message import Message

OFFERED = timedelta(hours=24)  # how long undoing is offered
WORDS = {
    Action.APPROVE: Message.counted("%(number)s comment approved", "%(number)s comments approved", 1),
    Action.REJECT: Message.counted("%(number)s comment rejected", "%(number)s comments rejected", 1),
    Action.SPAM: Message.counted("%(number)s comment marked as spam", "%(number)s comments marked as spam", 1),
    Action.RESTORE: Message.counted(
        "%(number)s comment put back into the queue", "%(number)s comments put back into the queue", 1
    ),
    EDIT: Message.counted("%(number)s comment edited", "%(number)s comments edited", 1),
    REPLY: Message.counted("%(number)s comment sent as a reply", "%(number)s comments sent as a reply", 1),
}
_OTHERWISE = Message.counted("%(number)s comment changed", "%(number)s comments changed", 1)


@dataclass(frozen=True, slots=True)
class LastAction:
    """An act in words, such as ``3 comments approved``, a text for each thing done, and how long ago it was.

    ``approved`` are the comments that readers are to see since then.
    """

    words: tuple[Message, ...]
    age: Message
    approved: tuple[str, ...] = ()


def last_action(log: DecisionLog, by: str, now: datetime) -> LastAction | None:
    """Return what *by* did last, or None where nothing lately can be undone."""
    entries = log.undoable(by)
    if not entries or now - entries[0].date > OFFERED:
        return None
    approved = tuple(entry.id for entry in entries if entry.after == Status.APPROVED)
    return LastAction(_words(entries), age(entries[0].date, now), approved)


def _words(entries: list[LoggedDecision]) -> tuple[Message, ...]:
    numbers = Counter(entry.action for entry in entries)
    return tuple(WORDS.get(action, _OTHERWISE).of(number) for action, number in numbers.items())
