"""Comments that are taken in together: each step is done for all of them before the next, and the disk is synced for all.

A comment's file is written aside and synced, its private row committed, the file linked among the pending, the folder
synced; only then is it acknowledged. Whatever fails on the way is dropped, and never believed by syncing it once more.
"""

import os
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.comments.private_store import Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.walk import UNFINISHED
from outsideinnovation.errors import OutsideInnovationError, StorageError
from outsideinnovation.wording import counted

MODE = 0o600


class FullError(StorageError):
    """There is no room for another comment: too many wait, or the disk is nearly full."""


class RateError(OutsideInnovationError):
    """So many comments have come from one network within the hour that no other is taken from it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A comment that is kept. ``id`` is that of the first copy; ``new`` is false where these words came before."""

    id: str
    new: bool


@dataclass(slots=True, eq=False)
class Request:
    """Somebody who waits to hear that a comment is kept, and how far it has come; ``place`` is where it lies."""

    comment: Comment
    private: Private
    data: bytes
    answer: "Future[Accepted]" = field(default_factory=Future)
    aside: Path | None = None
    place: Path | None = None
    new: bool = False

    @property
    def waits(self) -> bool:
        """Tell whether there was no answer yet."""
        return not self.answer.done()

    def refuse(self, error: OutsideInnovationError) -> None:
        """Answer that it is not kept."""
        if self.waits:
            self.answer.set_exception(error)


@dataclass(frozen=True, slots=True)
class IntakeBatch:
    """What commits requests to *queue* and *private_store*.

    ``settled`` are the folders whose own names are known to be durable; it is remembered from one batch to the next.
    ``waiters`` wait for the disk together. ``rate`` is how many may come from one network within an hour, 0 any number.
    """

    queue: CommentQueue
    private_store: PrivateStore
    settled: set[Path]
    waiters: Executor
    rate: int = 0

    def recognise(self, requests: Iterable[Request]) -> None:
        """Give those whose words are kept already their first copy's id and place, so that they need no room."""
        waiting = list(requests)
        ids = self.private_store.known(request.private.digest for request in waiting)
        for request in waiting:
            first = replace(request.comment, id=ids.get(request.private.digest, ""))
            if first.id and (place := self.queue.where(first)):
                request.comment, request.place = first, place

    def commit(self, requests: Iterable[Request]) -> None:
        """Answer every one of *requests* that waits, by what it was accepted as or by the StorageError that befell it."""
        waiting = _waiting(requests)
        fresh = [request for request in waiting if not request.place]
        try:
            self._write(fresh)
            self._know(_waiting(fresh))
            for request in _waiting(fresh):
                self._link(request)
            self._sync(_waiting(waiting))
            for request in _waiting(waiting):
                request.answer.set_result(Accepted(request.comment.id, request.new))
        except StorageError as error:  # of what concerns them all
            for request in waiting:
                request.refuse(error)
        finally:
            self._tidy(waiting)

    def _write(self, requests: list[Request]) -> None:
        """Write the files aside, durably."""
        if not requests:
            return
        folder = self.queue.folder / UNFINISHED
        files.make_folder(folder)
        for request in requests:
            request.aside = folder / f"{request.comment.id}.{os.urandom(8).hex()}"
        wanted = [(_written(request), request.data) for request in requests]
        for request, error in zip(requests, files.write_each_new(wanted, self.waiters, mode=MODE), strict=True):
            if error:
                request.refuse(error)

    def _know(self, requests: list[Request]) -> None:
        """Commit what is known of all; whatever came before goes on under its first id, what is too much is refused."""
        try:
            ids = (
                self.private_store.add_all((request.private for request in requests), rate=self.rate)
                if requests
                else []
            )
        except StorageError as error:
            for request in requests:
                request.refuse(StorageError(str(error)))
            return
        for request, identifier in zip(requests, ids, strict=True):
            if identifier is None:
                request.refuse(
                    RateError(f"{counted(self.rate, 'comment')} came from one network within the hour. Send it later.")
                )
                continue
            request.comment = replace(request.comment, id=identifier, status=Status.PENDING)

    def _link(self, request: Request) -> None:
        """Give the file its name; where the words came before, their first copy counts, wherever it is by now."""
        comment, path = request.comment, self.queue.path(request.comment)
        came_before = comment.id != request.private.id
        request.place = self.queue.where(comment) if came_before else None
        if request.place:
            return
        try:
            if files.make_folder(path.parent):  # new, or somebody had removed it
                self.settled.discard(path.parent)
            request.new = files.link(_written(request), path)
            request.place = path
        except OutsideInnovationError as error:
            self._drop(request)
            request.refuse(error)
        if came_before and request.new and (decided := self.queue.where(comment, but=Status.PENDING)):
            path.unlink(missing_ok=True)  # an editor was quicker than the retry
            request.place, request.new = decided, False

    def _sync(self, requests: list[Request]) -> None:
        """Make the names durable, and those of folders that this process has not met yet."""
        folders = {_placed(request).parent for request in requests}
        above = {parent for folder in folders - self.settled for parent in self._above(folder)}
        wanted = [*folders, *(above - folders)]
        synced = map(_synced, wanted) if len(wanted) < 2 else self.waiters.map(_synced, wanted)  # noqa: PLR2004 - as files does
        failed = {folder: error for folder, error in zip(wanted, synced, strict=True) if error}
        for request in requests if failed else ():
            folder = _placed(request).parent
            error = next((failed[each] for each in (folder, *folder.parents) if each in failed), None)
            if error:
                self._drop(request)
                request.refuse(error)
        self.settled.update(() if failed else folders)

    def _above(self, folder: Path) -> Iterable[Path]:
        return (folder.parent, self.queue.folder, self.queue.folder.parent)

    def _drop(self, request: Request) -> None:
        """Take back what was begun, as well as a failing disk lets us."""
        if request.place and request.new:
            with suppress(OSError):
                request.place.unlink(missing_ok=True)
        if (request.new or not request.place) and request.comment.id == request.private.id:
            with suppress(StorageError):
                self.private_store.take_back([request.comment.id])

    def _tidy(self, requests: Iterable[Request]) -> None:
        for request in requests:
            if request.aside:
                with suppress(OSError):
                    request.aside.unlink(missing_ok=True)


def _synced(folder: Path) -> StorageError | None:
    try:
        files.sync(folder)
    except StorageError as error:
        return error
    return None


def _waiting(requests: Iterable[Request]) -> list[Request]:
    return [request for request in requests if request.waits]


def _written(request: Request) -> Path:
    assert request.aside, "whoever waits has a file"
    return request.aside


def _placed(request: Request) -> Path:
    assert request.place, "whoever waits has a place"
    return request.place
