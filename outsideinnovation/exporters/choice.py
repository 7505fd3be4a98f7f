"""What is to go into an export: what is public, and by choice what is not."""

from dataclasses import dataclass
from enum import StrEnum

from outsideinnovation.comments.record import Status


class WhichComments(StrEnum):
    """The comments that are exported."""

    ALL = "all"
    APPROVED = "approved"
    NONE = "none"

    @property
    def states(self) -> frozenset[Status]:
        """The states in which they are."""
        if self is WhichComments.ALL:
            return frozenset(Status)
        return frozenset({Status.APPROVED} if self is WhichComments.APPROVED else ())


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether drafts go along, and which comments do. Posts that wait for their date are drafts until then."""

    drafts: bool = False
    comments: WhichComments = WhichComments.APPROVED

    @property
    def is_public(self) -> bool:
        """Whether everything chosen can be read on the site by anybody."""
        return not self.drafts and self.comments is not WhichComments.ALL
