"""What is known of a comment and never public: whose mail address, from which network, how it was scored.

It lies in ``instance/``, in a SQLite file that only its owner may read. What is forgotten is not in its bytes any more.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from outsideinnovation.languages.message import Message
from outsideinnovation.sqlite_file import SQLiteFile

HOUR = timedelta(hours=1)  # the span of a network's limit
_MANY = 500  # values in one question; SQLite's older limit is 999
IMPORTED = "import "  # what the digests of imported comments begin with
_SCHEMA = """
CREATE TABLE IF NOT EXISTS private (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, received TEXT NOT NULL, network TEXT NOT NULL,
    email TEXT COLLATE NOCASE, notify INTEGER NOT NULL, score REAL NOT NULL, reasons TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS private_network ON private (network, received);
CREATE INDEX IF NOT EXISTS private_received ON private (received);
CREATE INDEX IF NOT EXISTS private_email ON private (email);
CREATE TABLE IF NOT EXISTS trusted (address TEXT COLLATE NOCASE PRIMARY KEY, date TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS announced (
    kind TEXT, comment TEXT, address TEXT COLLATE NOCASE, date TEXT NOT NULL, PRIMARY KEY (kind, comment, address)
) WITHOUT ROWID;
"""
_ADD = """
INSERT INTO private SELECT ?, ?, ?, ?, ?, ?, ?, ?
WHERE ? = 0 OR (SELECT count(*) FROM private WHERE network = ? AND received BETWEEN ? AND ?) < ?
ON CONFLICT (digest) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment is taken for spam or not: ``score`` is what this reason adds, below 0 where it speaks for it."""

    name: str
    score: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Private:
    """The private side of the comment ``id``.

    ``digest`` is the same for every sending of the same words by the same form; ``network`` is a pseudonym, never an
    address. ``score`` is 0 for surely fine, 1 for surely spam.
    """

    id: str
    digest: str
    received: datetime
    network: str
    email: str | None
    notify: bool
    score: float
    reasons: tuple[Reason, ...]

    @property
    def imported(self) -> bool:
        """Whether it came from another system, and was neither received nor judged here."""
        return self.digest.startswith(IMPORTED)


class PrivateStore:
    """The rows in the file at *path*, made when first used; StorageError when the disk refuses.

    Threads and processes may share it. In the same ``file`` lies which addresses are confirmed (``contacts/consent``).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = SQLiteFile(path, _SCHEMA)

    def add_all(self, privates: Iterable[Private], *, rate: int = 0) -> list[str | None]:
        """Write all durably, together or not at all; return for each the id under which its digest is known.

        That is another than its own where the same words came before, in the same form: a double click, a retry. None: it
        was not written, since *rate* others (0: any number) had come from its network within the hour; whoever writes at
        the same time, in whatever process, is counted.
        """
        with self.file.transaction() as tables:
            return [_add(tables, private, rate) for private in privates]

    def get(self, identifier: str) -> Private | None:
        """Return what is known of a comment."""
        return self.of([identifier]).get(identifier)

    def of(self, identifiers: Iterable[str]) -> dict[str, Private]:
        """Return what is known of several comments, by their ids; those of which nothing is known are left out."""
        wanted = list(dict.fromkeys(identifiers))
        found: dict[str, Private] = {}
        for start in range(0, len(wanted), _MANY):
            part = wanted[start : start + _MANY]
            marks = ",".join("?" * len(part))
            rows = self.file.rows(f"SELECT * FROM private WHERE id IN ({marks})", part)  # noqa: S608 - question marks only
            found.update((private.id, private) for private in map(_private, rows))
        return found

    def received(self, identifiers: Sequence[str]) -> dict[str, datetime]:
        """Return when comments came, by their ids; those that were imported, or of which nothing is known, are left out."""
        found: dict[str, datetime] = {}
        for start in range(0, len(identifiers), _MANY):
            part = identifiers[start : start + _MANY]
            marks = ",".join("?" * len(part))
            question = f"SELECT id, received FROM private WHERE id IN ({marks}) AND instr(digest, ?) <> 1"  # noqa: S608 - question marks only
            rows = self.file.rows(question, [*part, IMPORTED])
            found.update((str(identifier), datetime.fromisoformat(str(moment))) for identifier, moment in rows)
        return found

    def by_email(self, address: str, last: int = -1) -> list[Private]:
        """Return what is known of the *last* comments (below 0: all) that came with *address*, in the order of their coming."""
        question = "SELECT * FROM private WHERE email = ? ORDER BY received DESC LIMIT ?"
        return [_private(row) for row in reversed(self.file.rows(question, [address, last]))]

    def knows(self, address: str) -> bool:
        """Tell whether a comment came with *address*."""
        return bool(self.file.number("SELECT count(*) FROM private WHERE email = ?", [address]))

    def addresses_with(self, text: str) -> list[str]:
        """Return the addresses known here that hold *text* and are longer: for telling one from another."""
        question = (
            "SELECT DISTINCT email FROM private WHERE instr(lower(email), lower(?)) AND length(email) > length(?)"
        )
        return [str(address) for (address,) in self.file.rows(question, [text, text])]

    def count(self, network: str | None, since: datetime) -> int:
        """Return how many comments came from *network* (None: from all) at *since* or later."""
        question = "SELECT count(*) FROM private WHERE ? IN ('', network) AND received >= ?"
        return self.file.number(question, [network or "", _moment(since)])

    def recent(self, network: str, now: datetime) -> int:
        """Return how many comments came from *network* within the hour, as its limit counts them."""
        question = "SELECT count(*) FROM private WHERE network = ? AND received BETWEEN ? AND ?"
        return self.file.number(question, [network, *_hour(now)])

    def known(self, digests: Iterable[str]) -> dict[str, str]:
        """Return by *digests* the ids of the comments that came before; whether their files are kept the queue knows."""
        wanted = list(digests)
        marks = ",".join("?" * len(wanted))
        rows = self.file.rows(f"SELECT digest, id FROM private WHERE digest IN ({marks})", wanted)  # noqa: S608 - question marks only
        return {str(digest): str(identifier) for digest, identifier in rows}

    def judge(self, identifier: str, score: float, reasons: Iterable[Reason]) -> None:
        """Remember what the filter makes of a comment whose words have changed."""
        self.file.write(
            "UPDATE private SET score = ?, reasons = ? WHERE id = ?", [score, _reasons_as_json(reasons), identifier]
        )

    def trust(self, address: str, now: datetime) -> None:
        """Remember that an editor trusts whoever writes with *address*."""
        self.file.write("INSERT OR IGNORE INTO trusted VALUES (?, ?)", [address, _moment(now)])

    def distrust(self, address: str, given: datetime | None = None) -> bool:
        """Take that trust back, with *given* only what was given in that moment; tell whether there was any."""
        order, values = "DELETE FROM trusted WHERE address = ?", [address]
        if given:
            order, values = f"{order} AND date = ?", [address, _moment(given)]
        with self.file.transaction() as tables:
            return bool(tables.execute(order, values).rowcount)

    def trusted(self, address: str) -> bool:
        """Tell whether an editor trusts *address*; it counts for no more than a confirmed address does."""
        return bool(self.file.number("SELECT count(*) FROM trusted WHERE address = ?", [address]))

    def announced(self, kind: str, comment: str, address: str) -> bool:
        """Tell whether *address* was told of that *kind* of event at *comment* before."""
        question = "SELECT count(*) FROM announced WHERE kind = ? AND comment = ? AND address = ?"
        return bool(self.file.number(question, [kind, comment, address]))

    def announce(self, kind: str, comment: str, address: str, now: datetime) -> None:
        """Remember that *address* was told of that *kind* of event at *comment*."""
        self.announce_all(kind, [comment], address, now)

    def announce_all(self, kind: str, comments: Iterable[str], address: str, now: datetime) -> None:
        """Remember that *address* was told of that *kind* of event at each of *comments*, in one transaction."""
        rows = [(kind, comment, address, _moment(now)) for comment in comments]
        with self.file.transaction() as tables:
            tables.executemany("INSERT OR IGNORE INTO announced VALUES (?, ?, ?, ?)", rows)

    def take_back(self, identifiers: Iterable[str]) -> None:
        """Delete what was just added, because its comment could not be kept after all."""
        with self.file.transaction() as tables:
            tables.executemany("DELETE FROM private WHERE id = ?", [(identifier,) for identifier in identifiers])

    def withdraw(self, identifier: str) -> None:
        """Forget whose comment it was, but not that one came from that network then: its limit holds for it too."""
        with self.file.transaction() as tables:
            tables.execute(
                "UPDATE private SET email = NULL, notify = 0, score = 0, reasons = '[]', digest = ? WHERE id = ?",
                [f"withdrawn {identifier}", identifier],
            )
            tables.execute("DELETE FROM announced WHERE comment = ?", [identifier])

    def forget(self, identifier: str) -> bool:
        """Forget a comment, to the last byte; tell whether anything was known of it."""
        with self.file.transaction() as tables:
            known = tables.execute("DELETE FROM private WHERE id = ?", [identifier]).rowcount
            known += tables.execute("DELETE FROM announced WHERE comment = ?", [identifier]).rowcount
        if known:
            self.file.scrub()
        return bool(known)

    def forget_address(self, address: str) -> list[str]:
        """Forget *address* and every comment that came with it, to the last byte; return these comments' ids."""
        with self.file.transaction() as tables:
            ids = [
                row[0] for row in tables.execute("SELECT id FROM private WHERE email = ? ORDER BY received", [address])
            ]
            for identifier in ids:
                tables.execute("DELETE FROM private WHERE id = ?", [identifier])
                tables.execute("DELETE FROM announced WHERE comment = ?", [identifier])
            tables.execute("DELETE FROM trusted WHERE address = ?", [address])
            tables.execute("DELETE FROM announced WHERE address = ?", [address])
        self.file.scrub()
        return ids

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        self.file.close()


def _add(tables: sqlite3.Connection, private: Private, rate: int) -> str | None:
    values = (
        private.id,
        private.digest,
        _moment(private.received),
        private.network,
        private.email,
        private.notify,
        private.score,
        _reasons_as_json(private.reasons),
    )
    limit = (rate, private.network, *_hour(private.received), rate)
    if tables.execute(_ADD, values + limit).rowcount:
        return private.id
    found = tables.execute("SELECT id FROM private WHERE digest = ?", [private.digest]).fetchone()
    return str(found[0]) if found else None


def _private(row: Sequence[object]) -> Private:
    identifier, digest, received, network, email, notify, score, reasons = row
    return Private(
        id=str(identifier),
        digest=str(digest),
        received=datetime.fromisoformat(str(received)),
        network=str(network),
        email=str(email) if email is not None else None,
        notify=bool(notify),
        score=float(str(score)),
        reasons=tuple(_reason(**reason) for reason in json.loads(str(reasons))),
    )


def _reason(name: str, score: float, detail: str | dict[str, Any] = "") -> Reason:
    """Return a reason from its entry; its detail is kept so that it can be said in any language."""
    return Reason(name, score, Message.from_data(detail))


def _reasons_as_json(reasons: Iterable[Reason]) -> str:
    entries = [{"name": reason.name, "score": reason.score, "detail": _detail(reason)} for reason in reasons]
    return json.dumps(entries, ensure_ascii=False)


def _detail(reason: Reason) -> str | dict[str, Any]:
    return reason.detail.as_data() if isinstance(reason.detail, Message) else reason.detail


def _hour(now: datetime) -> tuple[str, str]:
    """Return the hour up to *now*, as text; what is later came before the clock was set back, and counts against nobody."""
    return _moment(now - HOUR), _moment(now + timedelta(minutes=1))  # by so much clocks may differ


def _moment(date: datetime) -> str:
    """Return *date* so that text sorts as time does."""
    return date.astimezone(UTC).isoformat(timespec="microseconds")
