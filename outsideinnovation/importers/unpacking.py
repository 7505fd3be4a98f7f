"""A gzip stream (RFC 1952) read piece by piece: several members as one, a damaged one as far as it goes, a bomb not at all."""

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from outsideinnovation.importers.movabletype.lines import UnreadableExportError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\x1f\x8b"
DENSEST = 200  # times that a log, a sitemap or an export is smaller when it is packed; bombs are a thousand times
FREE = 32 * 1_048_576  # bytes that may come of a file however small it is
_CHUNK = 65_536
_GZIP = 31  # window bits by which zlib knows the format


@contextmanager
def opened(stream: io.BufferedIOBase, name: str, tell: Callable[[str], None]) -> Iterator[io.BufferedReader]:
    """Give what *stream* holds, unpacked if it is packed; *tell* is called once with what is wrong where it is damaged.

    The stream itself is left open.
    """
    whole = _buffered(stream)
    try:
        yield _buffered(_Unpacked(whole, name, tell)) if whole.peek(len(MAGIC)).startswith(MAGIC) else whole
    finally:
        whole.detach()


def untold(what: str) -> None:
    """Say nothing, for readers that tell by themselves, with the line, where what they read is not whole."""
    del what


def _buffered(stream: io.RawIOBase | io.BufferedIOBase) -> io.BufferedReader:
    return cast("io.BufferedReader", io.BufferedReader(stream, _CHUNK))


class _Unpacked(io.RawIOBase):
    """The unpacked bytes. Raises UnreadableExportError for a bomb."""

    def __init__(self, packed: io.BufferedReader, name: str, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._packed, self._name, self._tell = packed, name, tell
        self._unpacker = zlib.decompressobj(_GZIP)
        self._waiting = b""
        self._read = self._made = 0
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        while not self._is_over:
            if data := self._next(len(view)):
                view[: len(data)] = data
                return len(data)
        return 0

    def _next(self, size: int) -> bytes:
        if not self._waiting:
            self._waiting = self._packed.read(_CHUNK)
            self._read += len(self._waiting)
        if not self._waiting:
            return self._end("" if self._unpacker.eof else "it is cut off")
        if self._unpacker.eof:
            if not self._waiting.startswith(MAGIC[:1]):
                return self._end("" if not self._waiting.strip(b"\0") else "something else stands behind its end")
            self._unpacker = zlib.decompressobj(_GZIP)
        try:
            data = self._unpacker.decompress(self._waiting, size)
        except zlib.error:
            return self._end("it is damaged")
        self._waiting = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
        self._made += len(data)
        if self._made > FREE and self._made > DENSEST * self._read:
            what = f"what it unpacks to is more than {DENSEST} times as large, as of nothing that people write"
            raise UnreadableExportError(f"{self._name}: {what}: unpack it yourself if you trust it.")
        return data

    def _end(self, what: str) -> bytes:
        self._is_over = True
        if what:
            self._tell(what)
        return b""
