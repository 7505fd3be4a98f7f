"""A deadline: one time for all steps of a conversation, however often the other side sends a byte in between."""

import io
import math
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Deadline:
    """When it has to be over, by the monotonic clock, and for how many seconds on end the other side may be silent."""

    ends: float
    silence: float = math.inf

    @classmethod
    def after(cls, seconds: float, silence: float = math.inf) -> "Deadline":
        """Return the deadline that many seconds from now."""
        return cls(time.monotonic() + seconds, silence)

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.ends <= time.monotonic()

    def left(self, steps: int = 1) -> float:
        """Return how many seconds the next of so many *steps* may take. Raises TimeoutError where none are left."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return min(seconds / steps, self.silence)


class TimedSocket:
    """A socket as ``http.client`` uses one, each of whose steps gets only what is left until the *deadline*.

    It does not close *connection*, which is still read from when ``http.client`` is done with the head: who opened it does.
    """

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection, self._deadline = connection, deadline

    def sendall(self, data: "ReadableBuffer") -> None:
        """Send all of *data*."""
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(data)

    def makefile(self, *_: object) -> io.BufferedReader:
        """Return what is received, as a file."""
        return io.BufferedReader(_TimedReader(self._connection, self._deadline), _CHUNK)

    def close(self) -> None:
        """Leave the connection open."""


class _TimedReader(io.RawIOBase):
    """What a socket receives."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._connection, self._deadline = connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)
