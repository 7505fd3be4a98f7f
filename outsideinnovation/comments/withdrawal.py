"""A reader takes a comment back while it waits: it goes out of the queue, and only the log knows that it was there."""

from datetime import datetime

from outsideinnovation import files
from outsideinnovation.comments.decisions import DecisionLog, LoggedDecision
from outsideinnovation.comments.moderation import DecidedError
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import StorageError

WITHDRAW = "withdraw"
WITHDRAWN = "withdrawn"


def withdraw(queue: CommentQueue, identifier: str, *, log: DecisionLog, by: str, now: datetime) -> None:
    """Remove a waiting comment durably, and write that down.

    Raises NotFoundError where there is no such comment, DecidedError where an editor has decided it.
    """
    with log.turn():
        comment = queue.find(identifier)
        if comment.status is not Status.PENDING:
            raise DecidedError(f"Comment {identifier} was decided already.", log.last(identifier))
        path, version = queue.path(comment), queue.version(comment)
        try:
            path.unlink()
            files.sync_directory(path.parent)
        except OSError as error:
            raise StorageError(f"Cannot remove {path}: {error.strerror}. Check the folder's rights.") from error
        log.append([LoggedDecision(now, identifier, WITHDRAW, comment.status, WITHDRAWN, by, version)])
        log.edits.forget(identifier)
