"""Editors' accounts: invited by a link, let in by a password and a code, seen again by a session."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outsideinnovation.editors import attempts, networks, second_step, sessions
from outsideinnovation.editors.editor_rows import by_id, by_name, folded
from outsideinnovation.editors.invitation import Invitation
from outsideinnovation.editors.passkeys import Passkeys
from outsideinnovation.editors.passwords import Passwords
from outsideinnovation.editors.refusals import PassError, SignInError
from outsideinnovation.editors.second_factors import SecondFactors
from outsideinnovation.editors.sessions import SessionKind
from outsideinnovation.editors.slots import Slots
from outsideinnovation.editors.tables import TABLES
from outsideinnovation.errors import ConflictError, NotFoundError, SettingsError
from outsideinnovation.languages.message import Message
from outsideinnovation.sqlite_file import SQLiteFile

NAME = re.compile(r"[^\W\d_](?:[\w.'’-]| (?! )){0,39}")
_WRONG = Message("Name, password or code do not fit. Look whether Caps Lock is on, and try again.")
_WRONG_CODE = Message("This code does not fit, or was used before: wait for the next one and type it.")
_NO_INVITATION = Message("This invitation is spent or its 72 hours are over: ask for a new one (oi editors add NAME).")
_TOO_LATE = Message("This sign-in took too long: begin again with your name and password.")


@dataclass(frozen=True, slots=True)
class Editor:
    """One editor. ``signed_up`` tells whether the invitation was taken up; ``shortcuts``: single keys are wanted.

    ``has_app``: an app for codes is set up. The others are counted.
    """

    name: str
    signed_up: bool
    shortcuts: bool
    recovery_codes: int
    sessions: int
    has_app: bool
    passkeys: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a new editor gets, once: a session, and codes for the day when the app is lost."""

    name: str
    session: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


class Accounts:
    """The editors of one site, in the database at *path*. Every time is given by the caller, aware and UTC."""

    def __init__(self, path: Path, passwords: Passwords | None = None, slots: Slots | None = None) -> None:
        self._store = SQLiteFile(path, TABLES, kept_open=False)
        self._passwords = passwords or Passwords()
        self._slots = slots or Slots()

    @property
    def passkeys(self) -> Passkeys:
        """The editors' passkeys."""
        return Passkeys(self._store)

    @property
    def second_factors(self) -> SecondFactors:
        """What editors have besides their passwords."""
        return SecondFactors(self._store)

    def add(self, name: str, now: datetime) -> str:
        """Invite *name* and return the invitation's token, good for 72 hours and one use.

        Somebody who has not taken an invitation up gets a new one, and the old one is worth nothing. Raises
        SettingsError for what is no name, ConflictError where there is such an editor already.
        """
        shown = _name(name)
        with self._store.transaction() as connection:
            row = by_name(connection, shown)
            if row is not None and row["password"]:
                raise ConflictError(f"{row['name']} is an editor already. To begin anew: oi editors remove {shown!r}")
            if row is not None:
                connection.execute("DELETE FROM editors WHERE id = ?", (row["id"],))
            made = connection.execute(
                "INSERT INTO editors (name, folded, secret) VALUES (?, ?, ?)",
                (shown, folded(shown), second_step.new_secret()),
            )
            assert made.lastrowid is not None, "SQLite numbers every row"
            return sessions.give(connection, SessionKind.INVITATION, made.lastrowid, now)

    def remove(self, name: str) -> None:
        """Remove an editor with all sessions and invitations, at once. Raises NotFoundError where there is no such."""
        with self._store.transaction() as connection:
            row = by_name(connection, name)
            if row is None:
                raise NotFoundError(f"No editor {name!r}. See: oi editors list")
            connection.execute("DELETE FROM editors WHERE id = ?", (row["id"],))

    def list(self, now: datetime) -> list[Editor]:
        """Return everybody who was invited or has signed up, by name."""
        with self._store.reading() as connection:
            rows = connection.execute("SELECT * FROM editors ORDER BY folded").fetchall()
            return [_editor(connection, row, now) for row in rows]

    def invitation(self, token: str, now: datetime) -> Invitation:
        """Return what *token* invites to, and change nothing. Raises PassError where it is spent or over."""
        with self._store.reading() as connection:
            row = _holder(connection, SessionKind.INVITATION, token, now)
        if row is None:
            raise PassError(_NO_INVITATION)
        return Invitation(row["name"], row["secret"])

    def accept(self, token: str, password: str, code: str, now: datetime) -> Welcome:
        """Take an invitation up: it is spent then.

        Raises PassError for the invitation, PasswordError for a password that will not do, SignInError for a wrong code.
        """
        invitation = self.invitation(token, now)
        password_hash = self._passwords.hash(password, invitation.name)
        step = second_step.step_of(invitation.secret, code, now)
        if step is None:
            raise SignInError(_WRONG_CODE)
        codes = tuple(second_step.new_recovery_codes())
        with self._store.transaction() as connection:
            row = _holder(connection, SessionKind.INVITATION, token, now)
            if row is None or not sessions.spend(connection, SessionKind.INVITATION, token):
                raise PassError(_NO_INVITATION)
            connection.execute(
                "UPDATE editors SET password = ?, step = ? WHERE id = ?", (password_hash, step, row["id"])
            )
            hashes = [(second_step.recovery_hash(each), row["id"]) for each in codes]
            connection.executemany("INSERT INTO recovery VALUES (?, ?)", hashes)
            return Welcome(row["name"], sessions.give(connection, SessionKind.SESSION, row["id"], now), codes)

    def first_step(self, name: str, password: str, network: str, now: datetime, wider: Iterable[str] = ()) -> str:
        """Check name and password, and return a token for ``second_step``.

        *network* stands for where the attempt comes from, *wider* for the networks around it, the narrower first. A name
        that nobody has takes as long as a wrong password. Raises SignInError, TooManyAttemptsError, or, where too many
        others are at it, BusyError before anything is looked at or written.
        """
        with self._slots.taken(known=self._knows(name, network, now)):
            return self._checked(name, password, network, now, wider)

    def _knows(self, name: str, network: str, now: datetime) -> bool:
        """Tell whether an editor of that name has signed in from *network*."""
        with self._store.reading() as connection:
            editor = by_name(connection, name)
            return editor is not None and networks.knows(connection, editor["id"], network, now)

    def _checked(self, name: str, password: str, network: str, now: datetime, wider: Iterable[str]) -> str:
        wanted = folded(name)
        with self._store.transaction() as connection:
            editor = by_name(connection, name)
            counters = [attempts.network(network), attempts.both(network, wanted), *attempts.wider(wider)]
            if editor is None or not networks.knows(connection, editor["id"], network, now):
                counters.append(attempts.account(wanted))
            rows = attempts.begin(connection, counters, now)
        password_hash: str | None = editor["password"] if editor is not None else None
        fits = self._passwords.fits(password_hash, password)
        if not fits or editor is None or password_hash is None:
            raise SignInError(_WRONG)
        renewed = (
            self._passwords.hash(password, editor["name"])
            if self._passwords.is_outdated(password_hash)
            else password_hash
        )
        with self._store.transaction() as connection:
            attempts.forgive(connection, rows)
            connection.execute(
                "UPDATE editors SET password = ? WHERE id = ? AND password = ?", (renewed, editor["id"], password_hash)
            )
            if by_id(connection, editor["id"]) is None:  # removed in this moment
                raise SignInError(_WRONG)
            return sessions.give(connection, SessionKind.SECOND_STEP, editor["id"], now)

    def confirm_password(
        self, name: str, password: str, network: str, now: datetime, wider: Iterable[str] = ()
    ) -> None:
        """Check the password of somebody who is signed in, before what nobody may do who finds their computer open.

        Raises as ``first_step`` does.
        """
        half = self.first_step(name, password, network, now, wider)
        with self._store.transaction() as connection:
            sessions.spend(connection, SessionKind.SECOND_STEP, half)

    def half_signed_in(self, token: str, now: datetime) -> Editor | None:
        """Return who has taken the first step with *token*; None where that is over."""
        with self._store.reading() as connection:
            row = _holder(connection, SessionKind.SECOND_STEP, token, now)
            return _editor(connection, row, now) if row is not None else None

    def second_step(self, token: str, code: str, network: str, now: datetime) -> str:
        """Check the app's code, or a recovery code, and return a new session. Each code is good once.

        Raises PassError where the first step is too long ago, SignInError for a wrong code, or TooManyAttemptsError.
        """
        with self._store.reading() as connection:  # whoever has no such token waits for nobody who writes
            editor = _holder(connection, SessionKind.SECOND_STEP, token, now)
        if editor is None:
            raise PassError(_TOO_LATE)
        with self._store.transaction() as connection:
            rows = attempts.begin(connection, [attempts.network(network), attempts.code(editor["id"])], now)
        with self._store.transaction() as connection:
            if not _is_accepted(connection, editor["id"], code, now):
                raise SignInError(_WRONG_CODE)
            if not sessions.spend(connection, SessionKind.SECOND_STEP, token):
                raise PassError(_TOO_LATE)
            attempts.forgive(connection, rows)
            networks.note(connection, editor["id"], network, now)
            return sessions.give(connection, SessionKind.SESSION, editor["id"], now)

    def session(self, token: str, now: datetime) -> Editor | None:
        """Return whose session *token* is, or None. It ends after 12 hours unused, and after 7 days."""
        with self._store.reading() as connection:
            row = _holder(connection, SessionKind.SESSION, token, now)
            editor = _editor(connection, row, now) if row is not None else None
            stale = editor is not None and sessions.is_stale(connection, token, now)
        if stale:
            with self._store.transaction() as connection:
                sessions.touch(connection, token, now)
        return editor

    def sign_out(self, token: str) -> None:
        """End a session; one that has ended already stays so."""
        with self._store.transaction() as connection:
            sessions.spend(connection, SessionKind.SESSION, token)

    def use_shortcuts(self, name: str, *, wanted: bool) -> None:
        """Write down whether *name* wants single keys to act."""
        with self._store.transaction() as connection:
            connection.execute("UPDATE editors SET shortcuts = ? WHERE folded = ?", (wanted, folded(name)))


def _is_accepted(connection: sqlite3.Connection, editor: int, code: str, now: datetime) -> bool:
    """Use *code* up, if it is one of *editor*'s that has not been used."""
    row = by_id(connection, editor)
    if row is None:
        return False
    step = second_step.step_of(row["secret"], code, now)
    if step is not None:
        # A step that lies ahead was used before the clock was set back; it must not lock the editor out until it comes.
        changed = connection.execute(
            "UPDATE editors SET step = ? WHERE id = ? AND (step < ? OR step > ?)",
            (step, editor, step, second_step.last_step(now)),
        )
    else:
        code_hash = second_step.recovery_hash(code)
        changed = connection.execute("DELETE FROM recovery WHERE editor = ? AND hash = ?", (editor, code_hash))
    return changed.rowcount == 1


def _editor(connection: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> Editor:
    def count(query: str, *values: object) -> int:
        return int(connection.execute(query, (row["id"], *values)).fetchone()[0])

    life = sessions.LIVES[SessionKind.SESSION]
    open_sessions = count(
        "SELECT count(*) FROM passes WHERE editor = ? AND kind = ? AND made > ? AND seen > ?",
        SessionKind.SESSION,
        (now - life.whole).timestamp(),
        (now - life.idle).timestamp(),
    )
    codes = count("SELECT count(*) FROM recovery WHERE editor = ?")
    passkeys = count("SELECT count(*) FROM passkeys WHERE editor = ?")
    signed_up, has_app = row["password"] is not None, bool(row["secret"])
    return Editor(row["name"], signed_up, bool(row["shortcuts"]), codes, open_sessions, has_app, passkeys)


def _holder(connection: sqlite3.Connection, kind: SessionKind, token: str, now: datetime) -> sqlite3.Row | None:
    editor = sessions.holder(connection, kind, token, now)
    return None if editor is None else by_id(connection, editor)


def _name(name: str) -> str:
    shown = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()).strip()
    if not NAME.fullmatch(shown):
        raise SettingsError(
            f"{name!r} is no editor's name: 1 to 40 letters, digits, spaces, . ' - and _, a letter first."
        )
    return shown
