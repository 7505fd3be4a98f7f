"""The characters of a WordPress export: WordPress writes control characters into it as they came, and no XML may hold them.

They are dropped, and bytes that are none of the file's encoding are read as Windows-1252, which they mostly are. Both are
counted; no line end is among them, so that lines stay as an editor counts them.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import unpacking
from outsideinnovation.importers.mending import Mend, Mending
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

FILE_LENGTH = 4 * 1024**3  # bytes
CHUNK = 262_144  # bytes that are read at a time
_HEAD = 1_024  # bytes in which XML says its encoding
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_TEXT_ENCODING = re.compile(r"utf-8|ascii|iso8859-\d+|cp\d+|koi8-\w|euc_\w+|shift_jis\w*|gb\w+|big5\w*|mac-\w+")
# What no XML may hold: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udc7f\udd00-\udfff]")
_STRAY_BYTE = re.compile("[\udc80-\udcff]")


def characters(path: Path, mending: Mending) -> Iterator[str]:
    """Yield the text of the file at *path* in pieces, with characters alone that XML may hold, and no byte order mark.

    What gzip packed is read unpacked. Raises NotFoundError where there is no such file, and UnreadableExportError for an
    encoding that nobody knows.
    """
    try:
        with path.open("rb") as stream:
            if path.stat().st_size > FILE_LENGTH:
                what = f"more than {FILE_LENGTH} bytes: export or split it into smaller files"
                raise UnreadableExportError(f"{path}:1: {what}. Nothing was imported.")
            with unpacking.opened(stream, str(path), unpacking.untold) as whole:
                yield from _mended(_decoded(whole, path), mending)
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name the file that was exported.") from None


def _decoded(stream: BinaryIO, path: Path) -> Iterator[str]:
    head = stream.read(CHUNK)
    encoding = _encoding(head, path)
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8" else "replace")
    yield decoder.decode(head).removeprefix("\ufeff")
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _encoding(head: bytes, path: Path) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.search(head[:_HEAD])
    name = declared[1].decode() if declared and not head.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = ""
    if not _TEXT_ENCODING.fullmatch(found):
        raise UnreadableExportError(
            f"{path}:1: in an encoding that cannot be read ({name!a}): save it as UTF-8. Nothing was imported."
        )
    return {"ascii": "utf-8", "iso8859-1": "cp1252"}.get(found, found)  # as browsers read them


def _mended(texts: Iterator[str], mending: Mending) -> Iterator[str]:
    line = 1
    for text in texts:
        whole = text
        for mend, pattern in ((Mend.BYTES, _STRAY_BYTE), (Mend.CONTROL, _FORBIDDEN)):
            if found := pattern.search(whole):
                first = line + whole.count("\n", 0, found.start())
                whole, number = pattern.subn(_byte if mend is Mend.BYTES else "", whole)
                mending.count(mend, number, first)
        line += text.count("\n")
        yield whole


def _byte(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")
