"""What delivery asks of a queue of mails; the file outbox is one, the ledger of subscriptions the other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar


class Envelope(Protocol):
    """Whom one mail is for and who sends it (RFC 5321's RCPT and MAIL); ``name`` is for the log, and tells no reader."""

    @property
    def to(self) -> str:
        """The recipient's address."""

    @property
    def sender(self) -> str:
        """The return path: bounces go there."""

    @property
    def name(self) -> str:
        """What the log calls it."""


Item = TypeVar("Item", bound=Envelope)


class Queue(Protocol[Item]):
    """Mails that wait. Several connections may call it at once, each with a mail of its own.

    A mail goes ``begin`` → ``finish``, ``fail`` or ``defer``. ``begin`` is durable when it returns. What comes after may be
    gathered: it is durable, at the latest, when the next ``begin`` of whatever mail returns, or ``flush``. So a crash finds
    no more mails that may have arrived than there were connections.
    """

    def due(self, now: datetime) -> Iterable[Item]:
        """Return what is to be sent now; one after the other, so that a long list need not be in memory."""

    def message(self, item: Item) -> bytes:
        """Return the whole message, lines ending in CRLF. Raises ConflictError when it is gone."""

    def prepare(self, item: Item) -> None:
        """Hear that *item* is about to begin: a hint, by which several can be made durable at once."""

    def begin(self, item: Item) -> bool:
        """Say durably that *item* is on its way; False if it is not to be sent any more."""

    def finish(self, item: Item, reply: str, now: datetime) -> None:
        """Say that the relay has taken *item*."""

    def fail(self, item: Item, reply: str, now: datetime) -> None:
        """Give up *item*, and keep why."""

    def defer(self, item: Item, reply: str, now: datetime) -> bool:
        """Keep *item* for later, each time for longer; False if it is given up."""

    def flush(self) -> None:
        """Make durable what was gathered."""
