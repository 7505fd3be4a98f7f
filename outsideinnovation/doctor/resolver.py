"""Asks the domain name system; what it has no answer for is nothing, what cannot be asked is a ResolverError."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import dns.exception
import dns.resolver
import dns.reversename

from outsideinnovation.errors import OutsideInnovationError, SettingsError

PATIENCE = 8.0  # seconds for one question, over all servers
PORT = 53
Address = IPv4Address | IPv6Address


class ResolverError(OutsideInnovationError):
    """The domain name system could not be asked: no server answers, or it refuses."""


class Resolver:
    """Asks the name server at *server* (``host`` or ``host:port``, an IP address), or those that the system names."""

    def __init__(self, server: str | None = None) -> None:
        self._resolver = dns.resolver.Resolver(configure=server is None)
        self._resolver.lifetime = PATIENCE
        if server is not None:
            host, _, port = server.rpartition(":") if server.count(":") == 1 or "]" in server else (server, "", "")
            try:
                self._resolver.nameservers = [str(ip_address(host.strip("[]")))]
                self._resolver.port = int(port or PORT)
            except ValueError:
                raise SettingsError(f"{server!r} is no name server: write its IP address, as 192.0.2.1:53.") from None

    def txt(self, name: str) -> list[str]:
        """Return the texts at *name*, each put together (RFC 7208 §3.3). Raises ResolverError, as all here."""
        with _asked(name):
            return [b"".join(row.strings).decode("utf-8", "replace") for row in self._rows(name, "TXT")]

    def mail_servers(self, name: str) -> list[str]:
        """Return the hosts that take mail for *name* (MX), the preferred first; a null MX (RFC 7505) is an empty name."""
        with _asked(name):
            rows = sorted(self._rows(name, "MX"), key=lambda row: row.preference)
            return [row.exchange.to_text(omit_final_dot=True).rstrip(".") for row in rows]

    def addresses(self, name: str) -> list[Address]:
        """Return the IP addresses of *name*."""
        with _asked(name):
            return [ip_address(row.address) for kind in ("A", "AAAA") for row in self._rows(name, kind)]

    def names(self, address: Address) -> list[str]:
        """Return the names of *address* (PTR)."""
        reverse = dns.reversename.from_address(str(address)).to_text()
        with _asked(reverse):
            return [row.target.to_text(omit_final_dot=True) for row in self._rows(reverse, "PTR")]

    def _rows(self, name: str, kind: str) -> Iterator[Any]:
        try:
            yield from self._resolver.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return


@contextmanager
def _asked(name: str) -> Iterator[None]:
    try:
        yield
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        detail = " ".join(str(error).split())[:200]
        raise ResolverError(f"{name} could not be looked up: {detail}") from error
