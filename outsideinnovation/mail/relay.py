"""The operator's mail relay: where it is, how to reach it safely, and who we are to it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from outsideinnovation.errors import SettingsError

ENVIRONMENT = "OI_SMTP_URL"
SHAPE = "smtp://user:password@host:587?tls=starttls"


class Tls(StrEnum):
    """How the way to the relay is kept private."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


PORTS = {Tls.STARTTLS: 587, Tls.IMPLICIT: 465, Tls.NONE: 25}


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay to hand mail to. One that is a ``mailbox`` is none: mail stays in the outbox, as if sent (for the demo)."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    mailbox: bool = False

    @classmethod
    def of(cls, url: str) -> Self:
        """Read ``smtp://user:password@host:587?tls=starttls|implicit|none``, or ``mailbox:``.

        Without ``tls`` port 465 means implicit (RFC 8314) and any other STARTTLS. Raises SettingsError, which never
        repeats the password.
        """
        if url.rstrip("/") == "mailbox:":
            return cls("", 0, Tls.NONE, mailbox=True)
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise _refusal("no address that can be read, or its port is no number") from None
        if parts.scheme != "smtp" or not parts.hostname or port == 0:
            raise _refusal("no address of a relay")
        tls = _tls(parts, port)
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password is not None else None
        if (user is None) != (password is None):
            raise _refusal("a user without a password, or the other way round")
        return cls(parts.hostname, port or PORTS[tls], tls, user, password)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self | None:
        """Return the relay that ``OI_SMTP_URL`` names; None where it is not set: then mail waits in the outbox."""
        url = (os.environ if environment is None else environment).get(ENVIRONMENT, "").strip()
        return cls.of(url) if url else None


def _tls(parts: SplitResult, port: int | None) -> Tls:
    asked = parse_qs(parts.query, keep_blank_values=True)
    if set(asked) - {"tls"} or parts.path.strip("/") or parts.fragment:
        raise _refusal("more in it than a relay's address has")
    default = Tls.IMPLICIT if port == PORTS[Tls.IMPLICIT] else Tls.STARTTLS
    try:
        return Tls(asked.get("tls", [default])[-1])
    except ValueError:
        raise _refusal("tls is none of " + ", ".join(Tls)) from None


def _refusal(what: str) -> SettingsError:
    return SettingsError(f"{ENVIRONMENT}: {what}: write it as {SHAPE}, special characters percent-encoded.")
