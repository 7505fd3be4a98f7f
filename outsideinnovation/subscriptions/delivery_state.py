"""The words of the delivery ledger: where an issue and each of its deliveries stand."""

from enum import StrEnum


class IssueState(StrEnum):
    """Where an issue stands: its recipients are being written down, it is on its way, or it is over."""

    PREPARING = "preparing"
    SENDING = "sending"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    """Where one recipient's delivery stands.

    ``sending`` is written down before the message is handed over and ``sent`` after the relay's 250, so a ``sending`` row
    that is found at start is uncertain. ``deferred`` waits for ``not_before``. ``skipped``: unsubscribed meanwhile.
    """

    READY = "ready"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class BounceKind(StrEnum):
    """What a bounce means: ``hard`` ones suppress, ``soft`` ones count, a ``complaint`` is a reader's spam report."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"
