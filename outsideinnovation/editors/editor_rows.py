"""How an editor is found in the database: by number, or by name however it is typed."""

import sqlite3
import unicodedata


def by_id(connection: sqlite3.Connection, editor: int) -> sqlite3.Row | None:
    """Return the row of that number; None where the editor was removed."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM editors WHERE id = ?", (editor,)).fetchone()
    return row


def by_name(connection: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    """Return the row of the editor called *name*, None where nobody is."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM editors WHERE folded = ?", (folded(name),)).fetchone()
    return row


def folded(name: str) -> str:
    """Return *name* as it is compared: case, forms of letters and spaces around do not count."""
    plain = name.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", plain).strip().casefold()[:200]
