"""The characters of a feed: its encoding found whoever was wrong about it, and what XML forbids taken out or escaped.

What the bytes are counts for more than what is said of them: text that is valid UTF-8 and holds more than ASCII is UTF-8. Else
a byte-order mark, the charset of the HTTP header, and that of the XML declaration have the say, in the order of RFC 7303, 3.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from outsideinnovation.sidebar.feed_elements import XML_ENTITIES, numbered

CHUNK = 65_536
LAST_RESORT = "windows-1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
# Codecs of Python's that are for no text, or that read anything as something else.
_REFUSED = re.compile(
    r"utf[-_]?7|idna|punycode|.*unicode[-_]escape|undefined|mbcs|oem|utf[-_]?(?:16|32).*", re.IGNORECASE
)
_LATIN_1 = frozenset({"iso8859-1", "ascii"})  # what is called so is Windows-1252 (encoding.spec.whatwg.org, 4.2)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,30});|(?P<number>#(?:\d{1,7}|x[0-9A-Fa-f]{1,6});)|)")
_OPENS, _CLOSES = "<![CDATA[", "]]>"
_HELD = 40  # characters: no entity and no beginning of a tag that matters is longer


def encoding(stream: BinaryIO, charset: str = "") -> str:
    """Return the name of the encoding of *stream*, which is read to its end; *charset* is what the HTTP header says."""
    stream.seek(0)
    start = stream.read(CHUNK).lstrip(b" \t\r\n")
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    marked = marked or next((name for head, name in _WIDE if start.startswith(head)), "")
    if marked:
        return marked
    declared = _DECLARED.match(start)
    said = [charset, declared[1].decode("ascii") if declared else ""]
    is_utf8, is_ascii = _reads_as(stream, "utf-8")
    known = [each for each in map(_text_codec, said) if each]
    if is_utf8 and not (is_ascii and known):
        return "utf-8"
    return next((each for each in known if _reads_as(stream, each)[0]), LAST_RESORT)


def decoded(stream: BinaryIO, codec: str) -> Iterator[str]:
    """Yield the text of *stream* piece by piece; bytes that stand for nothing become U+FFFD."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(codec)("replace")
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)  # noqa: FBT003 - its second argument has no name


class FeedMending:
    """Makes XML of what is nearly XML; ``mended`` counts what had to be changed that XML does not allow."""

    def __init__(self) -> None:
        self.mended = 0
        self._is_literal = False  # in a CDATA section, where an ampersand is one

    def text(self, chunks: Iterator[str]) -> Iterator[str]:
        """Yield *chunks*, mended: control characters go, entities of HTML are numbers, and other ampersands are escaped.

        No piece ends within an entity, or within the first 40 characters of a tag.
        """
        rest = ""
        for chunk in chunks:
            rest += chunk
            cut = max(rest.rfind("&", -_HELD), rest.rfind("<", -_HELD), rest.rfind("]", -len(_CLOSES)))
            piece, rest = (rest, "") if cut < 0 else (rest[:cut], rest[cut:])
            yield self._mended(piece)
        yield self._mended(rest)

    def _mended(self, piece: str) -> str:
        piece, forbidden = _FORBIDDEN.subn("", piece)
        self.mended += forbidden
        parts = []
        while piece:
            before, mark, after = piece.partition(_CLOSES if self._is_literal else _OPENS)
            parts.append((before if self._is_literal else _AMPERSAND.sub(self._entity, before)) + mark)
            self._is_literal ^= bool(mark)
            piece = after
        return "".join(parts)

    def _entity(self, found: re.Match[str]) -> str:
        name = found["name"]
        if found["number"] or name in XML_ENTITIES:
            return found[0]
        said = numbered(name) if name else None
        self.mended += said is None
        return said or f"&amp;{found[0][1:]}"


def _reads_as(stream: BinaryIO, codec: str) -> tuple[bool, bool]:
    """Tell whether *stream* is text in *codec*, and whether it is nothing but ASCII."""
    stream.seek(0)
    decoder, is_ascii = codecs.getincrementaldecoder(codec)("strict"), True
    try:
        while chunk := stream.read(CHUNK):
            is_ascii = is_ascii and chunk.isascii()
            decoder.decode(chunk)
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and not stream.read(1), is_ascii
    return True, is_ascii


def _text_codec(name: str) -> str:
    """Return Python's name for an encoding of texts; nothing for what is none."""
    if _REFUSED.fullmatch(name.strip()):
        return ""
    try:
        found = codecs.lookup(name.strip())
        "".encode(found.name)
    except (LookupError, ValueError, TypeError):
        return ""
    return LAST_RESORT if found.name in _LATIN_1 else found.name
