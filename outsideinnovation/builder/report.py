"""What a build says: how far it is, and what it did."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from outsideinnovation.builder.content.waiting import Waiting

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many (0: not known)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one build did; ``seconds`` is its whole duration.

    The names are those of ``build --json``, which says nothing of ``waiting`` and ``next_end``.
    """

    posts: int
    pages: int
    comments: int
    written: int
    unchanged: int
    removed: int
    seconds: float
    waiting: tuple[Waiting, ...] = ()  # posts and pages whose date has not come, the first to come out first
    next_end: datetime | None = None  # when the first private address of a draft ends

    def as_json(self) -> dict[str, float]:
        """Return the report as the object that ``build --json`` prints."""
        told = asdict(self) | {"seconds": round(self.seconds, 3)}
        del told["waiting"], told["next_end"]
        return told
