"""Why words of readers are not taken: a reason that a program can read, the fields concerned, a sentence for the writer."""

from enum import StrEnum

from outsideinnovation.errors import FieldProblem, OutsideInnovationError


class Refusal(StrEnum):
    """The reasons; each face has an answer of its own for every one."""

    BAD_FIELD = "bad field"
    TOO_LARGE = "too large"
    NO_POST = "no such post"
    CLOSED = "closed"
    NO_PARENT = "no such parent"
    TOO_OFTEN = "too often"
    STALE = "stale"
    LATE = "late"
    DECIDED = "decided"
    UNAVAILABLE = "unavailable"


class RefusedError(OutsideInnovationError):
    """Words that cannot be taken: why, and what is wrong with which fields; ``message`` is for the writer."""

    def __init__(self, why: Refusal, *problems: FieldProblem, message: str = "") -> None:
        self.why, self.problems, self.message = why, problems, message
        super().__init__(message or "\n".join(map(str, problems)))
