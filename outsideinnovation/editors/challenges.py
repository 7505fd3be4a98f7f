"""Challenges that authenticators sign: random, each for one answer within five minutes, and for what it was asked for."""

import hashlib
import secrets
import sqlite3
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

LIFE = timedelta(minutes=5)
OCTETS = 32  # 16 are the least (WebAuthn, 13.4.3)
MOST_OF_NETWORK = 20  # that wait for their answers; the latest
MOST_ROWS = 10_000


class Ceremony(StrEnum):
    """What a challenge is for."""

    CREATION = "creation"
    SIGN_IN = "sign-in"


class Challenge(NamedTuple):
    """A challenge that was given out and not answered yet; for one ``editor``, or for whoever has a passkey."""

    editor: int | None


def new(connection: sqlite3.Connection, ceremony: Ceremony, editor: int | None, network: str, now: datetime) -> bytes:
    """Return a new challenge; *network* stands for where it was asked for, so that a flood crowds out its own alone."""
    connection.execute("DELETE FROM challenges WHERE made <= ?", ((now - LIFE).timestamp(),))
    challenge = secrets.token_bytes(OCTETS)
    connection.execute(
        "INSERT INTO challenges (hash, ceremony, editor, network, made) VALUES (?, ?, ?, ?, ?)",
        (_hash(challenge), ceremony, editor, network, now.timestamp()),
    )
    connection.execute(
        "DELETE FROM challenges WHERE network = ? AND id <= "
        "(SELECT id FROM challenges WHERE network = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (network, network, MOST_OF_NETWORK),
    )
    connection.execute(
        "DELETE FROM challenges WHERE id <= (SELECT id FROM challenges ORDER BY id DESC LIMIT 1 OFFSET ?)", (MOST_ROWS,)
    )
    return challenge


def take(connection: sqlite3.Connection, ceremony: Ceremony, challenge: bytes, now: datetime) -> Challenge | None:
    """Take *challenge* out for good, and return it; None where it was never given out, is answered already, or too old."""
    row = connection.execute("SELECT * FROM challenges WHERE hash = ?", (_hash(challenge),)).fetchone()
    taken = connection.execute("DELETE FROM challenges WHERE hash = ?", (_hash(challenge),)).rowcount == 1
    is_good = row is not None and row["ceremony"] == ceremony and row["made"] > (now - LIFE).timestamp()
    return Challenge(row["editor"]) if taken and is_good else None


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
