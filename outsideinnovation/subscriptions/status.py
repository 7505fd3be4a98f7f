"""Where a subscription stands, and the one table of what may become of it (state machine)."""

from enum import StrEnum

from outsideinnovation.errors import ConflictError


class Status(StrEnum):
    """Where a subscription stands; only ``confirmed`` ones get issues."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    ERASED = "erased"


class Event(StrEnum):
    """What can happen to a subscription.

    ``confirm``: its reader clicked a link that was asked for since the last change. ``add``: the operator adds it by hand.
    ``import``: a list says that they agreed elsewhere. ``unsubscribe``: its reader wants no more. ``bounce``: the address
    does not exist. ``suppress``: a complaint, or the operator's word. ``erase``: the person is to be forgotten.
    """

    CONFIRM = "confirm"
    ADD = "add"
    IMPORT = "import"
    UNSUBSCRIBE = "unsubscribe"
    BOUNCE = "bounce"
    SUPPRESS = "suppress"
    ERASE = "erase"


TRANSITIONS: dict[Status, dict[Event, Status]] = {
    Status.UNCONFIRMED: {
        Event.CONFIRM: Status.CONFIRMED,
        Event.ADD: Status.CONFIRMED,
        Event.IMPORT: Status.CONFIRMED,
        Event.UNSUBSCRIBE: Status.UNSUBSCRIBED,
        Event.BOUNCE: Status.BOUNCED,
        Event.SUPPRESS: Status.SUPPRESSED,
        Event.ERASE: Status.ERASED,
    },
    Status.CONFIRMED: {
        Event.CONFIRM: Status.CONFIRMED,
        Event.ADD: Status.CONFIRMED,
        Event.IMPORT: Status.CONFIRMED,
        Event.UNSUBSCRIBE: Status.UNSUBSCRIBED,
        Event.BOUNCE: Status.BOUNCED,
        Event.SUPPRESS: Status.SUPPRESSED,
        Event.ERASE: Status.ERASED,
    },
    Status.UNSUBSCRIBED: {
        Event.CONFIRM: Status.CONFIRMED,
        Event.UNSUBSCRIBE: Status.UNSUBSCRIBED,
        Event.SUPPRESS: Status.SUPPRESSED,
        Event.ERASE: Status.ERASED,
    },
    Status.BOUNCED: {
        Event.CONFIRM: Status.CONFIRMED,
        Event.ADD: Status.CONFIRMED,
        Event.UNSUBSCRIBE: Status.UNSUBSCRIBED,
        Event.BOUNCE: Status.BOUNCED,
        Event.SUPPRESS: Status.SUPPRESSED,
        Event.ERASE: Status.ERASED,
    },
    Status.SUPPRESSED: {
        Event.ADD: Status.CONFIRMED,
        Event.UNSUBSCRIBE: Status.SUPPRESSED,
        Event.BOUNCE: Status.SUPPRESSED,
        Event.SUPPRESS: Status.SUPPRESSED,
        Event.ERASE: Status.ERASED,
    },
    Status.ERASED: {Event.ERASE: Status.ERASED},
}


def after(status: Status, event: Event) -> Status:
    """Return where a subscription stands after *event*. Raises ConflictError where that may not happen to it."""
    try:
        return TRANSITIONS[status][event]
    except KeyError:
        raise ConflictError(f"A subscription that is {status} stays so: {_REMEDIES[status]}.") from None


def may(status: Status, event: Event) -> bool:
    """Tell whether *event* may happen to a subscription."""
    return event in TRANSITIONS[status]


_REMEDIES = {
    Status.UNCONFIRMED: "its reader has to confirm it first",
    Status.CONFIRMED: "it is confirmed already",
    Status.UNSUBSCRIBED: "only its reader can take that back, with the form on the site",
    Status.BOUNCED: "the address refused mail; its reader can subscribe anew, or add it by hand",
    Status.SUPPRESSED: "its reader complained of our mail, or you stopped it; only `oi subscribers add` takes that back",
    Status.ERASED: "whoever it was is forgotten, and can subscribe anew with the form on the site",
}
