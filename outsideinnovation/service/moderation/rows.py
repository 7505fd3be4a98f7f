"""Comments as programs read them: what `oi comments list --json` prints of each, and the version that a decision names."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from outsideinnovation.comments import exchange
from outsideinnovation.comments.record import Comment
from outsideinnovation.errors import ConflictError
from outsideinnovation.service.context import ServiceContext


def rows(context: ServiceContext, comments: Iterable[Comment]) -> list[dict[str, Any]]:
    """Return a row for each of *comments*, in their order, but for what is decided in this moment."""
    comments = list(comments)
    known = context.private_store.of(comment.id for comment in comments)
    found = []
    for comment in comments:
        try:
            version = context.queue.version(comment)
        except ConflictError:
            continue
        private = known.get(comment.id)
        scored = {
            "score": private.score if private else None,
            "reasons": [asdict(reason) for reason in private.reasons] if private else [],
        }
        found.append(exchange.row(comment) | scored | {"version": version})
    return found
