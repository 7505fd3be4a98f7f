"""How many confirmation mails may go out (rate limit): in all, to one mailbox, and on the word of one network.

Counted on disk in one transaction, so that threads, processes and restarts know one count. Only pseudonyms are kept, for a
day. Forged sign-ups (list bombing) thus cost strangers at most these few mails, whatever the number of forgers.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from outsideinnovation.contacts.origin import Origin
from outsideinnovation.sqlite_file import SQLiteFile

FILE, PREVIEWS_FILE = "confirmations.sqlite", "preview.confirmations.sqlite"  # of subscriptions, below instance/
COMMENTS_FILE = "confirmations.sqlite"  # of comments, below the limits of their outbox
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS confirmations (
    key TEXT PRIMARY KEY, mailbox TEXT NOT NULL, network TEXT NOT NULL, neighbourhood TEXT NOT NULL, sent REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS confirmations_sent ON confirmations (sent);
CREATE INDEX IF NOT EXISTS confirmations_mailbox ON confirmations (mailbox);
"""


@dataclass(frozen=True, slots=True)
class ConfirmationLimits:
    """How many confirmations may go: *total* an hour; for one network *network* an hour; to one mailbox *mailbox* a day.

    ``pause`` must lie between two to one mailbox. The hour has ``parts``: one flood takes a tenth of the room, and whoever
    comes after it waits six minutes at most.
    """

    total: int
    network: int = 20
    mailbox: int = 3
    pause: timedelta = timedelta(minutes=10)
    parts: int = 10

    @property
    def part(self) -> int:
        """How many may go in one part of an hour."""
        return -(-self.total // self.parts)


@dataclass(frozen=True, slots=True)
class ConfirmationCaps:
    """The counts in the file at *path* (``instance/confirmations.sqlite``), made when first used.

    StorageError when the disk refuses: then no confirmation goes.
    """

    path: Path
    limits: ConfirmationLimits

    def room(self, now: datetime) -> int:
        """Return how many more confirmations may go *now*, to whomever."""
        with self._file.opened() as book:
            return max(0, _room(book, self.limits, now))

    def rests(self, mailbox: str, now: datetime) -> bool:
        """Tell whether *mailbox*, a pseudonym of one that all its spellings share, has been written to often enough."""
        with self._file.opened() as book:
            return _rests(book, self.limits, mailbox, now)

    def take(self, key: str, mailbox: str, origin: Origin, now: datetime) -> bool:
        """Count one confirmation, and return True; False, and nothing is counted, where a cap is reached.

        The same *key* again is the same confirmation: True, and it is counted once.
        """
        with self._file.transaction() as book:
            if book.execute("SELECT 1 FROM confirmations WHERE key = ?", [key]).fetchone():
                return True
            if not self._may(book, mailbox, origin, now):
                return False
            book.execute("DELETE FROM confirmations WHERE sent <= ? OR sent > ?", _span(now, DAY))
            values = [key, mailbox, origin.network, origin.neighbourhood, now.timestamp()]
            book.execute("INSERT INTO confirmations VALUES (?, ?, ?, ?, ?)", values)
            return True

    def recent(self, now: datetime) -> Mapping[str, int]:
        """Return by neighbourhood how many confirmations went on its word within a day: whoever had none comes first."""
        question = (
            "SELECT neighbourhood, count(*) FROM confirmations WHERE sent > ? AND sent <= ? GROUP BY neighbourhood"
        )
        with self._file.opened() as book:
            return dict(book.execute(question, _span(now, DAY)).fetchall())

    def forget(self, mailbox: str) -> None:
        """Forget what went to *mailbox*."""
        with self._file.opened() as book:
            book.execute("DELETE FROM confirmations WHERE mailbox = ?", [mailbox])

    def _may(self, book: sqlite3.Connection, mailbox: str, origin: Origin, now: datetime) -> bool:
        if _room(book, self.limits, now) <= 0 or _rests(book, self.limits, mailbox, now):
            return False
        question = "SELECT count(*) FROM confirmations WHERE sent > ? AND sent <= ? AND network = ?"
        return _number(book, question, *_span(now, HOUR), origin.network) < self.limits.network

    @property
    def _file(self) -> SQLiteFile:
        return SQLiteFile(self.path, _SCHEMA, kept_open=False)


def _room(book: sqlite3.Connection, limits: ConfirmationLimits, now: datetime) -> int:
    """Return how many fit into this hour and into this part of it; both slide, so no hour ever has more."""
    question = "SELECT count(*) FROM confirmations WHERE sent > ? AND sent <= ?"
    hour, part = (_number(book, question, *_span(now, span)) for span in (HOUR, HOUR / limits.parts))
    return min(limits.total - hour, limits.part - part)


def _rests(book: sqlite3.Connection, limits: ConfirmationLimits, mailbox: str, now: datetime) -> bool:
    question = "SELECT count(*) FROM confirmations WHERE sent > ? AND sent <= ? AND mailbox = ?"
    lately, today = (_number(book, question, *_span(now, span), mailbox) for span in (limits.pause, DAY))
    return bool(lately) or today >= limits.mailbox


def _span(now: datetime, span: timedelta) -> tuple[float, float]:
    """Return from when till when a count looks; a clock that was set back finds its own future, but no wild one."""
    return (now - span).timestamp(), (now + DAY).timestamp()


def _number(book: sqlite3.Connection, question: str, *values: str | float) -> int:
    return int(book.execute(question, values).fetchone()[0])
