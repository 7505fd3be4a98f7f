"""What becomes of a line of a list, by what is known of its address: nobody is subscribed who has left, here or there."""

from dataclasses import dataclass
from enum import StrEnum

from outsideinnovation.subscriptions.status import Event, Status, after, may
from outsideinnovation.subscriptions.subscriber import Source


class Change(StrEnum):
    """What a line does: somebody ``new``, a status ``changed``, nothing (``same``), or ``kept`` against what the list says."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an address: where its subscription stands, and how it came here; ``id`` None: not in the tables yet."""

    status: Status
    source: Source
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the subscription stands afterwards, what was done for that, and why the list was not followed, if so."""

    status: Status
    change: Change
    why: str = ""

    def __str__(self) -> str:
        text = {
            Change.NEW: f"{self.status}, new",
            Change.CHANGED: f"{self.status} from now on",
            Change.SAME: f"{self.status} already",
            Change.KEPT: f"stays {self.status}",
        }[self.change]
        return f"{text}: {self.why}" if self.why else text


_EVENTS = {
    Status.CONFIRMED: Event.IMPORT,
    Status.UNSUBSCRIBED: Event.UNSUBSCRIBE,
    Status.BOUNCED: Event.BOUNCE,
    Status.SUPPRESSED: Event.SUPPRESS,
}
_ONLY_THEY = {
    Status.UNSUBSCRIBED: "they unsubscribed, and only they can take that back",
    Status.BOUNCED: "mail to the address came back",
    Status.SUPPRESSED: "they complained, or you stopped it",
}
_ERASED = Outcome(Status.ERASED, Change.KEPT, "they had themselves erased, and can subscribe anew on the site")


def of_line(listed: Status, known: Standing | None, *, is_erased: bool, agreed: bool) -> Outcome:
    """Return what becomes of a line that says *listed* of an address of which *known* is known.

    *agreed*: those whom the list calls subscribed agreed elsewhere, and need not confirm. *is_erased*: an address that was
    erased here, and has not come back by itself.
    """
    wanted = Status.UNCONFIRMED if listed is Status.CONFIRMED and not agreed else listed
    if known is None:
        return _ERASED if is_erased else Outcome(wanted, Change.NEW)
    if wanted in {Status.UNCONFIRMED, known.status}:
        return Outcome(known.status, Change.SAME)
    if wanted is Status.CONFIRMED:
        return _confirmed(known)
    if known.source is Source.FORM and known.status is Status.CONFIRMED:
        return Outcome(known.status, Change.KEPT, f"the list says {wanted}, but they subscribed here by themselves")
    event = _EVENTS[wanted]
    status = after(known.status, event) if may(known.status, event) else known.status
    return Outcome(status, Change.SAME if status is known.status else Change.CHANGED)


def _confirmed(known: Standing) -> Outcome:
    if may(known.status, Event.IMPORT):
        return Outcome(after(known.status, Event.IMPORT), Change.CHANGED)
    return Outcome(known.status, Change.KEPT, _ONLY_THEY[known.status])
