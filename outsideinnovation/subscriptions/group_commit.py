"""Commits what several senders ask for at about the same time in one transaction (group commit).

Whoever comes first commits for all that came meanwhile; a sender who is alone commits for itself and waits for nobody.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from outsideinnovation.subscriptions.store.ledger import Settlement

Commit = Callable[[Sequence[int], Sequence[Settlement]], set[int]]


@dataclass(slots=True)
class _Batch:
    begins: list[int] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    begun: set[int] = field(default_factory=set)
    error: BaseException | None = None


class GroupCommit:
    """Gathers beginnings and settlements for *commit*, which gets them and returns which beginnings may go."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._gathering = threading.Lock()
        self._committing = threading.Lock()
        self._batch: _Batch | None = None
        self._settled: list[Settlement] = []

    def settle(self, settlement: Settlement) -> None:
        """Gather *settlement*: it is committed with the next beginning, whosever that is."""
        with self._gathering:
            self._settled.append(settlement)

    def begin(self, delivery: int) -> bool:
        """Commit that *delivery* is on its way, with all that was gathered; tell whether it may go. Raises StorageError."""
        with self._gathering:
            is_first = self._batch is None
            batch = self._batch = self._batch or _Batch()
            batch.begins.append(delivery)
        if is_first:
            self._lead(batch)
        else:
            batch.done.wait()
        if batch.error:
            raise batch.error
        return delivery in batch.begun

    def flush(self) -> None:
        """Commit what was gathered."""
        with self._committing:
            self._committed([])

    def _lead(self, batch: _Batch) -> None:
        try:
            with self._committing:
                with self._gathering:
                    self._batch = None  # whoever comes from now on waits for the next one
                batch.begun = self._committed(batch.begins)
        except BaseException as error:  # noqa: BLE001 - raised by everybody who waits for this commit
            batch.error = error
        finally:
            batch.done.set()

    def _committed(self, begins: Sequence[int]) -> set[int]:
        with self._gathering:
            settled, self._settled = self._settled, []
        try:
            return self._commit(begins, settled) if begins or settled else set()
        except BaseException:
            with self._gathering:
                self._settled = settled + self._settled  # they are true still, and asked for again
            raise
