"""What the lines of a list before this one would have done, for a dry run: kept on disk, and gone with it."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from outsideinnovation.subscriptions.lists.outcome import Standing
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.subscriber import Source

_TEMPORARY = ""  # SQLite's name for a database in a temporary file, which it removes when it is closed


@dataclass(frozen=True, slots=True)
class ListRehearsal:
    """The addresses of a list so far."""

    book: sqlite3.Connection

    @classmethod
    @contextmanager
    def begun(cls) -> "Iterator[ListRehearsal]":
        """Give an empty one."""
        with closing(sqlite3.connect(_TEMPORARY, isolation_level=None)) as book:
            book.execute(
                "CREATE TABLE standings (key TEXT PRIMARY KEY, status TEXT, source TEXT, id INTEGER) WITHOUT ROWID"
            )
            yield cls(book)

    def known(self, keys: Sequence[str]) -> dict[str, Standing]:
        """Return where those of *keys* that came before would stand."""
        places = ", ".join("?" * len(keys))
        rows = self.book.execute(f"SELECT key, status, source, id FROM standings WHERE key IN ({places})", keys)  # noqa: S608 - question marks
        return {row[0]: Standing(SubscriptionStatus(row[1]), Source(row[2]), row[3]) for row in rows}

    def remember(self, known: Mapping[str, Standing]) -> None:
        """Write down where addresses would stand."""
        rows = [(key, each.status.value, each.source.value, each.id) for key, each in known.items()]
        self.book.executemany("INSERT OR REPLACE INTO standings VALUES (?, ?, ?, ?)", rows)
