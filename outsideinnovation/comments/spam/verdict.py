"""What the steps are told about a comment, and what they say about it."""

from dataclasses import dataclass

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.spam.model import Model


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a comment besides its words; what is not known stays at its default and weighs nothing.

    ``seconds``: from the form's being shown to its being sent. ``trap``: the field that people cannot see was filled.
    ``confirmed``: the mail address was confirmed to be the writer's. ``approved`` and ``spam``: earlier comments of that
    address or network that were approved, or marked as spam. ``recent``: comments from that network in the last hour.
    ``repeats``: earlier comments with nearly the same text.
    """

    seconds: float | None = None
    trap: bool = False
    confirmed: bool = False
    approved: int = 0
    spam: int = 0
    recent: int = 0
    repeats: int = 0
    model: Model | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How surely a comment is spam, 0 (fine) to 1, with the reasons whose scores add up to it.

    ``over_limit`` marks what is so plainly a machine's that it is not even queued.
    """

    score: float
    reasons: tuple[Reason, ...]
    over_limit: bool = False
