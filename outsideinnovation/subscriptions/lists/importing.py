"""Brings a list in, or says what it would do, some lines at a time: memory does not grow with the list.

Each part is written whole or not at all, so that an import that was cut off is simply run again. Who is here already keeps
their own preferences.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.lists.list_reading import ListLine
from outsideinnovation.subscriptions.lists.list_rehearsal import ListRehearsal
from outsideinnovation.subscriptions.lists.outcome import LineOutcome, ListChange, Standing, of_line
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.lists import Arrival, ListStore
from outsideinnovation.subscriptions.subscriber import Source

AT_ONCE = 500  # lines that are brought in together


@dataclass(frozen=True, slots=True)
class ListImport:
    """Brings lists into *database*. *hashed* returns what stands for an address that was erased; *agreed* as ``of_line``."""

    database: Database
    hashed: Callable[[str], str]
    agreed: bool

    def bring(self, lines: Iterable[ListLine], now: datetime) -> Iterator[tuple[ListLine, LineOutcome]]:
        """Write *lines* down, and yield what became of each. Raises StorageError."""
        store = ListStore(self.database)
        for part in _parts(lines):
            with store.opened(_keys(part), self._hashes(part)) as opened:
                decided = list(self._decided(part, opened.known, opened.erased))
                opened.write([Arrival(line.address, line.preferences, outcome) for line, outcome in decided], now)
            yield from decided

    def rehearse(self, lines: Iterable[ListLine]) -> Iterator[tuple[ListLine, LineOutcome]]:
        """Yield what would become of *lines*, and write nothing down."""
        store = ListStore(self.database)
        with ListRehearsal.begun() as before:
            for part in _parts(lines):
                known, erased = store.look(_keys(part), self._hashes(part))
                known |= before.known(_keys(part))
                decided = list(self._decided(part, known, erased))
                before.remember(known)
                yield from decided

    def _decided(
        self, part: list[ListLine], known: dict[str, Standing], erased: frozenset[str]
    ) -> Iterator[tuple[ListLine, LineOutcome]]:
        """Yield what becomes of each line of a *part*, one after the other; *known* is kept up to date."""
        for line in part:
            key = addresses.key(line.address)
            is_erased = self.hashed(key) in erased
            outcome = of_line(line.status, known.get(key), is_erased=is_erased, agreed=self.agreed)
            if outcome.change in {ListChange.NEW, ListChange.CHANGED}:
                before = known.get(key) or Standing(outcome.status, Source.IMPORT)
                known[key] = Standing(outcome.status, before.source, before.id)
            yield line, outcome

    def _hashes(self, part: list[ListLine]) -> list[str]:
        return [self.hashed(key) for key in _keys(part)]


def _keys(part: list[ListLine]) -> list[str]:
    return [addresses.key(line.address) for line in part]


def _parts(lines: Iterable[ListLine]) -> Iterator[list[ListLine]]:
    remaining = iter(lines)
    while part := list(itertools.islice(remaining, AT_ONCE)):
        yield part
