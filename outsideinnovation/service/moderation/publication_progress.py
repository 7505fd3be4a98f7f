"""How far the site is behind the queue: what was decided and readers do not see yet, and how the last build went."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outsideinnovation.comments.queue_index import QueueSnapshot
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.review import age
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.service.context import ServiceContext

LATE = timedelta(minutes=1)  # after which a decision that readers do not see yet is no longer just on its way


@dataclass(frozen=True, slots=True)
class Progress:
    """``approved`` comments are not live yet, ``withdrawn`` ones still are. ``age`` is how long ago the last build was.

    ``errors`` say why the site cannot be made; ``seconds`` is how long it took when it last could. ``late`` is for how long
    a decision has waited, where that is longer than LATE.
    """

    approved: int
    withdrawn: int
    age: str
    seconds: float
    errors: str
    went_back: bool
    late: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether readers do not see yet what was decided."""
        return bool(self.approved or self.withdrawn)


def look(context: ServiceContext, known: LiveState, seen: QueueSnapshot) -> Progress | None:
    """Return how things stand between the queue as it was *seen* and the site; None where nothing is *known* of a build."""
    shown = frozenset(context.live())
    if _is_unknown(known, shown):
        return None
    approved, now = {place.id for place in seen.by_status[Status.APPROVED]}, context.clock()
    moment, since = known.failed if known.errors else known.built, waits_since(context, known, seen)
    return Progress(
        approved=len(approved - shown),
        withdrawn=len(shown - approved),
        age=age(moment, now) if moment else "",
        seconds=known.seconds,
        errors=known.errors,
        went_back=known.went_back,
        late=age(since, now) if since else "",
    )


def waits_since(context: ServiceContext, known: LiveState, seen: QueueSnapshot) -> datetime | None:
    """Return since when a decision has waited for a build, where that is longer than LATE; None where none does.

    After a rollback nothing is late: what is live is what an operator chose.
    """
    shown = frozenset(context.live())
    if _is_unknown(known, shown) or known.went_back:
        return None
    paths = {place.id: place.path for place in seen.by_status[Status.APPROVED]}
    waiting = paths.keys() ^ shown
    decided = {each: entry.date for each, entry in context.log.last_of(waiting).items()}
    by_hand = (_changed(paths[each]) for each in waiting - decided.keys() if each in paths)
    oldest = min([*decided.values(), *by_hand], default=None)
    return oldest if oldest and context.clock() - oldest > LATE else None


def _is_unknown(known: LiveState, shown: Collection[str]) -> bool:
    return known.built is None and not known.errors and not shown


def _changed(path: str) -> datetime:
    """Return when the file at *path* came to be there; never, where it is gone by now."""
    try:
        return datetime.fromtimestamp(os.stat(path).st_ctime, UTC)  # noqa: PTH116 - thousands of them after an import
    except OSError:
        return datetime.max.replace(tzinfo=UTC)
