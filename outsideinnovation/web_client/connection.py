"""A connection to a host whose addresses were looked up and judged; it is made to the very address that was judged.

So a name that answers otherwise the second time (DNS rebinding) leads nowhere else.
"""

import queue
import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection
from ipaddress import ip_address
from typing import Any

from outsideinnovation.web_client.deadline import Deadline, TimedSocket
from outsideinnovation.web_client.public_addresses import MayConnect

HTTP, HTTPS = 80, 443
_Found = list[tuple[int, tuple[Any, ...]]]  # family and address of a socket


class PrivateHostError(OSError):
    """A *host* has no address that may be asked; *address* is one that it has, if it has any."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, address)
        self.host, self.address = host, address


class CheckedConnection(HTTPConnection):
    """An HTTP connection that is only made to an address for which *may_connect* says yes; over TLS with *tls*."""

    def __init__(self, host: str, port: int | None, *, tls: bool, deadline: Deadline, may_connect: MayConnect) -> None:
        self.default_port = HTTPS if tls else HTTP
        super().__init__(host, port or self.default_port)
        self._tls, self._deadline, self._may_connect = tls, deadline, may_connect
        self._connection: socket.socket | None = None

    def connect(self) -> None:
        """Look the host up, judge its addresses, and connect.

        Raises PrivateHostError where none may be asked, TimeoutError, and OSError where nobody answers.
        """
        found = _looked_up(self.host, self.port, self._deadline)
        allowed = [each for each in found if self._may(each[1][0])]
        if not allowed:
            raise PrivateHostError(self.host, found[0][1][0] if found else self.host)
        self._connection = _connected(allowed, self._deadline)
        if self._tls:
            self._connection.settimeout(self._deadline.left())
            self._connection = ssl.create_default_context().wrap_socket(self._connection, server_hostname=self.host)
        self.sock = TimedSocket(self._connection, self._deadline)  # all that http.client uses of one

    def hang_up(self) -> None:
        """Close the connection, whatever was still to be read from it."""
        self.close()
        if self._connection:
            with suppress(OSError):
                self._connection.close()

    def _may(self, address: str) -> bool:
        return self._may_connect(ip_address(address.partition("%")[0]))


def _looked_up(host: str, port: int, deadline: Deadline) -> _Found:
    """Return where *host* may be reached; the system's resolver knows no deadline, so whoever waits for it has one."""
    answers: queue.SimpleQueue[_Found | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([(family, address) for family, _, _, _, address in found])
        except UnicodeError:  # a name that is none, such as one with two dots in a row
            answers.put(socket.gaierror(socket.EAI_NONAME, "no such host"))
        except OSError as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True, name="look up").start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _connected(found: _Found, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers; each gets its share of the time that is left."""
    failed: OSError = OSError("no address")
    for number, (family, address) in enumerate(found):
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(deadline.left(len(found) - number))
            connection.connect(address)
        except OSError as error:
            connection.close()
            failed = error
        else:
            return connection
    raise failed
