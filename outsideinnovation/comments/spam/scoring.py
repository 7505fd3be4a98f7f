"""Adds up what the steps say of a comment, in their order."""

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.spam.said import TokenizedComment
from outsideinnovation.comments.spam.steps import STEPS, is_over_limit
from outsideinnovation.comments.spam.verdict import Known, Verdict


def score(words: TokenizedComment, known: Known) -> Verdict:
    """Return what the steps make of *words*, by what is *known*: their scores added up, held between 0 and 1.

    So an editor who reads the reasons can follow the sum. Nothing is rendered, stored or asked; 16 KB take milliseconds.
    """
    reasons = tuple(reason for step in STEPS if (reason := step(words, known)))
    return Verdict(_held(reasons), reasons, over_limit=is_over_limit(words, known))


def _held(reasons: tuple[Reason, ...]) -> float:
    return round(min(max(sum(reason.score for reason in reasons), 0.0), 1.0), 3)
