"""How often each address was asked for: counted on disk, so that a log of any length takes the same memory."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from outsideinnovation.importers.old_addresses.requests import Requested

BATCH = 20_000  # different addresses that are counted in memory before the table is told
_ADD = """
insert into asked (address, times, answered) values (?, ?, ?)
on conflict (address) do update set times = times + excluded.times, answered = answered + excluded.answered
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An address, how many times it was asked for, and how many of them the log says that it was answered."""

    address: str
    times: int
    answered: int


class AddressTally:
    """The counts of one run, in a table that is gone when it is closed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.execute("create table asked (address text primary key, times int, answered int) without rowid")

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator["AddressTally"]:
        """Open an empty one for a while. SQLite keeps a database without a name in a temporary file (its documentation)."""
        with closing(sqlite3.connect("", isolation_level=None)) as database:
            database.execute("pragma temp_store = file")
            database.execute("pragma journal_mode = off")
            yield cls(database)

    def count(self, requested: Iterable[Requested], told: Callable[[int], None]) -> None:
        """Add all that was *requested*; *told* hears how many there were so far."""
        found: dict[str, list[int]] = {}
        for number, each in enumerate(requested, 1):
            counts = found.setdefault(each.address, [0, 0])
            counts[0] += 1
            counts[1] += each.answered
            if len(found) >= BATCH:
                self._add(found)
            told(number)
        self._add(found)

    def __len__(self) -> int:
        """Return how many different addresses there are."""
        return int(self._database.execute("select count(*) from asked").fetchone()[0])

    def most_asked_first(self) -> Iterator[Asked]:
        """Yield them, by name where they were asked for equally often."""
        for row in self._database.execute("select address, times, answered from asked order by times desc, address"):
            yield Asked(*row)

    def _add(self, found: dict[str, list[int]]) -> None:
        self._database.execute("begin")
        self._database.executemany(_ADD, ((address, *counts) for address, counts in found.items()))
        self._database.execute("commit")
        found.clear()
