"""Fetching a file from the web for somebody who only read its address in a stranger's text: from public machines alone.

A name is looked up once, and the connection goes to the address that was judged (so nothing can be rebound in between);
each redirect is judged anew. What is too large or takes too long is given up.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from urllib.parse import quote, urljoin, urlsplit

LARGEST = 30_000_000  # bytes of a file
PATIENCE = 10.0  # seconds that a machine may keep silent
LONGEST = 60.0  # seconds that a file may take in all
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
CHUNK = 1 << 16
AGENT = "outsideinnovation (import of the blog's own pictures)"
_MOVED = frozenset({301, 302, 303, 307, 308})
_OK = 200


class UnfetchableError(Exception):
    """A file that cannot be had; the text says why. ``is_unreachable``: no machine answered, so others will not come either."""

    def __init__(self, why: str, *, is_unreachable: bool = False) -> None:
        super().__init__(why)
        self.is_unreachable = is_unreachable


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet: not this machine, this network, or one for special use."""
    found = ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None) or found
    return mapped.is_global and not mapped.is_multicast


class PublicWeb:
    """Fetches files. *may_ask* judges the IP addresses of machines, and *ports* are those that may be asked."""

    def __init__(
        self, may_ask: Callable[[str], bool] = is_public, ports: frozenset[int] = frozenset(PORTS.values())
    ) -> None:
        self._may_ask, self._ports = may_ask, ports

    def fetch(self, url: str) -> bytes:
        """Return what is at *url*. Raises UnfetchableError."""
        until = time.monotonic() + LONGEST
        for _ in range(REDIRECTS + 1):
            try:
                moved, data = self._ask(url, until)
            except (OSError, HTTPException, ValueError) as error:
                why = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise UnfetchableError(f"{url}: {why}", is_unreachable=isinstance(error, OSError)) from error
            if data is not None:
                return data
            url = urljoin(url, moved)
        raise UnfetchableError(f"{url}: more than {REDIRECTS} redirects")

    def _ask(self, url: str, until: float) -> tuple[str, bytes | None]:
        """Return where *url* has moved to, or what is there."""
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
        if parts.scheme not in PORTS or not parts.hostname or port not in self._ports:
            raise UnfetchableError(f"{url}: no address of the public web")
        connection = HTTPConnection(parts.hostname, port, timeout=PATIENCE)
        connection.sock = self._connected(parts.hostname, port, is_private=parts.scheme == "https")
        try:
            path = quote(parts.path or "/", safe="/%~!$&'()*+,;=:@-._") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"User-Agent": AGENT, "Accept": "image/*"})
            response = connection.getresponse()
            if response.status in _MOVED:
                return response.getheader("Location") or "", None
            if response.status != _OK:
                raise UnfetchableError(f"{url}: {response.status} {response.reason}")
            return "", _body(response, url, until)
        finally:
            connection.close()

    def _connected(self, host: str, port: int, *, is_private: bool) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        refused = [str(address[0]) for *_, address in found if not self._may_ask(str(address[0]))]
        if refused:
            raise UnfetchableError(f"{host}: {refused[0]} is no public address, and is not asked", is_unreachable=True)
        plain = _first(dict.fromkeys(str(address[0]) for *_, address in found), port)
        if not is_private:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except OSError:
            plain.close()
            raise


def _first(addresses: Iterable[str], port: int) -> socket.socket:
    """Return a connection to the first of *addresses* that answers. Raises OSError."""
    silent: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=PATIENCE)
        except OSError as error:
            silent = error
    raise silent or OSError("no machine has that name")


def _body(response: HTTPResponse, url: str, until: float) -> bytes:
    parts, size = [], 0
    while chunk := response.read1(CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise UnfetchableError(f"{url}: larger than {LARGEST // 1_000_000} MB")
        if time.monotonic() > until:
            raise UnfetchableError(f"{url}: not there after {LONGEST:.0f} seconds")
    if response.length:
        raise UnfetchableError(f"{url}: cut off")
    return b"".join(parts)
