"""What the steps are told about a comment, what they say about it, and which readers need no editor any more."""

from dataclasses import dataclass

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.spam.model import Model


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a comment besides its words; what is not known stays at its default and weighs nothing.

    ``seconds``: from the service's first showing the form to its being sent. ``previewed``: that form held the words
    already: they were written before, on the post's own page. ``trap``: the field that people cannot see was filled.
    ``confirmed``: the mail address was confirmed to be the writer's. ``approved`` and ``spam``: earlier comments of that
    address or network that were approved, or marked as spam. ``recent``: comments from that network in the last hour.
    ``repeats``: earlier comments with nearly the same text.
    """

    seconds: float | None = None
    previewed: bool = False
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


def trusted(approved_count: int, confirmed: bool, after: int | None) -> bool:  # noqa: FBT001 - one of the rule's three terms
    """Tell whether a writer's next comment may appear unseen.

    *approved_count* are the approved comments of one mail address, *confirmed* says that the address is the writer's, for
    anybody may type somebody else's. *after* is ``COMMENTS_TRUST_AFTER``: None trusts nobody; at least one comment must
    have been approved in any case.
    """
    return after is not None and confirmed and approved_count >= max(after, 1)
