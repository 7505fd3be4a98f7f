"""What becomes of a line of a list, by what is known of its address: nobody is subscribed who has left, here or there."""

from dataclasses import dataclass
from enum import StrEnum

from outsideinnovation.subscriptions.status import Event, SubscriptionStatus, after, may
from outsideinnovation.subscriptions.subscriber import Source


class ListChange(StrEnum):
    """What a line does: somebody ``new``, a status ``changed``, nothing (``same``), or ``kept`` against what the list says."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an address: where its subscription stands, and how it came here; ``id`` None: not in the tables yet."""

    status: SubscriptionStatus
    source: Source
    id: int | None = None


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """Where the subscription stands afterwards, what was done for that, and why the list was not followed, if so."""

    status: SubscriptionStatus
    change: ListChange
    why: str = ""

    def __str__(self) -> str:
        text = {
            ListChange.NEW: f"{self.status}, new",
            ListChange.CHANGED: f"{self.status} from now on",
            ListChange.SAME: f"{self.status} already",
            ListChange.KEPT: f"stays {self.status}",
        }[self.change]
        return f"{text}: {self.why}" if self.why else text


_EVENTS = {
    SubscriptionStatus.CONFIRMED: Event.IMPORT,
    SubscriptionStatus.UNSUBSCRIBED: Event.UNSUBSCRIBE,
    SubscriptionStatus.BOUNCED: Event.BOUNCE,
    SubscriptionStatus.SUPPRESSED: Event.SUPPRESS,
}
_ONLY_THEY = {
    SubscriptionStatus.UNSUBSCRIBED: "they unsubscribed, and only they can take that back",
    SubscriptionStatus.BOUNCED: "mail to the address came back",
    SubscriptionStatus.SUPPRESSED: "they complained, or you stopped it",
}
_ERASED = LineOutcome(
    SubscriptionStatus.ERASED, ListChange.KEPT, "they had themselves erased, and can subscribe anew on the site"
)


def of_line(listed: SubscriptionStatus, known: Standing | None, *, is_erased: bool, agreed: bool) -> LineOutcome:
    """Return what becomes of a line that says *listed* of an address of which *known* is known.

    *agreed*: those whom the list calls subscribed agreed elsewhere, and need not confirm. *is_erased*: an address that was
    erased here, and has not come back by itself.
    """
    wanted = SubscriptionStatus.UNCONFIRMED if listed is SubscriptionStatus.CONFIRMED and not agreed else listed
    if known is None:
        return _ERASED if is_erased else LineOutcome(wanted, ListChange.NEW)
    if wanted in {SubscriptionStatus.UNCONFIRMED, known.status}:
        return LineOutcome(known.status, ListChange.SAME)
    if wanted is SubscriptionStatus.CONFIRMED:
        return _confirmed(known)
    if known.source is Source.FORM and known.status is SubscriptionStatus.CONFIRMED:
        return LineOutcome(
            known.status, ListChange.KEPT, f"the list says {wanted}, but they subscribed here by themselves"
        )
    event = _EVENTS[wanted]
    status = after(known.status, event) if may(known.status, event) else known.status
    return LineOutcome(status, ListChange.SAME if status is known.status else ListChange.CHANGED)


def _confirmed(known: Standing) -> LineOutcome:
    if may(known.status, Event.IMPORT):
        return LineOutcome(after(known.status, Event.IMPORT), ListChange.CHANGED)
    return LineOutcome(known.status, ListChange.KEPT, _ONLY_THEY[known.status])
