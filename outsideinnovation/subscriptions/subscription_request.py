"""What a stranger typed into the form, read and cleaned once, here; whether the address is theirs nobody knows yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.errors import FieldProblem, FormError
from outsideinnovation.languages.message import Message
from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences

MOST_CATEGORIES = 100
LONGEST_CATEGORY = 200  # characters


@dataclass(frozen=True, slots=True)
class SubscriptionRequest:
    """That somebody asked for mail to ``address``. ``network`` and ``neighbourhood`` are pseudonyms; ``id`` is the store's."""

    address: str
    preferences: Preferences
    received: datetime
    network: str
    neighbourhood: str
    id: int = 0


def read(email: str, frequency: str, categories: Iterable[str], known: Collection[str]) -> tuple[str, Preferences]:
    """Return the address and the preferences that a form's fields say; *known* are the blog's categories.

    Raises FormError with every field that is none, before anything is looked up: so it tells nothing of who subscribes.
    """
    problems: list[FieldProblem] = []
    address = ""
    try:
        address = addresses.read(email)
    except addresses.AddressError as error:
        problems.append(FieldProblem("email", error.reason, Message("correct the address")))
    preferences = preferences_of(frequency, categories, known, problems)
    if problems:
        raise FormError(problems)
    return address, preferences


def preferences_of(
    frequency: str, categories: Iterable[str], known: Collection[str], problems: list[FieldProblem]
) -> Preferences:
    """Return what the fields say; what is wrong with them is added to *problems*. All categories, or none, means all."""
    often = Frequency.EACH
    try:
        often = Frequency(frequency or Frequency.EACH)
    except ValueError:
        problems.append(
            FieldProblem(
                "frequency",
                Message("no such frequency"),
                Message("choose one of %(names)s", names=", ".join(Frequency)),
            )
        )
    chosen = frozenset(filter(None, categories))
    if strange := chosen - frozenset(known):
        shown = ", ".join(map(addresses.shown, sorted(strange)[:3]))
        problems.append(
            FieldProblem(
                "category",
                Message("no such category: %(names)s", names=shown),
                Message("choose among those of the form"),
            )
        )
    return Preferences(often, frozenset() if chosen >= frozenset(known) else chosen)
