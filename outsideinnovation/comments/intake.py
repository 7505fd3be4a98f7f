"""Takes comments in so that none that was acknowledged can be lost; who waits at the same time shares the disk's work."""

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic, sleep

from outsideinnovation.comments import record
from outsideinnovation.comments.batch import Accepted, Batch, Request
from outsideinnovation.comments.private import Private, PrivateBook
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import StorageError

__all__ = ["Accepted", "FullError", "Intake"]
SPARE = 16 * 1024 * 1024  # bytes that the disk must have left, so that editors can still decide
SPARE_FILES = 1_000  # files that the disk must have room for
WAITERS = 8  # threads that wait for the disk together, which writes its journal once for all of them
LARGEST = 128  # comments that are committed together
PATIENCE = 0.002  # seconds to wait for company where the last one was not alone
COUNTED = 1.0  # seconds for which a count of the waiting comments is believed
_LOG = logging.getLogger(__name__)


class FullError(StorageError):
    """There is no room for another comment: too many wait, or the disk is nearly full."""


class Intake:
    """The way into *queue* and *book*. Several processes may each have one, and a fork gets one of its own.

    No more than about *pending_limit* comments may wait, and *spare* bytes of the disk are left free.
    """

    def __init__(self, queue: CommentQueue, book: PrivateBook, *, pending_limit: int, spare: int = SPARE) -> None:
        self._queue = queue
        self._book = book
        self._room = _Room(queue, book.path, pending_limit, spare)
        self._turn = threading.Lock()
        self._office: _Office | None = None
        self._closed = False

    def submit(self, comment: Comment, private: Private) -> Accepted:
        """Keep *comment* and what is known of it; when this returns, no crash can take them away.

        The same ``private.digest`` a second time is the first comment again, with its id. Raises FullError where there
        is no room, StorageError where the disk refused; nothing is kept then, and sending again may well succeed.
        ContentError: the comment's id or post could not name a file.
        """
        self._queue.path(comment)
        request = Request(comment, private, record.dump(comment))
        self._at_work().waiting.put(request)
        return request.answer.result()

    def close(self) -> None:
        """Keep what waits still, then take no more."""
        with self._turn:
            self._closed = True
            if self._office:
                self._office.close()
                self._office = None

    def _at_work(self) -> "_Office":
        with self._turn:
            if self._closed:
                raise StorageError(
                    "Comments are not taken just now: the service is stopping. Send it again in a minute."
                )
            if self._office is None or self._office.process != os.getpid():  # threads do not come along in a fork
                self._office = _Office(self._queue, self._book, self._room)
            return self._office


class _Office:
    """One thread that commits, again and again, all that wait."""

    def __init__(self, queue: CommentQueue, book: PrivateBook, room: "_Room") -> None:
        self.process = os.getpid()
        self.waiting: SimpleQueue[Request | None] = SimpleQueue()
        self._queue, self._book, self._room = queue, book, room
        self._settled: set[Path] = set()
        self._waiters = ThreadPoolExecutor(WAITERS, thread_name_prefix="intake-wait")
        self._thread = threading.Thread(target=self._work, name="intake", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.waiting.put(None)
        self._thread.join()
        self._waiters.shutdown()

    def _work(self) -> None:
        company = False
        while request := self.waiting.get():
            if company:
                sleep(PATIENCE)
            requests = [request, *self._others()]
            company = len(requests) > 1
            self._commit(requests)

    def _others(self) -> list[Request]:
        others: list[Request] = []
        try:
            while len(others) < LARGEST - 1:
                request = self.waiting.get_nowait()
                if request is None:  # the end; what waited before it is still kept
                    self.waiting.put(None)
                    break
                others.append(request)
        except Empty:
            pass
        return others

    def _commit(self, requests: list[Request]) -> None:
        try:
            self._room.admit(requests)
            Batch(self._queue, self._book, self._settled, self._waiters).commit(requests)
        except Exception:  # noqa: BLE001 - the thread's outermost edge: whoever waits must hear of it, and the next be served
            _LOG.exception("comments could not be taken in")
            for request in requests:
                request.refuse(StorageError("The comment could not be stored. Send it again in a minute."))


@dataclass(slots=True)
class _Room:
    """How much more can be taken in."""

    queue: CommentQueue
    book: Path
    pending_limit: int
    spare: int
    pending: int = 0
    counted: float = -COUNTED

    def admit(self, requests: list[Request]) -> None:
        """Refuse those of *requests* for whom there is no room."""
        if monotonic() - self.counted >= COUNTED:
            self.pending, self.counted = self.queue.count(Status.PENDING), monotonic()
        low = any(self._is_low(folder) for folder in (self.queue.folder, self.book.parent))
        for request in requests:
            if low:
                request.refuse(FullError("The disk is nearly full, so no comment is taken. Make room on it."))
            elif self.pending >= self.pending_limit:
                what = f"{self.pending_limit} comments wait already, so no other is taken."
                request.refuse(FullError(f"{what} Decide about some: oi comments moderate"))
            else:
                self.pending += 1

    def _is_low(self, folder: Path) -> bool:
        while not folder.exists():
            folder = folder.parent
        disk = os.statvfs(folder)
        files = bool(disk.f_files) and disk.f_favail < min(SPARE_FILES, disk.f_files // 10)
        return disk.f_bavail * disk.f_frsize < self.spare or files
