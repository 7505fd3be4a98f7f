"""One mail in the outbox: the message, and on a line of JSON before it what the relay and we must know of it."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from email.parser import BytesHeaderParser
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from outsideinnovation.mail.address import MailError, address, sender
from outsideinnovation.mail.message import MailMessage

SUFFIX = ".mail"
_HEAD_LENGTH = 1_048_576  # bytes; a digest names many comments, but not that many


class MailState(StrEnum):
    """Where a mail stands, in the order it moves; the names are the folders' names."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """A mail with its envelope, without its message.

    ``state`` is what the file says; while it lies in ``sending`` that is the state it is to have next, or ``ready``.
    ``stoppable`` is mail that its reader may stop. ``attempts`` counts the tries that are over, ``reply`` is the relay's
    last word, ``settled`` when it was sent or failed.
    """

    key: str
    to: str
    sender: str
    about: tuple[str, ...]
    created: datetime
    not_before: datetime
    stoppable: bool = False
    state: MailState = MailState.READY
    attempts: int = 0
    reply: str | None = None
    settled: datetime | None = None
    mentions: tuple[str, ...] = ()

    @classmethod
    def of(cls, mail: MailMessage, message: bytes, now: datetime, not_before: datetime | None = None) -> Self:
        """Return the queued mail that carries *message*, which ``compose`` made of *mail*."""
        written_by = sender(str(BytesHeaderParser().parsebytes(message)["From"]))[1]
        stoppable = mail.stop is not None
        queued_mail = cls(mail.key, address(mail.to), written_by, mail.about, now, not_before or now, stoppable)
        return replace(queued_mail, mentions=mail.mentions)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the queued mail at *path*, but not its message. Raises ValueError where the file is damaged."""
        with path.open("rb") as stream:
            line = stream.readline(_HEAD_LENGTH)
        try:
            head = json.loads(line)
            queued_mail = cls(**{name: _READERS.get(name, _as_it_is)(value) for name, value in head.items()})
        except (TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"{path}: no queued mail: {error}") from None
        if not line.endswith(b"\n") or queued_mail.name != path.name:
            raise ValueError(f"{path}: no whole queued mail, or not the one its name says")
        return queued_mail

    @staticmethod
    def message_in(path: Path) -> bytes:
        """Return the message of the queued mail at *path*."""
        return path.read_bytes().partition(b"\n")[2]

    @staticmethod
    def name_of(key: str) -> str:
        """Return the name of the file for that key; it tells nothing of the key."""
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40] + SUFFIX

    def concerns(self, identifier: str | None) -> bool:
        """Tell whether it holds words of that comment, or links to it."""
        return identifier in self.about or identifier in self.mentions

    @property
    def name(self) -> str:
        """The name of its file, in every state."""
        return self.name_of(self.key)

    @property
    def last(self) -> datetime:
        """When something last became of it."""
        return self.settled or self.created

    def in_state(self, state: MailState) -> Self:
        """Return the queued mail in *state*."""
        return replace(self, state=state)

    def dump(self, message: bytes) -> bytes:
        """Return the file that holds this queued mail and *message*."""
        head = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(head, default=_written).encode() + b"\n" + message


def same_address(one: str, other: str) -> bool:
    """Tell whether two spellings are the same address: the domain's case and script do not matter, nor does case."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    try:
        return address(text).casefold()
    except MailError:
        return text.strip().casefold()


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no place in a queued mail's head")


def _date(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _as_it_is(value: object) -> object:
    return value


_READERS: dict[str, Any] = {"about": tuple, "mentions": tuple, "state": MailState} | dict.fromkeys(
    ("created", "not_before", "settled"), _date
)
