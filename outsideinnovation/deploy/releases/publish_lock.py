"""Whose turn it is: one publication at a time, and no request for one that is lost.

A request is noted before the lock is tried. A publisher also holds the requests, and looks at them again after it has let
go of both: so whoever finds the requests held knows that what it has noted will be seen. Others who need the lock (a
rollback, a trial) do not hold the requests, and are waited for.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.locks import Lock

LOCK = "publish.lock"
REQUESTS = "publish.requests"
PATIENCE = 600.0  # seconds
PAUSE = 0.1  # seconds between two looks at a lock that is taken
_Result = TypeVar("_Result")


class PublishLock:
    """The right to change the site whose private folder is *instance*; *who* is how others are told who has it."""

    def __init__(self, instance: Path, who: str) -> None:
        self._lock = instance / LOCK
        self._requests = instance / REQUESTS
        self._who = who

    def request(self) -> None:
        """Note that somebody wants a publication, also for whoever is at one now."""
        with _storage_errors():
            self._requests.parent.mkdir(parents=True, exist_ok=True)
            with self._requests.open("ab") as stream:
                stream.write(b".")  # the file's length is the number of requests: appending needs no lock

    def publish(self, work: Callable[[], _Result], *, patient: bool = False) -> _Result:
        """Do *work*, and again for as long as requests have come meanwhile; return the last result.

        Raises ConflictError, naming the holder, where another publisher is at it and will see what has been requested;
        one who is *patient* waits for a turn of its own.
        """
        held = self._waited_for(publishing=True, patient=patient)
        while True:
            with held, _storage_errors():
                seen = self._number()
                result = work()
            if self._number() == seen or (again := self._taken(publishing=True)) is None:
                return result
            held = again

    def hold(self, work: Callable[[], _Result], *, patient: bool = False) -> _Result:
        """Do *work* once. Raises ConflictError, naming the holder, where somebody else has the lock; or waits, if *patient*."""
        held = self._waited_for(publishing=False, patient=True) if patient else self._taken(publishing=False)
        if held is None:
            raise ConflictError(f"{self._holder()} is at work on the releases. Try again when that is done.")
        with held, _storage_errors():
            return work()

    def _waited_for(self, *, publishing: bool, patient: bool) -> ExitStack:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if held := self._taken(publishing=publishing):
                return held
            if not patient and self._is_publishing():
                raise ConflictError(f"{self._holder()} is publishing, and goes round once more for this request.")
            time.sleep(PAUSE)
        raise ConflictError(f"{self._holder()} has been at work on the releases for too long. See what it does.")

    def _taken(self, *, publishing: bool) -> ExitStack | None:
        """Take the lock, and hold the requests where this is for *publishing*; None where somebody else has it."""
        with ExitStack() as stack:
            wanted = [self._lock, self._requests] if publishing else [self._lock]
            if not all(stack.enter_context(Lock(path).attempt()) for path in wanted):
                return None
            with _storage_errors():
                self._lock.write_text(f"{self._who}\n", "utf-8")
            return stack.pop_all()

    def _is_publishing(self) -> bool:
        with Lock(self._requests).attempt() as is_free:
            return not is_free

    def _holder(self) -> str:
        try:
            return self._lock.read_text("utf-8", "replace").strip() or "Somebody else"
        except OSError:
            return "Somebody else"

    def _number(self) -> int:
        try:
            return self._requests.stat().st_size
        except FileNotFoundError:
            return 0


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"Cannot write {error.filename}: {error.strerror}. Check the folder's rights and free space."
        ) from error
