"""Taking out of a picture's file what it says besides the picture: position, camera, words, thumbnails. Nothing is decoded.

What decides the colours (ICC profiles, Adobe's marker, gamma) stays, and every pixel is as it was.
"""

import re
from collections.abc import Callable, Iterator

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_WORDS = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = (
    0x08 | 0x04
)  # of VP8X, that say there is Exif and XMP: https://developers.google.com/speed/webp/docs/riff_container
_SOS, _EOI, _APP0, _APP2, _APP14, _APP15, _COMMENT = 0xDA, 0xD9, 0xE0, 0xE2, 0xEE, 0xEF, 0xFE
_WITHOUT_LENGTH = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
_NEXT_MARKER = re.compile(
    rb"\xff[^\x00\xd0-\xd7\xff]"
)  # in a scan: neither a stuffed byte nor a restart (ITU-T T.81, B.1.1.5)


def without_metadata(data: bytes, kind: str) -> bytes:
    """Return the picture *data* of that *kind* without metadata; what is none, or of another kind, is returned as it is.

    What follows the picture in its file goes too: telephones put films and depth maps there. A file that is cut off stays so.
    """
    cleaned = _CLEANERS[kind](data) if kind in _CLEANERS else None
    return data if cleaned is None else cleaned


def _jpeg(data: bytes) -> bytes | None:
    parts, at = [data[:2]], 2
    while at + 4 <= len(data) or data[at : at + 2] == bytes((0xFF, _EOI)):
        if data[at] != 0xFF:  # noqa: PLR2004 - what every marker begins with
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
            continue
        if marker == _EOI:
            return b"".join((*parts, data[at : at + 2]))
        end = at + 2 if marker in _WITHOUT_LENGTH else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOS:
            following = _NEXT_MARKER.search(data, end)
            end = following.start() if following else len(data)
        if not _is_metadata(marker, data[at + 4 : at + 16]):
            parts.append(data[at:end])
        at = end
    return b"".join(parts)


def _is_metadata(marker: int, beginning: bytes) -> bool:
    """Tell whether a JPEG segment holds metadata; those with the frame's own numbers, and colours, do not."""
    if marker == _APP0:
        return not beginning.startswith(b"JFIF\0")
    if marker == _APP2:
        return not beginning.startswith(b"ICC_PROFILE\0")
    return marker == _COMMENT or (_APP0 < marker <= _APP15 and marker != _APP14)


def _png(data: bytes) -> bytes | None:
    parts = [data[: len(_SIGNATURE)]]
    for name, chunk in _chunks(data, len(_SIGNATURE), before=4, after=4, order="big"):
        if name not in _PNG_WORDS:
            parts.append(chunk)
        if name == b"IEND":
            break
    return b"".join(parts)


def _webp(data: bytes) -> bytes | None:
    parts = []
    for name, chunk in _chunks(data[: 8 + int.from_bytes(data[4:8], "little")], 12, before=0, after=0, order="little"):
        if name == b"VP8X" and len(chunk) > 8:  # noqa: PLR2004 - its head
            chunk = chunk[:8] + bytes((chunk[8] & ~_WEBP_FLAGS,)) + chunk[9:]  # noqa: PLW2901 - the same chunk
        if name not in _WEBP_WORDS:
            parts.append(chunk)
    body = b"WEBP" + b"".join(parts)
    return data[:4] + len(body).to_bytes(4, "little") + body


def _chunks(data: bytes, start: int, *, before: int, after: int, order: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and bytes of every chunk of PNG, whose length stands *before* its name, or RIFF, whose chunks are padded."""
    at = start
    while at + 8 <= len(data):
        head = data[at : at + 8]
        name, length = (head[4:], head[:4]) if before else (head[:4], head[4:])
        size = int.from_bytes(length, "big" if order == "big" else "little")
        end = at + 8 + size + (after or size % 2)
        yield name, data[at:end]
        at = end


_CLEANERS: dict[str, Callable[[bytes], bytes | None]] = {JPEG: _jpeg, PNG: _png, WEBP: _webp}
