"""What lets an editor in for a while: invitations, half-finished sign-ins, sessions. Only hashes of them are kept."""

import hashlib
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

_SEEN_EVERY = 60  # seconds; a session in use is not written down more often


class SessionKind(StrEnum):
    """What a pass is good for."""

    INVITATION = "invitation"
    SECOND_STEP = "second step"
    SESSION = "session"


class Life(NamedTuple):
    """How long a pass lives at most, and how long unused."""

    whole: timedelta
    idle: timedelta


LIVES: Mapping[SessionKind, Life] = MappingProxyType(
    {
        SessionKind.INVITATION: Life(timedelta(hours=72), timedelta(hours=72)),
        SessionKind.SECOND_STEP: Life(timedelta(minutes=10), timedelta(minutes=10)),
        SessionKind.SESSION: Life(timedelta(days=7), timedelta(hours=12)),
    }
)


def give(connection: sqlite3.Connection, kind: SessionKind, editor: int, now: datetime) -> str:
    """Return a new pass for *editor*: 256 random bits, in letters that an address may hold."""
    sweep(connection, now)
    token = secrets.token_urlsafe(32)
    moment = now.timestamp()
    connection.execute("INSERT INTO passes VALUES (?, ?, ?, ?, ?)", (_hash(token), kind, editor, moment, moment))
    return token


def holder(connection: sqlite3.Connection, kind: SessionKind, token: str, now: datetime) -> int | None:
    """Return whose pass *token* is, or None where it is nobody's or its time is over."""
    row = connection.execute(
        "SELECT editor, made, seen FROM passes WHERE hash = ? AND kind = ?", (_hash(token), kind)
    ).fetchone()
    if row is None or _is_over(kind, row["made"], row["seen"], now):
        return None
    return int(row["editor"])


def is_stale(connection: sqlite3.Connection, token: str, now: datetime) -> bool:
    """Tell whether the use of a session should be written down again."""
    row = connection.execute("SELECT seen FROM passes WHERE hash = ?", (_hash(token),)).fetchone()
    return row is not None and now.timestamp() - row["seen"] > _SEEN_EVERY


def touch(connection: sqlite3.Connection, token: str, now: datetime) -> None:
    """Write down that a session is in use."""
    connection.execute("UPDATE passes SET seen = ? WHERE hash = ?", (now.timestamp(), _hash(token)))


def spend(connection: sqlite3.Connection, kind: SessionKind, token: str) -> bool:
    """Make *token* worthless; True for the one who did it."""
    done = connection.execute("DELETE FROM passes WHERE hash = ? AND kind = ?", (_hash(token), kind))
    return done.rowcount == 1


def sweep(connection: sqlite3.Connection, now: datetime) -> None:
    """Remove what nobody can use any more."""
    for kind, life in LIVES.items():
        connection.execute(
            "DELETE FROM passes WHERE kind = ? AND (made <= ? OR seen <= ?)",
            (kind, (now - life.whole).timestamp(), (now - life.idle).timestamp()),
        )


def _is_over(kind: SessionKind, made: float, seen: float, now: datetime) -> bool:
    life = LIVES[kind]
    moment = now.timestamp()
    return moment >= made + life.whole.total_seconds() or moment >= seen + life.idle.total_seconds()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
