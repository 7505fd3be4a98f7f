"""Takes comments in so that none that was acknowledged can be lost; who waits at the same time shares the disk's work."""

import logging
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic, sleep

from outsideinnovation.comments import record
from outsideinnovation.comments.bulk_intake import Accepted, FullError, IntakeBatch, RateError, Request
from outsideinnovation.comments.private_store import Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.walk import UNFINISHED
from outsideinnovation.errors import StorageError
from outsideinnovation.wording import counted

__all__ = ["Accepted", "FullError", "Intake", "RateError"]
SPARE = 16 * 1024 * 1024  # bytes that the disk must have left, so that editors can still decide
SPARE_FILES = 1_000  # files that the disk must have room for
SPARE_SHARE = 16  # of a small disk, one part in so many is enough
WAITERS = 8  # threads that wait for the disk together, which writes its journal once for all of them
LARGEST = 128  # comments that are committed together
PATIENCE = 0.002  # seconds to wait for company where the last one was not alone
COUNTED = 1.0  # seconds for which a count of the waiting comments is believed
LOW = "The disk is nearly full, so no comment is taken. Make room on it."
_LOG = logging.getLogger(__name__)


class Intake:
    """The way into *queue* and *private_store*. Several processes may each have one, and a fork gets one of its own.

    No more than about *pending_limit* comments may wait, and *spare* bytes of the disk (of a small one, a sixteenth) are
    left free. *rate*: how many comments may come from one network within an hour, all processes together; 0: any number.
    """

    def __init__(
        self, queue: CommentQueue, private_store: PrivateStore, *, pending_limit: int, spare: int = SPARE, rate: int = 0
    ) -> None:
        self._queue = queue
        self._private_store = private_store
        self._rate = rate
        self._room = _Room(queue, private_store.path, pending_limit, spare)
        self._turn = threading.Lock()
        self._committer: _Committer | None = None
        self._closed = False

    def submit(self, comment: Comment, private: Private) -> Accepted:
        """Keep *comment* and what is known of it; when this returns, no crash can take them away.

        The same ``private.digest`` a second time is the first comment again, with its id. Raises FullError where there
        is no room, RateError where its network has sent too many, StorageError where the disk refused; nothing is kept
        then, and sending again may well succeed. What is kept already needs no room, and is not one more.
        ContentError: the comment's id or post could not name a file.
        """
        self._queue.path(comment)
        request = Request(comment, private, record.dump(comment))
        self._at_work().waiting.put(request)
        return request.answer.result()

    def refusal(self) -> str:
        """Return why no comment would be taken just now; nothing where it would."""
        return self._room.refusal()

    def folders(self) -> Iterator[Path]:
        """Yield every folder that taking a comment in writes to; a post that nobody wrote to yet has none."""
        pending = self._queue.folder / Status.PENDING
        yield from (self._private_store.path.parent, self._queue.folder, self._queue.folder / UNFINISHED, pending)
        yield from self._queue.posts(Status.PENDING)

    def insist_on_room(self) -> None:
        """Raise FullError where the disk is so full that nothing more of readers' should be written."""
        if self._room.is_low():
            raise FullError(LOW)

    def close(self) -> None:
        """Keep what waits still, then take no more."""
        with self._turn:
            self._closed = True
            if self._committer:
                self._committer.close()
                self._committer = None

    def _at_work(self) -> "_Committer":
        with self._turn:
            if self._closed:
                raise StorageError(
                    "Comments are not taken just now: the service is stopping. Send it again in a minute."
                )
            if self._committer is None or self._committer.process != os.getpid():  # threads do not come along in a fork
                self._committer = _Committer(self._queue, self._private_store, self._room, self._rate)
            return self._committer


class _Committer:
    """One thread that commits, again and again, all that wait."""

    def __init__(self, queue: CommentQueue, private_store: PrivateStore, room: "_Room", rate: int) -> None:
        self.process = os.getpid()
        self.waiting: SimpleQueue[Request | None] = SimpleQueue()
        self._room = room
        self._waiters = ThreadPoolExecutor(WAITERS, thread_name_prefix="intake-wait")
        self._batch = IntakeBatch(queue, private_store, set(), self._waiters, rate)
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
            self._batch.recognise(requests)
            self._room.admit([request for request in requests if not request.place])
            self._batch.commit(requests)
        except StorageError as error:
            for request in requests:
                request.refuse(StorageError(str(error)))
        except Exception:  # noqa: BLE001 - the thread's outermost edge: whoever waits must hear of it, and the next be served
            _LOG.exception("comments could not be taken in")
            for request in requests:
                request.refuse(StorageError("The comment could not be stored. Send it again in a minute."))


@dataclass(slots=True)
class _Room:
    """How much more can be taken in."""

    queue: CommentQueue
    private_store: Path
    pending_limit: int
    spare: int
    pending: int = 0
    counted: float = -COUNTED

    def admit(self, requests: list[Request]) -> None:
        """Refuse those of *requests* for whom there is no room."""
        if not requests:
            return
        why = self.refusal()
        for request in requests:
            if why := why or self._crowded():
                request.refuse(FullError(why))
            else:
                self.pending += 1

    def refusal(self) -> str:
        """Return why there is no room for one more; nothing where there is."""
        if monotonic() - self.counted >= COUNTED:
            self.pending, self.counted = self.queue.count(Status.PENDING), monotonic()
        return LOW if self.is_low() else self._crowded()

    def is_low(self) -> bool:
        """Tell whether a disk is nearly full, so that what is left is for editors' decisions."""
        return any(self._is_low(folder) for folder in (self.queue.folder, self.private_store.parent))

    def _crowded(self) -> str:
        what = f"{counted(self.pending_limit, 'comment waits', 'comments wait')} already, so no other is taken."
        return f"{what} Decide about some: oi comments moderate" if self.pending >= self.pending_limit else ""

    def _is_low(self, folder: Path) -> bool:
        while not folder.exists():
            folder = folder.parent
        disk = os.statvfs(folder)
        spare, spare_files = (
            min(most, size // SPARE_SHARE)
            for most, size in ((self.spare, disk.f_blocks * disk.f_frsize), (SPARE_FILES, disk.f_files))
        )
        return disk.f_bavail * disk.f_frsize < spare or disk.f_favail < spare_files
