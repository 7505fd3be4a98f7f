"""A real mail relay on this machine, which keeps what it takes and misbehaves to order."""

import asyncio
import socket
import ssl
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

BEFORE_THE_DOT, AFTER_THE_DOT, HANG_UP = "cut before the dot", "cut after the dot", "hang up"
STALL = "never answer"


@dataclass
class Taken:
    """A mail as the relay got it."""

    sender: str
    to: str
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed as mail programs do."""
        parsed = BytesParser(policy=policy.default).parsebytes(self.data)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Faults:
    """What to answer instead of yes, by command; each list is used up from its front, ``None`` being a yes.

    ``rcpt`` may also name recipients. The cuts are given for ``data``; STALL for all but ``mail``.
    """

    mail: list[str | None] = field(default_factory=list)
    rcpt: list[str | None] = field(default_factory=list)
    data: list[str | None] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    cap: int | None = None  # mails a connection, then 421


class Relay:
    """A relay in a thread of its own; use it as a context. ``taken`` is what it answered for, ``seen`` what it read."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        user: tuple[str, str] | None = None,
        smtputf8: bool = True,
        faults: Faults | None = None,
    ) -> None:
        self.taken: list[Taken] = []
        self.seen: list[Taken] = []
        self.connections = 0
        self.faults = faults or Faults()
        self._user = user
        self._options: dict[str, Any] = {"enable_SMTPUTF8": smtputf8, "hostname": "relay.example"}
        if user:
            self._options |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": False}
        if tls and not implicit:
            self._options |= {"tls_context": tls, "require_starttls": True}
        self._controller = _Controller(self, ssl_context=tls if implicit else None)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def url(self, more: str = "?tls=none", user: str = "") -> str:
        """Return what OI_SMTP_URL would be."""
        return f"smtp://{user}127.0.0.1:{self.port}{more}"

    def __enter__(self) -> "Relay":
        self._controller.start()
        self.connections = 0  # but for the one that looked whether it lives
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop(no_assert=True)

    @property
    def message_ids(self) -> list[str]:
        """The Message-IDs of all it read, whether it answered or not."""
        return [str(each.message["Message-ID"]) for each in self.seen]

    def server(self) -> SMTP:
        """Return what speaks on one connection."""
        return _Server(self, **self._options)

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object
    ) -> AuthResult:
        assert self._user
        assert isinstance(given, LoginPassword)
        return AuthResult(success=(given.login.decode(), given.password.decode()) == self._user, handled=False)


class _Controller(Controller):
    def __init__(self, relay: Relay, ssl_context: ssl.SSLContext | None) -> None:
        self._relay = relay
        super().__init__(relay, hostname="127.0.0.1", port=_free_port(), ssl_context=ssl_context)

    def factory(self) -> SMTP:
        return self._relay.server()


class _Server(SMTP):
    def __init__(self, relay: Relay, **options: Any) -> None:
        super().__init__(_Handler(relay), loop=asyncio.get_event_loop(), **options)
        self._relay = relay
        self._here = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self._over_ssl or self.transport is None:
            self._relay.connections += 1
        super().connection_made(transport)

    async def push(self, status: Any) -> None:
        if status != STALL:
            await super().push(status)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        cap = self._relay.faults.cap
        if cap is not None and self._here >= cap:
            await self.push("421 4.7.0 Enough for one connection")
            self.transport.close()
            return
        fault = _next(self._relay.faults.mail)
        if fault == HANG_UP:
            self.transport.abort()
        elif fault:
            await self.push(fault)
            if fault.startswith("421"):
                self.transport.close()
        else:
            self._here += 1
            await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        if self._relay.faults.data and self._relay.faults.data[0] == BEFORE_THE_DOT:
            self._relay.faults.data.pop(0)
            await self.push("354 Go ahead")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        fault = self._relay.faults.recipients.get(address) or _next(self._relay.faults.rcpt)
        if not fault:
            envelope.rcpt_tos.append(address)
        return fault or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.original_content or b""
        mail = Taken(str(envelope.mail_from), str(envelope.rcpt_tos[0]), content)
        self._relay.seen.append(mail)
        fault = _next(self._relay.faults.data)
        if fault == AFTER_THE_DOT:
            server.transport.abort()
            return "250 never heard"
        if not fault:
            self._relay.taken.append(mail)
        return fault or "250 OK, taken"


def _next(faults: list[str | None]) -> str | None:
    return faults.pop(0) if faults else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> Path:
    """Write a certificate for this machine, with its key, into one file of *folder*."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=relay.example")
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "relay.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


def server_context(pem: Path) -> ssl.SSLContext:
    """Return what a relay needs to speak TLS with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
