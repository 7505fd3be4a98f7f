"""How far the site is behind the queue: what was decided and readers do not see yet, and how the last build went."""

from dataclasses import dataclass

from outsideinnovation.assembly.live import Live
from outsideinnovation.comments.record import Status
from outsideinnovation.service.moderation.cards import age
from outsideinnovation.service.moderation.names import Seen
from outsideinnovation.service.parts import Parts


@dataclass(frozen=True, slots=True)
class Progress:
    """``approved`` comments are not live yet, ``withdrawn`` ones still are. ``age`` is how long ago the last build was.

    ``errors`` say why the site cannot be made; ``seconds`` is how long it took when it last could.
    """

    approved: int
    withdrawn: int
    age: str
    seconds: float
    errors: str
    went_back: bool

    @property
    def waits(self) -> bool:
        """Tell whether readers do not see yet what was decided."""
        return bool(self.approved or self.withdrawn)


def look(parts: Parts, known: Live, seen: Seen) -> Progress | None:
    """Return how things stand between the queue as it was *seen* and the site; None where nothing is *known* of a build."""
    shown = frozenset(parts.live())
    if known.built is None and not known.errors and not shown:
        return None
    approved = {place.id for place in seen.by_status[Status.APPROVED]}
    moment = known.failed if known.errors else known.built
    return Progress(
        approved=len(approved - shown),
        withdrawn=len(shown - approved),
        age=age(moment, parts.clock()) if moment else "",
        seconds=known.seconds,
        errors=known.errors,
        went_back=known.went_back,
    )
