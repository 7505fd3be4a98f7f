"""What an editor sees on every page: the last act, whether readers see what it was about, and how far the site is."""

from dataclasses import dataclass
from typing import Any

from outsideinnovation.comments.last_action import LastAction, last_action
from outsideinnovation.comments.queue_index import QueueSnapshot
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.review import visible
from outsideinnovation.comments.walk import Walk
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.service.moderation import publication_progress
from outsideinnovation.service.moderation.page_cache import page_cache

LINKED = 3  # comments of one act that are linked to once they are live; the others are counted


@dataclass(frozen=True, slots=True)
class LiveComment:
    """A comment that readers can see, and where."""

    author: str
    url: str


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """What became of the comments that an act approved: some are ``live``, the first of them with links; others wait."""

    waiting: int
    live: int
    linked: tuple[LiveComment, ...]


def desk(context: ServiceContext, by: str, seen: QueueSnapshot) -> dict[str, Any]:
    """Return what the templates show above every page for the editor called *by*, of the queue as it was *seen*."""
    last = last_action(context.log, by, context.clock())
    return {
        "last": last,
        "outcome": _outcome(context, last, seen) if last and last.approved else None,
        "progress": publication_progress.look(context, page_cache(context).live.value(), seen),
    }


def _outcome(context: ServiceContext, last: LastAction, seen: QueueSnapshot) -> ActOutcome:
    shown, walk = context.live(), Walk(context.queue.folder)
    approved = [each for each in last.approved if seen.status(each) is Status.APPROVED]
    live = [each for each in approved if each in shown]
    read = [comment for each in live[:LINKED] if (comment := walk.read(seen.by_id[each]))]
    linked = (LiveComment(visible(each).author, context.permalink(each)) for each in read)
    return ActOutcome(len(approved) - len(live), len(live), tuple(each for each in linked if each.url))
