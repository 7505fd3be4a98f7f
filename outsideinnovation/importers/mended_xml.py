"""XML in UTF-8 as some systems write it, without what makes it none: control characters, and ``&`` that begins no entity.

Both are mended while the file is read, a piece at a time; what stands in CDATA keeps its ``&``. Nothing else is touched.
"""

import re
from typing import Protocol

from outsideinnovation.importers.mending import Mend, Mending

_TAIL = 16  # bytes that are kept back, so that no mark is cut in two
# https://www.w3.org/TR/xml/#charsets says which characters XML may hold, as they are or by number.
_MARK = re.compile(
    rb"(?P<cdata><!\[CDATA\[)|(?P<end>\]\]>)|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f]+)"
    rb"|(?P<number>&#(?:0{0,4}(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0{0,4}(?:[0-8bcBC]|[eE]|[fF]|1[0-9a-fA-F]));)"
    rb"|(?P<ampersand>&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});))"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SUSPECT = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#(?:3[2-9]|[4-9]\d|[1-9]\d{2,6}));)")  # may be what _MARK looks for
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to *size* bytes; none at the end."""
        ...


class MendedXml:
    """A file that is being read, and mended; *mending* is told of it."""

    def __init__(self, stream: Readable, mending: Mending) -> None:
        self._stream, self._mending = stream, mending
        self._tail, self._line = stream.read(2), 1
        self._is_foreign = self._tail in _UTF_16
        self._ended = self._in_cdata = False

    def read(self, size: int, /) -> bytes:
        """Return about *size* bytes; none at the end."""
        if self._is_foreign:
            tail, self._tail = self._tail, b""
            return tail or self._stream.read(size)
        while not self._ended:
            chunk = self._stream.read(size)
            self._ended = not chunk
            if mended := self._mended(self._tail + chunk):
                return mended
        return b""

    def _mended(self, data: bytes) -> bytes:
        stop = len(data) if self._ended else max(0, len(data) - _TAIL)
        if not _CONTROL.search(data) and not _SUSPECT.search(data):
            return self._untouched(data, stop)
        parts, end = list[bytes](), 0
        for mark in _MARK.finditer(data):
            if mark.start() >= stop:
                break
            parts += (data[end : mark.start()], self._instead(mark))
            end = mark.end()
        stop = max(stop, end)
        parts.append(data[end:stop])
        self._tail = data[stop:]
        self._line += data.count(b"\n", 0, stop)
        return b"".join(parts)

    def _untouched(self, data: bytes, stop: int) -> bytes:
        """Return *data* up to *stop*, in which nothing has to be mended: nearly all of nearly every file."""
        opened = data.rfind(_CDATA, 0, stop + len(_CDATA) - 1)
        closed = data.rfind(_CDATA_END, 0, stop + len(_CDATA_END) - 1)
        self._in_cdata = opened > closed or (self._in_cdata and closed < 0)
        self._tail = data[stop:]
        self._line += data.count(b"\n", 0, stop)
        return data[:stop]

    def _instead(self, mark: re.Match[bytes]) -> bytes:
        if mark["cdata"] or mark["end"]:
            self._in_cdata = bool(mark["cdata"])
        elif mark["control"] or (mark["number"] and not self._in_cdata):
            self._count(Mend.CONTROL, mark)
            return b""
        elif mark["ampersand"] and not self._in_cdata:
            self._count(Mend.AMPERSAND, mark)
            return b"&amp;"
        return mark[0]

    def _count(self, mend: Mend, mark: re.Match[bytes]) -> None:
        line = self._line + (mark.string.count(b"\n", 0, mark.start()) if mend not in self._mending.first else 0)
        self._mending.count(mend, len(mark["control"] or b"1"), line)
