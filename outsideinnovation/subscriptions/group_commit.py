"""Commits what several senders ask for at about the same time in one transaction (group commit).

A sender who is alone commits for itself at once. While one commits, the others gather, and the first of them who cannot go
on without commits for all.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from outsideinnovation.subscriptions.store.ledger import Settlement

Commit = Callable[[Sequence[int], Sequence[Settlement]], set[int]]


@dataclass(slots=True)
class _Batch:
    begins: list[int] = field(default_factory=list)
    begun: set[int] = field(default_factory=set)
    error: BaseException | None = None
    is_done: bool = False


class GroupCommit:
    """Gathers beginnings and settlements for *commit*, which gets them and returns which beginnings may go."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._gathering = threading.Lock()
        self._committing = threading.Lock()
        self._open = _Batch()
        self._settled: list[Settlement] = []
        self._waiting: dict[int, _Batch] = {}

    def settle(self, settlement: Settlement) -> None:
        """Gather *settlement*: it is committed with the next beginning, whosever that is."""
        with self._gathering:
            self._settled.append(settlement)

    def prepare(self, delivery: int) -> None:
        """Gather that *delivery* is to begin, and commit what is gathered if nobody commits just now."""
        with self._gathering:
            self._open.begins.append(delivery)
            self._waiting[delivery] = self._open
        if self._committing.acquire(blocking=False):
            try:
                self._lead()
            finally:
                self._committing.release()

    def begin(self, delivery: int) -> bool:
        """Return, once it is committed that *delivery* is on its way, whether it may go. Raises StorageError."""
        if delivery not in self._waiting:
            self.prepare(delivery)
        batch = self._waiting.pop(delivery)
        if not batch.is_done:
            with self._committing:
                if not batch.is_done:
                    self._lead()
        if batch.error:
            raise batch.error
        return delivery in batch.begun

    def flush(self) -> None:
        """Commit what was gathered. Raises StorageError."""
        with self._committing:
            self._committed([])

    def _lead(self) -> None:
        """Commit the open batch; whoever comes meanwhile is in the next one."""
        with self._gathering:
            batch, self._open = self._open, _Batch()
        try:
            batch.begun = self._committed(batch.begins)
        except Exception as error:  # noqa: BLE001 - raised by everybody who waits for this commit
            batch.error = error
        finally:
            batch.is_done = True

    def _committed(self, begins: Sequence[int]) -> set[int]:
        with self._gathering:
            settled, self._settled = self._settled, []
        try:
            return self._commit(begins, settled) if begins or settled else set()
        except BaseException:
            with self._gathering:
                self._settled = settled + self._settled  # they are true still, and asked for again
            raise
