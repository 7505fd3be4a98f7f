"""How often somebody may try to get in: failed attempts are counted by network and account, in a bounded table.

Names of editors are no secret, so whoever types one again and again must not lock its editor out: the tight limit is for
one account from one network, and an account from everywhere is closed late, and never to networks its editor came from.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from outsideinnovation.editors.refusals import TooManyAttemptsError

WINDOW = timedelta(minutes=15)
BY_BOTH = 10  # at one account from one network
BY_NETWORK = 30  # at whichever accounts
BY_WIDER = (100, 300)  # from the network around it, and the one around that: whoever has a /48 has 65,536 networks
BY_ACCOUNT = 300  # from whichever networks; some hundred guesses find no password of twelve characters
BY_CODE = 6  # of somebody who knows the password: six digits are guessed with a chance of 1 in 55,000 in this time
MOST_ROWS = 40_000
CLOCKS_APART = timedelta(minutes=1)  # whatever is later than that was written down before the clock was set back


class Counter(NamedTuple):
    """What is counted, and how many failures within the window it stands."""

    who: str
    limit: int


def network(pseudonym: str) -> Counter:
    """Count by where somebody comes from; *pseudonym* stands for the address."""
    return Counter(f"network {pseudonym}", BY_NETWORK)


def wider(pseudonyms: Iterable[str]) -> list[Counter]:
    """Count by the networks around the one that somebody comes from, the narrower first; each has room for many people."""
    return [Counter(network(each).who, limit) for each, limit in zip(pseudonyms, BY_WIDER, strict=False)]


def account(folded: str) -> Counter:
    """Count by the name that was typed, whether there is such an editor or not; it is kept as a hash."""
    return Counter(f"account {hashlib.sha256(folded.encode('utf-8', 'replace')).hexdigest()}", BY_ACCOUNT)


def both(pseudonym: str, folded: str) -> Counter:
    """Count by the name and where it was typed."""
    return Counter(f"{account(folded).who} {network(pseudonym).who}", BY_BOTH)


def code(editor: int) -> Counter:
    """Count wrong codes of somebody who knew *editor*'s password."""
    return Counter(f"code {editor}", BY_CODE)


def begin(connection: sqlite3.Connection, counters: Iterable[Counter], now: datetime) -> list[int]:
    """Write an attempt down before it is made, so that attempts at the same time count too; return its rows.

    Raises TooManyAttemptsError where one of *counters* stands at its limit. ``forgive`` the rows of an attempt that was
    none.
    """
    since, ahead = (now - WINDOW).timestamp(), (now + CLOCKS_APART).timestamp()
    connection.execute("DELETE FROM attempts WHERE at <= ? OR at > ?", (since, ahead))
    counters = list(counters)
    waits = [wait for counter in counters if (wait := _wait(connection, counter, now)) is not None]
    if waits:
        raise TooManyAttemptsError(max(waits))
    rows = [
        connection.execute("INSERT INTO attempts (who, at) VALUES (?, ?)", (counter.who, now.timestamp())).lastrowid
        for counter in counters
    ]
    connection.execute(
        "DELETE FROM attempts WHERE id <= (SELECT id FROM attempts ORDER BY id DESC LIMIT 1 OFFSET ?)", (MOST_ROWS,)
    )
    return [row for row in rows if row is not None]


def forgive(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Take the rows of an attempt out again that turned out to be right."""
    connection.executemany("DELETE FROM attempts WHERE id = ?", [(row,) for row in rows])


def _wait(connection: sqlite3.Connection, counter: Counter, now: datetime) -> int | None:
    """Return the seconds until *counter* is below its limit again, None where it is."""
    row = connection.execute(
        "SELECT at FROM attempts WHERE who = ? ORDER BY at DESC LIMIT 1 OFFSET ?", (counter.who, counter.limit - 1)
    ).fetchone()
    return None if row is None else int(row["at"] + WINDOW.total_seconds() - now.timestamp()) + 1
