"""The networks that an editor has signed in from, by their pseudonyms: who guesses elsewhere cannot close them."""

import sqlite3
from datetime import datetime, timedelta

KEPT = timedelta(days=90)  # after the last sign-in from there
MOST = 20  # of one editor; the latest


def knows(connection: sqlite3.Connection, editor: int, pseudonym: str, now: datetime) -> bool:
    """Tell whether *editor* has signed in from the network that *pseudonym* stands for."""
    row = connection.execute(
        "SELECT 1 FROM networks WHERE editor = ? AND pseudonym = ? AND seen > ?",
        (editor, pseudonym, (now - KEPT).timestamp()),
    ).fetchone()
    return row is not None


def note(connection: sqlite3.Connection, editor: int, pseudonym: str, now: datetime) -> None:
    """Write down that *editor* has signed in from there, and forget what is too old or too many."""
    connection.execute("INSERT OR REPLACE INTO networks VALUES (?, ?, ?)", (editor, pseudonym, now.timestamp()))
    connection.execute("DELETE FROM networks WHERE seen <= ?", ((now - KEPT).timestamp(),))
    connection.execute(
        "DELETE FROM networks WHERE editor = ? AND pseudonym NOT IN "
        "(SELECT pseudonym FROM networks WHERE editor = ? ORDER BY seen DESC LIMIT ?)",
        (editor, editor, MOST),
    )
