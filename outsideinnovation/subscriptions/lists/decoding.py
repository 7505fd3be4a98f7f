"""The text of a list, whatever wrote it: UTF-8 with or without a mark (BOM), UTF-16 with one, else the encoding of Windows.

Memory does not grow with the file: it is looked at once for its encoding, and then read line by line.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from outsideinnovation.errors import NotFoundError, StorageError

LONGEST_LINE = 100_000  # characters; what is longer is cut into lines of that length, which are no subscribers
CHUNK = 1 << 20  # bytes
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WINDOWS = "cp1252"  # Latin-1 with the few signs that Excel writes besides


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of the file at *path*, with their ends. Raises NotFoundError and StorageError."""
    try:
        with path.open(encoding=_encoding(path), errors="replace", newline="") as stream:
            yield from _lines(stream)
    except FileNotFoundError:
        raise NotFoundError(f"{path}: no such file.") from None
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}: name a file that can be read.") from error


def _lines(stream: TextIO) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE):
        yield line


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK)
        for mark, name in _MARKS:
            if chunk.startswith(mark):
                return name
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _WINDOWS
    return "utf-8"
