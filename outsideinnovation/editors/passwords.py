"""Editors' passwords: what may be one, and how it is kept (argon2id with the parameters of RFC 9106's second choice)."""

import threading
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from outsideinnovation.editors.refusals import PasswordError
from outsideinnovation.languages.message import Message

SHORTEST = 12  # characters; length is the only thing asked for (NIST SP 800-63B, 5.1.1.2: no rules of composition)
LONGEST = 500
_LENGTH = Message(
    "A password has %(shortest)d to %(longest)d characters, and this one %(length)d: a few words will do.",
    shortest=SHORTEST,
    longest=LONGEST,
    length=0,
)


@dataclass(frozen=True)
class Passwords:
    """Hashes and checks passwords, one at a time: each takes 64 MiB, and sign-in is open to strangers."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def hash(self, password: str, name: str) -> str:
        """Return what to keep of *password*. Raises PasswordError where an editor called *name* may not choose it."""
        words = _normal(password)
        if not SHORTEST <= len(words) <= LONGEST:
            raise PasswordError(_LENGTH.filled(shortest=SHORTEST, longest=LONGEST, length=len(words)))
        if name.casefold() in words.casefold():
            raise PasswordError(Message("Your name stands in this password: choose one without it."))
        with self._turn:
            return self.hasher.hash(words)

    def fits(self, password_hash: str | None, password: str) -> bool:
        """Tell whether *password* fits *password_hash*; None, where there is none, takes as long as a wrong password."""
        words = _normal(password[: LONGEST + 1])
        with self._turn:
            nobodys = self._nobodys  # made at the first sign-in, whoever's it is
            try:
                return self.hasher.verify(password_hash or nobodys, words) and password_hash is not None
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether *password_hash* was made with weaker parameters than today's."""
        return self.hasher.check_needs_rehash(password_hash)

    @cached_property
    def _nobodys(self) -> str:
        return self.hasher.hash("the password of somebody who is not here")


def _normal(password: str) -> str:
    """Return *password* as every keyboard would have typed it (NIST SP 800-63B: NFKC)."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())
