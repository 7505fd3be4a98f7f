"""What else somebody has written, and what became of it: by mail address where one is known, and by name.

Anybody may write any name, so the two are told apart. Names are learnt from the files a little at each page, so that no
page waits for a hundred thousand of them.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue_index import QueueSnapshot
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.walk import Walk

BUDGET = 0.04  # seconds that a page spends on learning names


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """How many other comments there are under one name or address, by state; ``whole``: all were looked at."""

    counts: Mapping[Status, int]
    whole: bool = True

    @property
    def total(self) -> int:
        """How many there are together."""
        return sum(self.counts.values())


@dataclass(slots=True)
class AuthorHistories:
    """Who wrote what, learnt as pages are looked at and kept in memory only."""

    folder: Path
    private_store: PrivateStore
    _authors: dict[str, str] = field(default_factory=dict)
    _written: dict[str, set[str]] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def of_address(self, address: str, seen: QueueSnapshot, comment: str) -> AuthorHistory:
        """Return what became of the other comments that came with *address*."""
        ids = (private.id for private in self.private_store.by_email(address))
        return AuthorHistory(_counted(ids, seen, comment))

    def of_name(self, name: str, seen: QueueSnapshot, comment: str) -> AuthorHistory:
        """Return what became of the other comments that bear *name*, as far as they are known."""
        with self._turn:
            ids = list(self._written.get(_folded(name), ()))
            whole = len(self._authors) >= len(seen.by_id)
        return AuthorHistory(_counted(ids, seen, comment), whole)

    def learn(self, seen: QueueSnapshot, budget: float = BUDGET) -> None:
        """Read the names in files not read yet, for *budget* seconds; forget those that are gone."""
        end = time.monotonic() + budget
        with self._turn:
            for gone in self._authors.keys() - seen.by_id.keys():
                self._written[self._authors.pop(gone)].discard(gone)
            walk = Walk(self.folder)
            for new in seen.by_id.keys() - self._authors.keys():
                if time.monotonic() > end:
                    return
                self._note(new, walk.read(seen.by_id[new]))

    def _note(self, identifier: str, comment: Comment | None) -> None:
        name = _folded(comment.author) if comment else ""
        self._authors[identifier] = name
        self._written.setdefault(name, set()).add(identifier)


def _counted(ids: Iterable[str], seen: QueueSnapshot, but: str) -> Mapping[Status, int]:
    return Counter(seen.by_id[each].status for each in ids if each != but and each in seen.by_id)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
