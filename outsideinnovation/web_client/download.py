"""Downloading one file over HTTP (RFC 9110): within so many seconds and bytes in all, redirects included."""

import math
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.web_client.connection import CheckedConnection, PrivateHostError
from outsideinnovation.web_client.deadline import Deadline
from outsideinnovation.web_client.http import (
    MOVED,
    NO_WEB_ADDRESS,
    NOT_PUBLIC,
    REDIRECTS,
    TOO_MANY_REDIRECTS,
    WEB_PORTS,
    failure_in_words,
    is_web_address,
    redirect_target,
    request_target,
    status_in_words,
)
from outsideinnovation.web_client.public_addresses import MayConnect, is_public

SECONDS, SIZE = 5.0, 1_048_576
_CHUNK = 65_536
_GZIP = 31  # window bits by which zlib knows the format
_MEGABYTE = 1_000_000
_WHOLE_SECONDS = re.compile(r"\d{1,9}")


class DownloadError(OutsideInnovationError):
    """What was asked for did not come; the text says why. ``retry_after`` are the seconds the server wants to be left alone.

    ``status`` is what it answered, 0 where no whole answer came.
    """

    def __init__(self, reason: str, retry_after: int = 0, status: int = 0) -> None:
        super().__init__(reason)
        self.retry_after, self.status = retry_after, status


class UnreachableError(DownloadError):
    """Nobody answered: whatever else is asked of that host will most likely not come either."""


class PrivateAddressError(UnreachableError):
    """A *host*, asked for or redirected to, has no *address* that may be asked."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(NOT_PUBLIC)
        self.host, self.address = host, address


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a download: seconds in all, seconds of silence on end, bytes, and the ports that may be asked (none: all)."""

    seconds: float = SECONDS
    silence: float = math.inf
    size: int = SIZE
    ports: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Download:
    """What came: the address that gave it, after redirects; the headers by their names in lower case; and the bytes.

    With ``is_unchanged`` the server says that what the one who asks has is still right (304), and there are no bytes.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    is_unchanged: bool = False


def download(
    url: str, headers: Mapping[str, str], *, limits: Limits = Limits(), may_connect: MayConnect = is_public
) -> Download:
    """Return what *url* gives to whoever sends these *headers*.

    The *limits* bound everything together: the look-up, redirects, a slow drip, and what was packed
    (``Content-Encoding``), before and after it is unpacked. Raises DownloadError.
    """
    deadline = Deadline.after(limits.seconds, limits.silence)
    for _ in range(REDIRECTS + 1):
        answer = _reasoned(lambda url=url: _asked(url, headers, limits, deadline, may_connect), limits, deadline)  # type: ignore[misc]  # bound now
        if isinstance(answer, Download):
            return answer
        url = answer
    raise DownloadError(TOO_MANY_REDIRECTS)


def _reasoned(ask: Callable[[], Download | str], limits: Limits, deadline: Deadline) -> Download | str:
    """Return what *ask* does. Raises DownloadError, with the reason in words, for whatever goes wrong on the way."""
    try:
        return ask()
    except TimeoutError:
        raise _late(limits, deadline) from None
    except PrivateHostError as error:
        raise PrivateAddressError(error.host, error.address) from None
    except OSError as error:
        raise UnreachableError(failure_in_words(error)) from None
    except (HTTPException, ValueError) as error:
        raise DownloadError(failure_in_words(error)) from None


def _late(limits: Limits, deadline: Deadline) -> DownloadError:
    """Return what to say of a server that was too slow, or silent for too long."""
    if deadline.is_over or math.isinf(limits.silence):
        return DownloadError(f"no whole answer within {limits.seconds:g} seconds")
    return UnreachableError(f"no word from it for {limits.silence:g} seconds")


def _asked(
    url: str, headers: Mapping[str, str], limits: Limits, deadline: Deadline, may_connect: MayConnect
) -> Download | str:
    """Ask *url*, and return what it gives, or where it sends to."""
    parts = urlsplit(url)
    if not is_web_address(parts):
        raise DownloadError(NO_WEB_ADDRESS)
    port = parts.port or WEB_PORTS[parts.scheme]
    if limits.ports and port not in limits.ports:
        raise DownloadError(f"with port {port} it is, or redirects to, no address of the public web")
    tls = parts.scheme == "https"
    connection = CheckedConnection(parts.hostname or "", port, tls=tls, deadline=deadline, may_connect=may_connect)
    try:
        sent = {"Accept-Encoding": "gzip", "Connection": "close", **headers}
        connection.request("GET", request_target(parts), headers=sent)
        return _answer(url, connection.getresponse(), limits.size)
    finally:
        connection.hang_up()


def _answer(url: str, response: HTTPResponse, size: int) -> Download | str:
    headers = {name.lower(): value for name, value in response.getheaders()}
    if response.status in MOVED and "location" in headers:
        return redirect_target(url, headers["location"])
    if response.status == HTTPStatus.NOT_MODIFIED:
        return Download(url, headers, b"", is_unchanged=True)
    if response.status != HTTPStatus.OK:
        wait = headers.get("retry-after", "")
        seconds = int(wait) if _WHOLE_SECONDS.fullmatch(wait) else 0
        raise DownloadError(status_in_words(response.status), seconds, response.status)
    return Download(url, headers, _body(response, headers.get("content-encoding", "").strip().lower(), size))


def _body(response: HTTPResponse, encoding: str, size: int) -> bytes:
    """Return the body, unpacked. Raises DownloadError where it is too large, cut off, or packed in a way nobody asked for."""
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise DownloadError("it is packed in a way that was not asked for")
    unpacker = zlib.decompressobj(_GZIP) if encoding.endswith("gzip") else None
    body, received = bytearray(), 0
    while chunk := response.read(_CHUNK):
        received += len(chunk)
        body += _unpacked(unpacker, chunk, size + 1 - len(body)) if unpacker else chunk
        if max(received, len(body)) > size:
            raise DownloadError(f"it is larger than {_in_words(size)}")
    if response.length or (unpacker and not unpacker.eof):
        raise DownloadError("it is cut off")
    return bytes(body)


def _in_words(size: int) -> str:
    return f"{size // 1024} KB" if size % _MEGABYTE else f"{size // _MEGABYTE} MB"


def _unpacked(unpacker: "zlib._Decompress", chunk: bytes, length: int) -> bytes:
    try:
        return unpacker.decompress(chunk, length)
    except zlib.error:
        raise DownloadError("it is packed wrong") from None
