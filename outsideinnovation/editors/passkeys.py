"""Editors' passkeys: added by somebody who is signed in, and good for a sign-in without password and code, or as its code."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outsideinnovation.editors import attempts, challenges, editor_rows, networks, sessions
from outsideinnovation.editors.challenges import Ceremony, Challenge
from outsideinnovation.editors.refusals import PassError, SignInError
from outsideinnovation.editors.relying_party import RelyingParty
from outsideinnovation.editors.sessions import SessionKind
from outsideinnovation.errors import ConflictError
from outsideinnovation.languages.message import Message
from outsideinnovation.sqlite_file import SQLiteFile

if TYPE_CHECKING:
    from outsideinnovation.editors.webauthn_ceremonies import AuthenticatorResponse

MOST = 20  # passkeys of one editor
LABEL_LENGTH = 60
HANDLE_OCTETS = 32  # 64 are the most (WebAuthn, 5.4.3)
_TOO_LATE = Message("This took longer than five minutes, or was done already: begin again.")
_FOREIGN = Message(
    "This passkey is not one of those that open these pages. Sign in with another, or with your password."
)
_HAS_IT = Message("This passkey is known here already.")
_FULL = Message("You have %(number)d passkeys, which is the most: remove one first.", number=MOST)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an editor; ``used`` is when it let them in last."""

    id: str
    label: str
    made: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Passkeys:
    """The passkeys in the accounts' database *store*. Every time is given by the caller, aware and UTC."""

    store: SQLiteFile

    def list(self, name: str) -> list[Passkey]:
        """Return the passkeys of the editor called *name*, the oldest first."""
        with self.store.reading() as connection:
            editor = editor_rows.by_name(connection, name)
            return [_passkey(row) for row in _of(connection, editor["id"])] if editor else []

    def begin_adding(self, name: str, party: RelyingParty, network: str, now: datetime) -> str:
        """Return as JSON what the browser of *name*, who is signed in, is asked for. Raises ConflictError for too many."""
        from outsideinnovation.editors import webauthn_ceremonies as ceremonies  # noqa: PLC0415 - loads much cryptography

        with self.store.transaction() as connection:
            editor = _existing(connection, name)
            known = [row["id"] for row in _of(connection, editor["id"])]
            if len(known) >= MOST:
                raise ConflictError(_FULL)
            handle = _handle(connection, editor["id"])
            challenge = challenges.new(connection, Ceremony.CREATION, editor["id"], network, now)
        return ceremonies.creation_options(party, editor["name"], handle, challenge, known)

    def add(self, name: str, label: str, answer: str, party: RelyingParty, now: datetime) -> Passkey:
        """Keep the passkey that the browser of *name* made. Raises PassError, SignInError, or ConflictError for a known one."""
        from outsideinnovation.editors import webauthn_ceremonies as ceremonies  # noqa: PLC0415 - loads much cryptography

        read = ceremonies.read(answer)
        with self.store.transaction() as connection:  # spent, whatever comes of it
            editor = _existing(connection, name)
            challenge = challenges.take(connection, Ceremony.CREATION, read.challenge, now)
        if challenge is None or challenge.editor != editor["id"]:
            raise PassError(_TOO_LATE)
        made = ceremonies.created(party, read)
        with self.store.transaction() as connection:
            if connection.execute("SELECT 1 FROM passkeys WHERE id = ?", (made.id,)).fetchone():
                raise ConflictError(_HAS_IT)
            if len(_of(connection, editor["id"])) >= MOST:
                raise ConflictError(_FULL)
            connection.execute(
                "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (made.id, editor["id"], _label(label, now), made.public_key, made.sign_count, now.timestamp()),
            )
            return next(_passkey(row) for row in _of(connection, editor["id"]) if row["id"] == made.id)

    def begin_sign_in(self, party: RelyingParty, network: str, now: datetime, half: str = "") -> str:
        """Return as JSON what the browser of somebody who wants to come in is asked for.

        *half* is what ``Accounts.first_step`` returned: only passkeys of that editor will do then. Raises PassError where that
        is too long ago.
        """
        from outsideinnovation.editors import webauthn_ceremonies as ceremonies  # noqa: PLC0415 - loads much cryptography

        with self.store.transaction() as connection:
            editor = sessions.holder(connection, SessionKind.SECOND_STEP, half, now) if half else None
            if half and editor is None:
                raise PassError(_TOO_LATE)
            known = [row["id"] for row in _of(connection, editor)] if editor is not None else []
            challenge = challenges.new(connection, Ceremony.SIGN_IN, editor, network, now)
        return ceremonies.request_options(party, challenge, known)

    def sign_in(self, answer: str, party: RelyingParty, network: str, now: datetime, half: str = "") -> str:
        """Check the answer of a browser, and return a new session for the editor whose passkey it is.

        Raises PassError for a challenge that is none of ours, spent or over, SignInError, or TooManyAttemptsError.
        """
        from outsideinnovation.editors import webauthn_ceremonies as ceremonies  # noqa: PLC0415 - loads much cryptography

        read = ceremonies.read(answer)
        with self.store.transaction() as connection:
            tried = attempts.begin(connection, [attempts.network(network)], now)
        with self.store.transaction() as connection:  # spent, whatever comes of it
            challenge = challenges.take(connection, Ceremony.SIGN_IN, read.challenge, now)
            row = connection.execute("SELECT * FROM passkeys WHERE id = ?", (read.credential,)).fetchone()
            is_theirs = row is not None and _is_theirs(connection, row["editor"], challenge, read)
        if challenge is None:
            raise PassError(_TOO_LATE)
        if row is None or not is_theirs:
            raise SignInError(_FOREIGN)
        count = ceremonies.signed(party, read, row["public_key"], row["sign_count"])
        with self.store.transaction() as connection:
            _use(connection, row, count, now)
            if challenge.editor is not None and not _spend(connection, half, row["editor"], now):
                raise PassError(_TOO_LATE)
            attempts.forgive(connection, tried)
            networks.note(connection, row["editor"], network, now)
            return sessions.give(connection, SessionKind.SESSION, row["editor"], now)


def _is_theirs(
    connection: sqlite3.Connection, editor: int, challenge: Challenge | None, answer: "AuthenticatorResponse"
) -> bool:
    """Tell whether *answer* names *editor* as the user, and the challenge was for no other (WebAuthn, 7.2, step 6)."""
    row = connection.execute("SELECT handle FROM user_handles WHERE editor = ?", (editor,)).fetchone()
    if row is None or challenge is None:
        return False
    if challenge.editor is None:
        return bool(answer.user_handle == row["handle"])
    return challenge.editor == editor and answer.user_handle in {None, row["handle"]}


def _use(connection: sqlite3.Connection, row: sqlite3.Row, count: int, now: datetime) -> None:
    """Write down that a passkey was used; it may have been removed, or have counted on, since it was looked at."""
    used = connection.execute(
        "UPDATE passkeys SET sign_count = ?, used = ? WHERE id = ? AND sign_count = ?",
        (count, now.timestamp(), row["id"], row["sign_count"]),
    )
    if used.rowcount != 1:
        raise SignInError(_FOREIGN)


def _spend(connection: sqlite3.Connection, half: str, editor: int, now: datetime) -> bool:
    is_theirs = sessions.holder(connection, SessionKind.SECOND_STEP, half, now) == editor
    return is_theirs and sessions.spend(connection, SessionKind.SECOND_STEP, half)


def _existing(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
    editor = editor_rows.by_name(connection, name)
    if editor is None:
        raise PassError(_TOO_LATE)  # removed in this moment
    return editor


def _of(connection: sqlite3.Connection, editor: int) -> "list[sqlite3.Row]":
    return connection.execute("SELECT * FROM passkeys WHERE editor = ? ORDER BY made, rowid", (editor,)).fetchall()


def _handle(connection: sqlite3.Connection, editor: int) -> bytes:
    """Return what stands for *editor* in authenticators: always the same, and telling nothing."""
    connection.execute("INSERT OR IGNORE INTO user_handles VALUES (?, ?)", (editor, secrets.token_bytes(HANDLE_OCTETS)))
    return bytes(connection.execute("SELECT handle FROM user_handles WHERE editor = ?", (editor,)).fetchone()["handle"])


def _passkey(row: sqlite3.Row) -> Passkey:
    used = datetime.fromtimestamp(row["used"], UTC) if row["used"] is not None else None
    return Passkey(row["id"], row["label"], datetime.fromtimestamp(row["made"], UTC), used)


def _label(typed: str, now: datetime) -> str:
    """Return what a passkey is called: what its editor typed, as far as it can be seen."""
    seen = "".join(each if each.isprintable() else " " for each in typed)
    return " ".join(seen.split())[:LABEL_LENGTH].rstrip() or f"Passkey of {now.day} {now:%B %Y}"
