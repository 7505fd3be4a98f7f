"""The service as authenticators know it: a passkey is for one host, and the browser says on which page it was used."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

LOCAL = "localhost"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """A relying party (WebAuthn, 4): ``id`` is a host in ASCII, ``origin`` the pages on which passkeys work, with the port.

    ``is_moved`` where the service is reached by an address of this machine, such as 127.0.0.1: no authenticator knows
    numbers, so passkeys work on ``localhost``.
    """

    id: str
    origin: str
    name: str
    is_moved: bool = False

    @classmethod
    def of(cls, address: str, name: str) -> "RelyingParty | None":
        """Return the party at *address*, a whole one; None where no browser would use passkeys: without https, by a number."""
        split = urlsplit(address)
        host, is_moved = _host(split.hostname or "")
        is_safe = split.scheme == "https" or host == LOCAL or host.endswith(f".{LOCAL}")
        if not host or not is_safe or split.scheme not in _PORTS:
            return None
        port = "" if split.port in {None, _PORTS[split.scheme]} else f":{split.port}"
        return cls(host, f"{split.scheme}://{host}{port}", name or host, is_moved)


def _host(name: str) -> tuple[str, bool]:
    """Return *name* as browsers write it, and whether it stands for a number; nothing for what is no host of passkeys."""
    try:
        number = ipaddress.ip_address(name)
    except ValueError:
        pass
    else:
        return (LOCAL, True) if number.is_loopback else ("", False)
    try:
        return name.lower().encode("idna").decode("ascii").rstrip("."), False
    except UnicodeError:
        return "", False
