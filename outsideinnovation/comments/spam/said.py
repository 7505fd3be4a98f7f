"""What the filter reads of a comment, be it the words of a form or one that lies in the queue."""

from typing import Protocol


class TokenizedComment(Protocol):
    """Words that somebody wrote under a name."""

    @property
    def author(self) -> str:
        """The writer's name."""

    @property
    def body(self) -> str:
        """The words as typed."""

    @property
    def website(self) -> str | None:
        """The writer's website."""
