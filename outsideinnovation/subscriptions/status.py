"""Where a subscription stands, and the one table of what may become of it (state machine)."""

from enum import StrEnum

from outsideinnovation.errors import ConflictError


class SubscriptionStatus(StrEnum):
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


_SUBSCRIBED: dict[Event, SubscriptionStatus] = {  # whether that is confirmed yet, or not
    Event.CONFIRM: SubscriptionStatus.CONFIRMED,
    Event.ADD: SubscriptionStatus.CONFIRMED,
    Event.IMPORT: SubscriptionStatus.CONFIRMED,
    Event.UNSUBSCRIBE: SubscriptionStatus.UNSUBSCRIBED,
    Event.BOUNCE: SubscriptionStatus.BOUNCED,
    Event.SUPPRESS: SubscriptionStatus.SUPPRESSED,
    Event.ERASE: SubscriptionStatus.ERASED,
}
TRANSITIONS: dict[SubscriptionStatus, dict[Event, SubscriptionStatus]] = {
    SubscriptionStatus.UNCONFIRMED: _SUBSCRIBED,
    SubscriptionStatus.CONFIRMED: _SUBSCRIBED,
    SubscriptionStatus.UNSUBSCRIBED: {
        Event.CONFIRM: SubscriptionStatus.CONFIRMED,
        Event.UNSUBSCRIBE: SubscriptionStatus.UNSUBSCRIBED,
        Event.SUPPRESS: SubscriptionStatus.SUPPRESSED,
        Event.ERASE: SubscriptionStatus.ERASED,
    },
    SubscriptionStatus.BOUNCED: {
        Event.CONFIRM: SubscriptionStatus.CONFIRMED,
        Event.ADD: SubscriptionStatus.CONFIRMED,
        Event.UNSUBSCRIBE: SubscriptionStatus.UNSUBSCRIBED,
        Event.BOUNCE: SubscriptionStatus.BOUNCED,
        Event.SUPPRESS: SubscriptionStatus.SUPPRESSED,
        Event.ERASE: SubscriptionStatus.ERASED,
    },
    SubscriptionStatus.SUPPRESSED: {
        Event.ADD: SubscriptionStatus.CONFIRMED,
        Event.UNSUBSCRIBE: SubscriptionStatus.SUPPRESSED,
        Event.BOUNCE: SubscriptionStatus.SUPPRESSED,
        Event.SUPPRESS: SubscriptionStatus.SUPPRESSED,
        Event.ERASE: SubscriptionStatus.ERASED,
    },
    SubscriptionStatus.ERASED: {Event.ERASE: SubscriptionStatus.ERASED},
}


def after(status: SubscriptionStatus, event: Event) -> SubscriptionStatus:
    """Return where a subscription stands after *event*. Raises ConflictError where that may not happen to it."""
    try:
        return TRANSITIONS[status][event]
    except KeyError:
        raise ConflictError(f"A subscription that is {status} stays so: {_REMEDIES[status]}.") from None


def may(status: SubscriptionStatus, event: Event) -> bool:
    """Tell whether *event* may happen to a subscription."""
    return event in TRANSITIONS[status]


_REMEDIES = {
    SubscriptionStatus.UNCONFIRMED: "its reader has to confirm it first",
    SubscriptionStatus.CONFIRMED: "it is confirmed already",
    SubscriptionStatus.UNSUBSCRIBED: "only its reader can take that back, with the form on the site",
    SubscriptionStatus.BOUNCED: "the address refused mail; its reader can subscribe anew, or add it by hand",
    SubscriptionStatus.SUPPRESSED: (
        "its reader complained of our mail, or you stopped it; only `oi subscribers add` takes that back"
    ),
    SubscriptionStatus.ERASED: "whoever it was is forgotten, and can subscribe anew with the form on the site",
}
