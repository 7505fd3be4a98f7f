"""Editors of a preview: the author's own browser is let in by a link that works once, without password and code.

The link and the sessions it gives lie in this program's memory alone, so nothing of them is known to a service beside it, or
to the next preview.
"""

import hmac
import secrets
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from outsideinnovation.editors.accounts import Accounts, Editor
from outsideinnovation.editors.refusals import PassError
from outsideinnovation.languages.message import Message

AUTHOR: Final = "editor"  # by this name such a session decides
LASTS: Final = timedelta(hours=12)
_SPENT = Message("This link was used already, or is of an earlier start. Start `oi serve` again: it prints a new one.")


class PreviewAccounts(Accounts):
    """The accounts of the site, and the author."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._lock = threading.Lock()
        self._link = ""  # the token of the link that was made last; nothing once it was used
        self._sessions: frozenset[tuple[str, datetime]] = frozenset()

    def new_link(self) -> str:
        """Return the token of a link that signs in once; one that was made before is worth nothing."""
        self._link = secrets.token_urlsafe(32)
        return self._link

    def enter(self, token: str, now: datetime) -> str:
        """Use the link up, and return a new session. Raises PassError where *token* is not that of the link."""
        with self._lock:
            if not self._link or not _same(token, self._link):
                raise PassError(_SPENT)
            self._link, session = "", secrets.token_urlsafe(32)
            self._sessions |= {(session, now + LASTS)}
            return session

    def session(self, token: str, now: datetime) -> Editor | None:
        """Return whose session *token* is, as ``Accounts.session`` does: the author's, or an editor's."""
        if any(_same(token, known) and now < until for known, until in self._sessions):
            return Editor(
                AUTHOR, signed_up=True, shortcuts=True, recovery_codes=0, sessions=1, has_app=False, passkeys=0
            )
        return super().session(token, now)

    def sign_out(self, token: str) -> None:
        """End a session, the author's or an editor's."""
        self._sessions = frozenset(each for each in self._sessions if each[0] != token)
        super().sign_out(token)


def _same(token: str, known: str) -> bool:
    return hmac.compare_digest(token.encode("utf-8", "replace"), known.encode())
