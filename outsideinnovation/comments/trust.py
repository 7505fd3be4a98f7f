"""Whom editors trust: given with an approval, and taken back when that is undone, or when spam comes from there."""

from collections.abc import Callable, Iterable
from datetime import datetime

from outsideinnovation.comments.decisions import LoggedDecision
from outsideinnovation.comments.private_store import PrivateStore


def give(private_store: PrivateStore, is_confirmed: Callable[[str], bool], ids: Iterable[str], now: datetime) -> None:
    """Trust the addresses that the comments *ids* came with, where they were confirmed: anybody may type somebody else's.

    *now* is the moment of the decision that it belongs to; by it ``take_back`` knows it again.
    """
    for address in _addresses(private_store, ids):
        if is_confirmed(address):
            private_store.trust(address, now)


def take_back(private_store: PrivateStore, undone: Iterable[LoggedDecision]) -> list[str]:
    """Distrust the addresses that were trusted with the decisions *undone*, and no earlier; return them."""
    return [
        address
        for entry in undone
        for address in _addresses(private_store, [entry.id])
        if private_store.distrust(address, given=entry.date)
    ]


def end(private_store: PrivateStore, spam: Iterable[str]) -> list[str]:
    """Distrust the addresses from which the comments *spam* came, and return those that were trusted."""
    return [address for address in _addresses(private_store, spam) if private_store.distrust(address)]


def _addresses(private_store: PrivateStore, ids: Iterable[str]) -> list[str]:
    return [private.email for private in private_store.of(ids).values() if private.email]
