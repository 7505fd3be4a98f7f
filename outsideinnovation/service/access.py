"""Who may see what of a preview: it answers to its own names only, and the author's pages are for the author.

A page of any site can let its own name lead to 127.0.0.1 and read there what answers (DNS rebinding); the name it asks for,
in the Host header, is what gives it away. The mails and the editors' pages are shown on this machine, and to others only
with the password that the terminal prints.
"""

import base64
import binascii
import hmac
import ipaddress
import re
import secrets
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from outsideinnovation.errors import SettingsError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SETTING = "SERVE_HOSTS"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = {"0.0.0.0": ("192.0.2.1", "127.0.0.1"), "::": ("2001:db8::1", "::1")}  # noqa: S104 - all of this machine's addresses
AUTHORS = ("/outbox", "/moderation")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")  # whoever is behind is not known
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^][:/@,\s]+))(?::[0-9]*)?")
MISDIRECTED = (
    "This preview does not answer to the name {name!r}. Open it at the address that `oi serve` printed, or list the name in "
    f"{SETTING} in pelicanconf.py.\n"
)
ASKED = "This page is for the author: type any name, and the password that `oi serve` printed.\n"
CLOSED = "This page is shown on the author's own machine only.\n"


def _password() -> str:
    """Return ten random letters, 49 bits, that are easily typed on a phone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))


@dataclass(frozen=True, slots=True)
class Access:
    """The names of a preview that listens on *host*: its own, and those that the author gave it."""

    host: str
    given: tuple[str, ...] = ()
    password: str = field(default_factory=_password, repr=False)

    @classmethod
    def load(cls, host: str, given: Sequence[str]) -> "Access":
        """Return the access to a preview on *host*, with the names that SERVE_HOSTS has *given*. Raises SettingsError."""
        if wrong := [name for name in given if not _is_name(name)]:
            raise SettingsError(
                f'{SETTING} lists {wrong[0]!r}: write names without http:// and port, such as ["laptop.local"].'
            )
        return cls(host.strip("[]").lower(), tuple(map(str.lower, given)))

    @property
    def names(self) -> frozenset[str]:
        """The names that this preview answers to, besides the address that a visitor has reached it at."""
        return LOOPBACK | {self.host} | set(self.given)

    @property
    def is_shared(self) -> bool:
        """Tell whether others than this machine can reach it."""
        return self.host not in LOOPBACK or bool(self.given)

    def address(self, port: int) -> str:
        """Return where visitors reach it: what links in mails begin with, so it must work on a phone in the same network."""
        name = self.host
        if name in EVERYWHERE:
            name = next(iter(self.given), "") or _outward(*EVERYWHERE[name])
        return f"http://{f'[{name}]' if ':' in name else name}:{port}"

    def guard(self, app: "WSGIApplication") -> "WSGIApplication":
        """Return *app* behind this access (PEP 3333)."""

        def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            refusal = self._refusal(environ)
            if refusal is None:
                return app(environ, start_response)
            status, text, more = refusal
            body = text.encode()
            headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body)), **more}
            start_response(f"{status.value} {status.phrase}", list({**headers, "Cache-Control": "no-store"}.items()))
            return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]

        return answer

    def _refusal(self, environ: "WSGIEnvironment") -> tuple[HTTPStatus, str, dict[str, str]] | None:
        """Return why a request is not answered, None where it is."""
        name, reached = _bare(str(environ.get("HTTP_HOST", ""))), _reached(environ)
        if name not in self.names and not (self.host in EVERYWHERE and _same(name, reached)):
            return HTTPStatus.MISDIRECTED_REQUEST, MISDIRECTED.format(name=name[:100]), {}
        if not is_below(str(environ.get("PATH_INFO", "")), AUTHORS) or _is_here(environ, name, reached):
            return None
        if not self.is_shared:
            return HTTPStatus.FORBIDDEN, CLOSED, {}
        if self._knows_password(str(environ.get("HTTP_AUTHORIZATION", ""))):
            return None
        return HTTPStatus.UNAUTHORIZED, ASKED, {"WWW-Authenticate": 'Basic realm="oi serve", charset="UTF-8"'}

    def _knows_password(self, authorization: str) -> bool:
        """Tell whether a request carries the password (RFC 7617), whatever the name."""
        kind, _, credentials = authorization.partition(" ")
        try:
            typed = base64.b64decode(credentials.strip(), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
        return kind.lower() == "basic" and hmac.compare_digest(typed, self.password.encode())


def is_below(path: str, prefixes: Iterable[str]) -> bool:
    """Tell whether *path* is one of *prefixes*, or below one."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes)


def _bare(host: str) -> str:
    """Return the name in a Host header (RFC 9110, 7.2), in lower case, without brackets and port; nothing for nonsense."""
    found = _HOST.fullmatch(host.lower())
    return (found[1] or found[2]) if found else ""


def _is_name(given: str) -> bool:
    return _bare(f"[{given}]" if ":" in given else given) == given.lower() != ""


def _is_here(environ: "WSGIEnvironment", name: str, reached: str) -> bool:
    """Tell whether whoever asks sits at this machine: the connection is from it to itself, and nobody forwards it."""
    peer = str(environ.get("REMOTE_ADDR", ""))
    if any(header in environ for header in FORWARDED):
        return False
    return (_is_loopback(peer) and name in LOOPBACK) or (_same(peer, reached) and _same(name, reached))


def _reached(environ: "WSGIEnvironment") -> str:
    """Return the address of this machine that the connection came in at; nothing where the server does not tell."""
    connection = environ.get("werkzeug.socket")
    return str(connection.getsockname()[0]) if connection else ""


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _same(one: str, other: str) -> bool:
    """Tell whether both are the same network address, however written."""
    try:
        return ipaddress.ip_address(one) == ipaddress.ip_address(other)
    except ValueError:
        return False


def _outward(somewhere: str, else_here: str) -> str:
    """Return this machine's address towards *somewhere*, without sending anything there; *else_here* where there is no way."""
    family = socket.AF_INET6 if ":" in somewhere else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((somewhere, 9))
            return str(asked.getsockname()[0])
    except OSError:
        return else_here
