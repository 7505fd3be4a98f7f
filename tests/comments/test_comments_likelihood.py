"""A score is said in words, and its reasons by what they speak for."""

import pytest

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.spam.likelihood import DOUBTFUL, HARMLESS, LIMIT, Likelihood, WeighedReasons, likelihood


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0.0, "hardly spam"),
        (HARMLESS, "hardly spam"),
        (HARMLESS + 0.01, "perhaps spam"),
        (DOUBTFUL, "probably spam"),
        (LIMIT - 0.01, "probably spam"),
        (LIMIT, "almost certainly spam"),
        (1.0, "almost certainly spam"),
    ],
)
def test_a_score_is_said_in_words(score: float, expected: str) -> None:
    """Only what is at the limit or above catches the eye."""
    found = likelihood(score)
    assert found == expected
    assert found.is_over_limit is (found is Likelihood.SURELY)


def test_reasons_are_parted_by_what_they_speak_for() -> None:
    """The weightiest first, on either side."""
    links, name = Reason("links", 0.2), Reason("name", 0.3)
    known, words = Reason("known reader", -0.3), Reason("words", -0.4)
    found = WeighedReasons.of([links, known, name, words])
    assert found == WeighedReasons((name, links), (words, known))
