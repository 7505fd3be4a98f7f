"""Which version of a comment an editor was last shown at the terminal, so that nobody decides about words nobody read.

It lies in ``instance/`` and holds ids and hashes, never words.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from outsideinnovation.sqlite_file import SQLiteFile

_MANY = 500  # values in one question; SQLite's older limit is 999
_SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (
    editor TEXT, id TEXT, version TEXT NOT NULL, PRIMARY KEY (editor, id)
) WITHOUT ROWID;
"""


class SeenVersions:
    """The versions that editors were shown, in the file at *path*, made when first used; StorageError when the disk refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store = SQLiteFile(path, _SCHEMA)

    def note(self, editor: str, versions: Mapping[str, str]) -> None:
        """Remember that *editor* was shown the texts *versions*, by comment id; what is known already is not written again."""
        known = self.of(editor, versions) if versions else {}
        new = [
            (editor, identifier, version)
            for identifier, version in versions.items()
            if known.get(identifier) != version
        ]
        if new:
            with self._store.transaction() as table:
                table.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", new)

    def of(self, editor: str, identifiers: Iterable[str]) -> dict[str, str]:
        """Return the versions that *editor* was last shown, by id; comments that were never shown are left out."""
        wanted, found = list(dict.fromkeys(identifiers)), dict[str, str]()
        for start in range(0, len(wanted) if self.path.is_file() else 0, _MANY):
            part = wanted[start : start + _MANY]
            marks = ",".join("?" * len(part))
            question = f"SELECT id, version FROM seen WHERE editor = ? AND id IN ({marks})"  # noqa: S608 - question marks only
            found.update(
                (str(identifier), str(version)) for identifier, version in self._store.rows(question, [editor, *part])
            )
        return found

    def knows(self, identifier: str) -> bool:
        """Tell whether anybody was shown that comment."""
        question = "SELECT count(*) FROM seen WHERE id = ?"
        return self.path.is_file() and bool(self._store.number(question, [identifier]))

    def forget(self, identifiers: Iterable[str]) -> None:
        """Remove all that is kept of these comments, also from the bytes of the file: for erasure."""
        with self._store.transaction() as table:
            table.executemany("DELETE FROM seen WHERE id = ?", [(identifier,) for identifier in identifiers])
        self._store.scrub()

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()
