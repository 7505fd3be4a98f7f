"""What stands in a file of the index or of the shards, its compressed pieces unpacked: for whoever looks for words in it."""

import re
import zlib
from pathlib import Path

FOLDERS = frozenset({"shards", "whoosh"})  # in which all such files lie
_STREAM = re.compile(rb"\x78[\x01\x5e\x9c\xda]")  # how a zlib stream may begin (RFC 1950, 2.2)
LARGEST = 64 * 1024**2  # bytes of one stream


def uncompressed(path: Path) -> bytes:
    """Return the bytes of the file at *path*, and behind them those of every zlib stream in it. Raises OSError."""
    data = path.read_bytes()
    return b"\n".join([data, *_streams(data)])


def _streams(data: bytes) -> list[bytes]:
    found, place = [], 0
    while begin := _STREAM.search(data, place):
        stream = zlib.decompressobj()
        try:
            found.append(stream.decompress(memoryview(data)[begin.start() :], LARGEST))
        except zlib.error:
            place = begin.start() + 1
            continue
        place = len(data) - len(stream.unused_data) if stream.eof else begin.start() + 1
    return found
