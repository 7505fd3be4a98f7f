"""Whom editors trust: given with an approval, and taken back when that is undone, or when spam comes from there."""

from collections.abc import Iterable
from datetime import datetime

from outsideinnovation.comments.decisions import Entry
from outsideinnovation.comments.private import PrivateBook


def give(book: PrivateBook, ids: Iterable[str], now: datetime) -> None:
    """Trust the addresses that the comments *ids* came with, where they were confirmed: anybody may type somebody else's.

    *now* is the moment of the decision that it belongs to; by it ``take_back`` knows it again.
    """
    for address in _addresses(book, ids):
        if book.confirmed(address):
            book.trust(address, now)


def take_back(book: PrivateBook, undone: Iterable[Entry]) -> list[str]:
    """Distrust the addresses that were trusted with the decisions *undone*, and no earlier; return them."""
    return [
        address
        for entry in undone
        for address in _addresses(book, [entry.id])
        if book.distrust(address, given=entry.date)
    ]


def end(book: PrivateBook, spam: Iterable[str]) -> list[str]:
    """Distrust the addresses from which the comments *spam* came, and return those that were trusted."""
    return [address for address in _addresses(book, spam) if book.distrust(address)]


def _addresses(book: PrivateBook, ids: Iterable[str]) -> list[str]:
    return [private.email for private in book.of(ids).values() if private.email]
