"""Whose list it is, told by its columns, and what its words mean in ours.

Mailchimp writes a file a status and no column for it, Substack writes ``email_disabled``; the others have a column of words.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.subscriptions.addresses import shown
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.subscriber import Frequency

Fields = Mapping[str, str]  # a line's values by the names of their columns, in lower case, letters and digits only


class Format(StrEnum):
    """The systems whose lists are read; ``own`` is ours, and any with an address and a status."""

    OWN = "own"
    FEEDBLITZ = "feedblitz"
    MAILCHIMP = "mailchimp"
    SUBSTACK = "substack"
    LISTMONK = "listmonk"


class WordError(OutsideInnovationError):
    """A word in a list whose meaning is not known; nobody is subscribed on a guess."""


ADDRESSES = ("email", "emailaddress", "mail", "mailaddress", "subscriberemail", "address")
STATUSES = ("status", "subscriptionstatus", "subscriberstatus", "state")
FREQUENCIES = ("frequency", "deliveryschedule", "schedule", "deliveryfrequency")
CATEGORIES = ("categories", "category")
_MAILCHIMP = frozenset({"leid", "euid", "memberrating", "optintime", "unsubtime", "cleantime"})
_SUBSTACK = frozenset({"activesubscription", "emaildisabled"})
_LISTMONK = frozenset({"uuid", "status"})
_FEEDBLITZ = frozenset(
    {"subscriberid", "feedblitzid", "deliveryschedule", "datesubscribed", "subscriptiondate", "listname"}
)
_WORDS: dict[SubscriptionStatus, tuple[str, ...]] = {
    SubscriptionStatus.CONFIRMED: ("confirmed", "active", "subscribed", "enabled", "ok", "verified", "live", "true", "yes", "1"),
    SubscriptionStatus.UNCONFIRMED: (
        "unconfirmed", "pending", "unverified", "notconfirmed", "nonsubscribed", "awaitingconfirmation",
    ),
    SubscriptionStatus.UNSUBSCRIBED: (
        "unsubscribed", "disabled", "optedout", "optout", "removed", "inactive", "cancelled", "canceled", "deleted",
        "archived", "off", "false", "no", "0",
    ),
    SubscriptionStatus.BOUNCED: (
        "bounced", "bouncing", "bounce", "hardbounce", "cleaned", "suspended", "undeliverable", "invalid",
    ),
    SubscriptionStatus.SUPPRESSED: (
        "suppressed", "blocklisted", "blocked", "blacklisted", "complained", "complaint", "spam", "markedasspam", "abuse",
    ),
}  # fmt: skip
_STATUS = {word: status for status, words in _WORDS.items() for word in words}
_FREQUENCY = {
    **dict.fromkeys(
        ("each", "express", "immediate", "immediately", "asithappens", "realtime", "everypost"), Frequency.EACH
    ),
    **dict.fromkeys(("daily", "everyday"), Frequency.DAILY),
    **dict.fromkeys(("weekly", "everyweek", "monthly"), Frequency.WEEKLY),  # we have nothing rarer
}
_OTHER = re.compile(r"[\W_]+")


def plain(word: str) -> str:
    """Return a heading or a word as it is compared: ``Email Address`` and ``email_address`` are the same."""
    return _OTHER.sub("", word).lower()


def recognized(columns: Collection[str], name: str = "") -> Format:
    """Return whose list has those *columns* (``plain``) and is in a file of that *name*."""
    found = set(columns)
    if _SUBSTACK & found:
        return Format.SUBSTACK
    if found >= _LISTMONK:
        return Format.LISTMONK
    if _MAILCHIMP & found:
        return Format.MAILCHIMP
    return Format.FEEDBLITZ if _FEEDBLITZ & found or "feedblitz" in name.lower() else Format.OWN


def status_of(fields: Fields, kind: Format, name: str) -> SubscriptionStatus:
    """Return what a line says of its subscriber, in our words. Raises WordError for a word that is not known."""
    if kind is Format.MAILCHIMP:
        return _of_mailchimp(fields, name)
    if kind is Format.SUBSTACK:
        is_off = plain(fields.get("emaildisabled", "")) in _WORDS[SubscriptionStatus.CONFIRMED]
        return SubscriptionStatus.UNSUBSCRIBED if is_off else SubscriptionStatus.CONFIRMED
    return _known(_first(fields, STATUSES))


def frequency_of(fields: Fields, otherwise: Frequency) -> Frequency:
    """Return how often a line's subscriber wants mail. Raises WordError for a word that is not known."""
    cell = _first(fields, FREQUENCIES)
    if not cell.strip():
        return otherwise
    found = _FREQUENCY.get(plain(cell))
    if found is None:
        raise WordError(f"frequency {shown(cell)} is not known: write each, daily or weekly")
    return found


def _of_mailchimp(fields: Fields, name: str) -> SubscriptionStatus:
    if cell := _first(fields, STATUSES).strip():
        return _known(cell)
    if fields.get("cleantime", "").strip() or name.startswith("cleaned_"):
        return SubscriptionStatus.BOUNCED
    if fields.get("unsubtime", "").strip() or name.startswith("unsubscribed_"):
        return SubscriptionStatus.UNSUBSCRIBED
    return SubscriptionStatus.UNCONFIRMED if name.startswith("nonsubscribed_") else SubscriptionStatus.CONFIRMED


def _known(cell: str) -> SubscriptionStatus:
    if not cell.strip():
        return SubscriptionStatus.CONFIRMED
    found = _STATUS.get(plain(cell))
    if found is None:
        raise WordError(f"status {shown(cell)} is not known: write one of {', '.join(_WORDS)}")
    return found


def _first(fields: Fields, names: Collection[str]) -> str:
    return next((fields[name] for name in names if name in fields), "")
