"""Which mail addresses are confirmed to be their reader's (opt-in), and which want no more mail (opt-out).

It lies in the private file of comments, so that an address and what came with it are confirmed, or forgotten, as one.
"""

from contextlib import AbstractContextManager
from datetime import UTC, datetime

from outsideinnovation.sqlite_file import SQLiteFile

_EVERYTHING = ""  # whoever stops all mail stops it for this
_SCHEMA = """
CREATE TABLE IF NOT EXISTS confirmed (address TEXT COLLATE NOCASE PRIMARY KEY, date TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stopped (
    address TEXT COLLATE NOCASE, comment TEXT, date TEXT NOT NULL, PRIMARY KEY (address, comment)
) WITHOUT ROWID;
"""


class ConsentStore:
    """The addresses in *file*; *about* is the id of the comment that mail tells of. StorageError when the disk refuses."""

    def __init__(self, file: SQLiteFile) -> None:
        self._file = file

    @property
    def _tables(self) -> SQLiteFile:
        self._file.extend(_SCHEMA)  # when first needed: who only looks for addresses changes no file
        return self._file

    def transaction(self) -> AbstractContextManager[object]:
        """Let all that is done in it, here and in the other tables of the file, be done as one, or nothing."""
        return self._tables.transaction()

    def confirm(self, address: str, now: datetime) -> None:
        """Remember that whoever reads *address* has said so; a second time changes nothing."""
        self._tables.write("INSERT OR IGNORE INTO confirmed VALUES (?, ?)", [address, _moment(now)])

    def is_confirmed(self, address: str) -> bool:
        """Tell whether *address* was confirmed."""
        return bool(self._tables.number("SELECT count(*) FROM confirmed WHERE address = ?", [address]))

    def stop(self, address: str, about: str | None, now: datetime) -> None:
        """Remember that *address* wants no more mail about that; None: about anything."""
        values = [address, about or _EVERYTHING, _moment(now)]
        self._tables.write("INSERT OR IGNORE INTO stopped VALUES (?, ?, ?)", values)

    def start(self, address: str, about: str | None) -> None:
        """Take back that *address* wants no more mail about that; None: about anything."""
        self._tables.write("DELETE FROM stopped WHERE address = ? AND comment = ?", [address, about or _EVERYTHING])

    def is_stopped(self, address: str, about: str | None) -> bool:
        """Tell whether *address* wants no mail about that."""
        question = "SELECT count(*) FROM stopped WHERE address = ? AND comment IN (?, ?)"
        return bool(self._tables.number(question, [address, about or _EVERYTHING, _EVERYTHING]))

    def addresses_with(self, text: str) -> list[str]:
        """Return the addresses known here that hold *text* and are longer: for telling one from another."""
        if not self._file.holds("confirmed"):
            return []
        question = (
            "SELECT DISTINCT address FROM (SELECT address FROM confirmed UNION SELECT address FROM stopped) "
            "WHERE instr(lower(address), lower(?)) AND length(address) > length(?)"
        )
        return [str(address) for (address,) in self._file.rows(question, [text, text])]

    def withdraw(self, about: str) -> None:
        """Forget who wants no mail about what is there no more."""
        self._tables.write("DELETE FROM stopped WHERE comment = ?", [about])

    def forget(self, about: str) -> bool:
        """Forget who wants no mail about that, to the last byte; tell whether anybody did."""
        return self._deleted([("DELETE FROM stopped WHERE comment = ?", about)])

    def forget_address(self, address: str) -> bool:
        """Forget *address*, to the last byte; tell whether anything was known of it."""
        tables = ("DELETE FROM confirmed WHERE address = ?", "DELETE FROM stopped WHERE address = ?")
        return self._deleted([(order, address) for order in tables])

    def _deleted(self, orders: list[tuple[str, str]]) -> bool:
        with self._tables.transaction() as tables:
            known = sum(tables.execute(order, [value]).rowcount for order, value in orders)
        if known:
            self._tables.scrub()
        return bool(known)


def _moment(date: datetime) -> str:
    return date.astimezone(UTC).isoformat(timespec="microseconds")
