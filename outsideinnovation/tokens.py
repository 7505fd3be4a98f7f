"""Signed links: who holds one may do the one thing it was made for, and nobody can make one up.

Each purpose has a salt of its own, so that a token for one never works for another (facts: Isso's key signed the id only,
and one link approved, edited and deleted). Tokens carry what they say in the open; nothing secret belongs into them.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from itsdangerous import BadData, Serializer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

from outsideinnovation import files
from outsideinnovation.errors import ConflictError, OutsideInnovationError, SettingsError
from outsideinnovation.languages.message import Message, Moment

KEYRING_FILE = "keyring.json"
ENVIRONMENT = "OI_SECRET_KEY"
SHORTEST_KEY = 16  # characters; what is shorter can be guessed
FOREIGN = Message("This link is not one of ours, or a part of it is missing: copy it whole from the mail or page.")
_EXPIRES = "expires"
_VALUE = "value"


class Purpose(StrEnum):
    """What a token is for; the salt of its signature."""

    FORM = "form"
    RECEIPT = "receipt"
    DECISION = "decision"
    CONFIRMATION = "confirmation"
    STOP = "stop"
    INVITATION = "invitation"
    SECOND_STEP = "second step"
    NETWORK = "network"
    ADDRESS = "address"
    SUBSCRIPTION = "subscription"
    RETURN_PATH = "return path"
    SHARED_DRAFT = "shared draft"
    SHARED_MARK = "mark of a shared draft"


class TokenError(OutsideInnovationError):
    """A token that was not made here, was made for something else, or has been altered."""


class ExpiredTokenError(TokenError):
    """A token whose time is over."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that sign, the newest first; older ones are believed still, so that links outlive a change of key."""

    keys: tuple[str, ...] = field(repr=False)

    @classmethod
    def load(cls, instance: Path, environment: Mapping[str, str] | None = None) -> "Keyring":
        """Return the keys in ``OI_SECRET_KEY`` (several: separated by spaces, the newest first), else the file's.

        Without either, *instance*/keyring.json is made, readable by its owner only. Raises SettingsError for keys that
        cannot be used, StorageError when the file cannot be written.
        """
        given = (os.environ if environment is None else environment).get(ENVIRONMENT, "").split()
        if given:
            return cls(_usable(given, ENVIRONMENT))
        path = instance / KEYRING_FILE
        if not path.exists():
            made = json.dumps({"keys": [secrets.token_urlsafe(32)]}).encode() + b"\n"
            with suppress(ConflictError):  # another process has made it in this moment
                files.create(path, made, mode=0o600)
        return cls(_usable(_keys(path), str(path)))

    @classmethod
    def existing(cls, instance: Path, environment: Mapping[str, str] | None = None) -> "Keyring | None":
        """Return the keys as ``load`` does, but make none: None where there are none. Raises SettingsError."""
        is_given = (os.environ if environment is None else environment).get(ENVIRONMENT, "").split()
        return cls.load(instance, environment) if is_given or (instance / KEYRING_FILE).exists() else None

    def sign(self, purpose: Purpose, value: object, *, expires: datetime | None = None) -> str:
        """Return a token that says *value* (anything JSON can hold) until *expires*; None: for ever."""
        claims = {_VALUE: value} | ({_EXPIRES: int(expires.timestamp())} if expires else {})
        return str(_serializer(self.keys, purpose).dumps(claims))

    def read(self, purpose: Purpose, token: str, now: datetime) -> Any:  # noqa: ANN401 - what JSON holds
        """Return what *token* says. Raises TokenError, or ExpiredTokenError once its time is over."""
        try:
            claims = _serializer(self.keys, purpose).loads(token)
        except (BadData, UnicodeError, RecursionError):
            raise TokenError(FOREIGN) from None
        if now.timestamp() >= claims.get(_EXPIRES, float("inf")):
            ended = datetime.fromtimestamp(claims[_EXPIRES], UTC)
            raise ExpiredTokenError(Message("This link worked until %(time)s: ask for a new one.", time=Moment(ended)))
        return claims[_VALUE]

    def pseudonym(self, purpose: Purpose, text: str) -> str:
        """Return what stands for *text* where the text itself must not be kept: 32 hex digits, with the oldest key.

        The oldest, so that a new key does not make strangers of everybody.
        """
        key = hashlib.sha256(f"{purpose}\0{self.keys[-1]}".encode()).digest()
        return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def copy_keyring(instance: Path, target: Path) -> None:
    """Copy the keys that lie in *instance*, if any do, into the folder *target*. Raises StorageError."""
    path = instance / KEYRING_FILE
    if path.is_file():
        files.create(target / KEYRING_FILE, path.read_bytes(), mode=0o600)


class _Letters(URLSafeSerializer):
    """Writes what a token says as letters that are never compressed, and reads those that once were.

    A compressed token begins with a dot, and many web servers refuse paths with a name like that, meant for hidden files.
    """

    def dump_payload(self, obj: Any) -> bytes:  # noqa: ANN401 - what JSON can hold
        return base64_encode(Serializer.dump_payload(self, obj))


@lru_cache
def _serializer(keys: tuple[str, ...], purpose: Purpose) -> URLSafeSerializer:
    return _Letters(
        list(reversed(keys)),  # itsdangerous signs with the last
        salt=f"outsideinnovation {purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _keys(path: Path) -> list[str]:
    try:
        keys = json.loads(path.read_text("utf-8"))["keys"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{path}: no keyring that can be read ({error}): restore it, or remove it.") from None
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise SettingsError(f'{path}: no keyring: it holds {{"keys": ["the newest", …]}}.')
    return keys


def _usable(keys: list[str], where: str) -> tuple[str, ...]:
    if not keys or any(len(key) < SHORTEST_KEY for key in keys):
        raise SettingsError(
            f"{where}: a key is shorter than {SHORTEST_KEY} characters: make one with `openssl rand -hex 32`."
        )
    return tuple(keys)
