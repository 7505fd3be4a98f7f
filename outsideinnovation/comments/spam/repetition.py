"""Remembers the latest texts, to tell when nearly the same one comes again: the mark of a machine.

Held in memory as four numbers a text (MinHash, Broder 1997), never as words; nothing of it is written down.
"""

import zlib
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from outsideinnovation.comments.spam import vocabulary

LIMIT = 20_000  # texts
_SHORTEST = 8  # words; "Thank you, I agree" may be said by many
_RUN = 3  # words that are compared as one
_FACTORS = (1, 2_654_435_761, 2_246_822_519, 3_266_489_917)  # odd, so that each orders all numbers in its own way
_MASK = 0xFFFFFFFF
_COUNTED = 64  # texts whose marks are kept from counting to adding
Sketch = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Repetition:
    """The latest *limit* texts. Threads may share it."""

    limit: int = LIMIT
    _order: deque[Sketch] = field(default_factory=deque, repr=False)
    _seen: Counter[tuple[int, int]] = field(default_factory=Counter, repr=False)
    _counted: dict[int, Sketch] = field(default_factory=dict, repr=False)  # what is counted is mostly added next
    _lock: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def of(cls, bodies: Iterable[str]) -> "Repetition":
        """Return one that remembers *bodies*, the oldest first."""
        repetition = cls()
        for body in bodies:
            repetition.add(body)
        return repetition

    def add(self, body: str) -> None:
        """Remember *body*, and forget the oldest where there are too many."""
        with self._lock:
            counted = self._counted.pop(hash(body), None)
        sketch = _sketch(body) if counted is None else counted
        if not sketch:
            return
        with self._lock:
            self._order.append(sketch)
            self._seen.update(sketch)
            while len(self._order) > self.limit:
                oldest = self._order.popleft()
                self._seen.subtract(oldest)
                for mark in oldest:
                    if not self._seen[mark]:
                        del self._seen[mark]

    def count(self, body: str) -> int:
        """Return how many texts like *body* are remembered, about; 0 for one so short that anybody may repeat it."""
        sketch = _sketch(body)
        with self._lock:
            self._counted[hash(body)] = sketch
            while len(self._counted) > _COUNTED:
                del self._counted[next(iter(self._counted))]
            return sorted(self._seen[mark] for mark in sketch)[1] if sketch else 0  # three marks of four agree


def _sketch(body: str) -> Sketch:
    """Return four marks of *body*; of two texts that share most of their runs of words, most marks are the same."""
    words = vocabulary.words(body)
    if len(words) < _SHORTEST:
        return ()
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    hashes = [zlib.crc32(run.encode()) for run in runs]
    return tuple((place, min(number * factor & _MASK for number in hashes)) for place, factor in enumerate(_FACTORS))
