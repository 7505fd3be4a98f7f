"""What a spam score means, in words: nobody has to know what 0.62 is. One limit tells what is looked at first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.languages.message import Message

HARMLESS = 0.3  # score up to which a trusted reader's comment needs no editor
DOUBTFUL = 0.6
LIMIT = 0.8  # score from which an editor looks first, before anybody is asked for an address


class Likelihood(StrEnum):
    """How likely a comment is spam."""

    HARDLY = "hardly spam"
    PERHAPS = "perhaps spam"
    PROBABLY = "probably spam"
    SURELY = "almost certainly spam"

    @property
    def is_over_limit(self) -> bool:
        """Tell whether the score is so high that it should catch the eye."""
        return self is Likelihood.SURELY

    @property
    def message(self) -> Message:
        """The same, in any language."""
        return _MESSAGES[self]


def likelihood(score: float) -> Likelihood:
    """Return what *score*, from 0 to 1, means."""
    if score <= HARMLESS:
        return Likelihood.HARDLY
    if score < DOUBTFUL:
        return Likelihood.PERHAPS
    return Likelihood.PROBABLY if score < LIMIT else Likelihood.SURELY


_MESSAGES = {
    Likelihood.HARDLY: Message("hardly spam"),
    Likelihood.PERHAPS: Message("perhaps spam"),
    Likelihood.PROBABLY: Message("probably spam"),
    Likelihood.SURELY: Message("almost certainly spam"),
}


@dataclass(frozen=True, slots=True)
class WeighedReasons:
    """The reasons of a score: those that speak for spam and those against it, the weightiest first."""

    speaking_for: tuple[Reason, ...]
    against: tuple[Reason, ...]

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> Self:
        """Part *reasons* by their scores."""
        ordered = sorted(reasons, key=lambda reason: -abs(reason.score))
        return cls(
            tuple(each for each in ordered if each.score > 0), tuple(each for each in ordered if each.score <= 0)
        )
