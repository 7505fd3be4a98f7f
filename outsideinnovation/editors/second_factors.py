"""What an editor has besides the password: an app for codes, passkeys. One of them always stays."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from outsideinnovation.editors import editor_rows, second_step
from outsideinnovation.editors.invitation import Invitation
from outsideinnovation.editors.refusals import PassError, SignInError
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.languages.message import Message
from outsideinnovation.sqlite_file import SQLiteFile

SET_UP_LIFE = timedelta(hours=1)  # in which a new app must show its first code
_LAST_PASSKEY = Message(
    "This is your last way to sign in besides the password: set up an app for codes or another passkey first."
)
_LAST_APP = Message(
    "You have no passkey, so the app is your only way to sign in besides the password: add a passkey first."
)
_NO_PASSKEY = Message("There is no such passkey of yours: it was removed already.")
_NO_SET_UP = Message("Setting up this app took longer than an hour: begin again.")
_WRONG_CODE = Message("This code does not fit: wait for the next one and type it.")


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """The second factors of editors, in the accounts' database *store*."""

    store: SQLiteFile

    def remove_passkey(self, name: str, identifier: str) -> None:
        """Remove a passkey. Raises NotFoundError where it is none of *name*, ConflictError where nothing else is left."""
        with self.store.transaction() as connection:
            editor = _existing(connection, name)
            theirs = _passkeys(connection, editor["id"])
            if identifier not in theirs:
                raise NotFoundError(_NO_PASSKEY)
            if not editor["secret"] and len(theirs) == 1:
                raise ConflictError(_LAST_PASSKEY)
            connection.execute("DELETE FROM passkeys WHERE id = ?", (identifier,))

    def remove_app(self, name: str) -> None:
        """Let no codes of an app in any more. Raises ConflictError where nothing else is left."""
        with self.store.transaction() as connection:
            editor = _existing(connection, name)
            if not _passkeys(connection, editor["id"]):
                raise ConflictError(_LAST_APP)
            connection.execute("UPDATE editors SET secret = '' WHERE id = ?", (editor["id"],))

    def begin_app(self, name: str, now: datetime) -> Invitation:
        """Return what a new app needs; the old one counts until the new one has shown a code."""
        secret = second_step.new_secret()
        with self.store.transaction() as connection:
            editor = _existing(connection, name)
            row = (editor["id"], secret, now.timestamp())
            connection.execute("INSERT OR REPLACE INTO new_apps VALUES (?, ?, ?)", row)
        return Invitation(editor["name"], secret)

    def app_begun(self, name: str, now: datetime) -> Invitation:
        """Return what the app needs that is being set up. Raises PassError where none is, or not any more."""
        with self.store.reading() as connection:
            editor = _existing(connection, name)
            row = connection.execute("SELECT * FROM new_apps WHERE editor = ?", (editor["id"],)).fetchone()
        if row is None or row["made"] <= (now - SET_UP_LIFE).timestamp():
            raise PassError(_NO_SET_UP)
        return Invitation(editor["name"], row["secret"])

    def confirm_app(self, name: str, code: str, now: datetime) -> None:
        """Let codes of the new app in, and none of the old one, once it shows *code*. Raises PassError, SignInError."""
        begun = self.app_begun(name, now)
        step = second_step.step_of(begun.secret, code, now)
        if step is None:
            raise SignInError(_WRONG_CODE)
        with self.store.transaction() as connection:
            editor = _existing(connection, name)
            taken = connection.execute(
                "DELETE FROM new_apps WHERE editor = ? AND secret = ?", (editor["id"], begun.secret)
            )
            if taken.rowcount != 1:
                raise PassError(_NO_SET_UP)
            connection.execute(
                "UPDATE editors SET secret = ?, step = ? WHERE id = ?", (begun.secret, step, editor["id"])
            )


def _passkeys(connection: sqlite3.Connection, editor: int) -> set[str]:
    return {row["id"] for row in connection.execute("SELECT id FROM passkeys WHERE editor = ?", (editor,))}


def _existing(connection: sqlite3.Connection, name: str) -> sqlite3.Row:
    editor = editor_rows.by_name(connection, name)
    if editor is None:
        raise NotFoundError(f"No editor {name!r}. See: oi editors list")
    return editor
