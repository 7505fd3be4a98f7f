"""Comments from elsewhere on their way into the queue, and their mail addresses into the private book before them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.comments.private_store import IMPORTED, Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.site import Site

BATCH, BATCH_SIZE = 5_000, 8_000_000  # comments and characters that are held in memory while they are written together


@dataclass(frozen=True, slots=True)
class Filed:
    """How many comments were written, and how many were there already."""

    written: int
    already: int


class CommentFiling:
    """The way into one *site*. A *dry_run* counts what it would do, and writes nothing."""

    def __init__(self, site: Site, *, dry_run: bool = False) -> None:
        self._queue = CommentQueue(site.comments)
        self._book = PrivateStore(site.private_store_path)
        self._dry_run = dry_run
        self._counted: set[int] = set()  # hashes of the ids that a dry run would have written

    def file(self, incoming: Iterable[Incoming], before: Callable[[], None] = lambda: None) -> Filed:
        """Write comments, and first their mail addresses, unconfirmed. What is there already stays, in whatever state.

        *before* is called ahead of every batch: it makes durable what the comments of it hang on. Raises as the queue does.
        """
        written = already = 0
        for batch in _batches(incoming):
            if self._dry_run:
                fresh = self._rehearsed(batch)
            else:
                before()
                self._note([row for row in batch if row.email])
                fresh, _ = self._queue.add_all(row.comment for row in batch)
            written, already = written + fresh, already + len(batch) - fresh
        return Filed(written, already)

    def _rehearsed(self, batch: list[Incoming]) -> int:
        there = {place.id for place in self._queue.places(row.comment.id for row in batch)}
        new = {hash(row.comment.id) for row in batch if row.comment.id not in there} - self._counted
        self._counted |= new
        return len(new)

    def _note(self, rows: list[Incoming]) -> None:
        known = self._book.of(row.comment.id for row in rows) if rows else {}
        new = {row.comment.id: _private(row) for row in rows if row.comment.id not in known}
        if new:
            self._book.add_all(new.values())


def _batches(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    batch, size = list[Incoming](), 0
    for row in incoming:
        batch.append(row)
        size += len(row.comment.body)
        if len(batch) >= BATCH or size >= BATCH_SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _private(row: Incoming) -> Private:
    comment = row.comment
    return Private(
        id=comment.id,
        digest=f"{IMPORTED}{comment.id}",
        received=comment.date,
        network="",
        email=row.email,
        notify=False,
        score=0.0,
        reasons=(),
    )
