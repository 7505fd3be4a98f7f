"""What an editor did last and may still take back, in words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from outsideinnovation.comments.bulk_decisions import DONE
from outsideinnovation.comments.decisions import DecisionLog, LoggedDecision
from outsideinnovation.comments.moderation import EDIT, REPLY
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.review import age
from outsideinnovation.wording import counted

OFFERED = timedelta(hours=24)  # how long undoing is offered
WORDS = {**{str(action): words for action, words in DONE.items()}, EDIT: "edited", REPLY: "sent as a reply"}


@dataclass(frozen=True, slots=True)
class LastAction:
    """An act in words, such as ``3 comments approved``, and how long ago it was.

    ``approved`` are the comments that readers are to see since then.
    """

    words: str
    age: str
    approved: tuple[str, ...] = ()


def last_action(log: DecisionLog, by: str, now: datetime) -> LastAction | None:
    """Return what *by* did last, or None where nothing lately can be undone."""
    entries = log.undoable(by)
    if not entries or now - entries[0].date > OFFERED:
        return None
    approved = tuple(entry.id for entry in entries if entry.after == Status.APPROVED)
    return LastAction(_words(entries), age(entries[0].date, now), approved)


def _words(entries: list[LoggedDecision]) -> str:
    numbers = Counter(WORDS.get(entry.action, entry.action) for entry in entries)
    return ", ".join(f"{counted(number, 'comment')} {what}" for what, number in numbers.items())
