"""A message that goes to many: written once, after which only its slots change from reader to reader (mail merge).

A slot is a place for a value of one reader: in a header, or in the text, where it has a line of its own in quoted-printable.
"""

import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from outsideinnovation.lines import lines
from outsideinnovation.mail.address import MailError
from outsideinnovation.mail.message import LINE_OCTETS

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: nobody's words
_SLOT = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
_SLOT_OCTETS = re.compile(_SLOT.pattern.encode())
_BODY_VALUE = re.compile(r"[A-Za-z0-9._~-]{1,64}")
LONGEST_VALUE = 400  # octets of one in a header; an address has up to 320 (RFC 5321 §4.5.3.1)
_HEADER_VALUE = re.compile(rf"[^\x00-\x1f\x7f]{{1,{LONGEST_VALUE}}}")
_NAME = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_BROKEN = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00|[^\n]{999}")
_QUOTED_OCTETS = 75  # of a line of quoted-printable, before the = that a soft break takes (RFC 2045 §6.7)


def slot(name: str) -> str:
    """Return what stands for the value of that *name*."""
    return f"{_OPEN}{name}{_CLOSE}"


def without_slots(words: str) -> str:
    """Return *words* of somebody else without anything that could be read as a slot."""
    return words.replace(_OPEN, "").replace(_CLOSE, "")


@dataclass(frozen=True, slots=True)
class BulkMessage:
    """A message with its slots: pieces of it, and between them the names of slots; *names* are those of its headers."""

    head: tuple[bytes | str, ...]
    body: tuple[bytes | str, ...]
    names: tuple[bytes, ...]

    @classmethod
    def of(cls, headers: Mapping[str, str], text: str, html: str) -> Self:
        """Write *headers*, whose values are folded and encoded already, and ``multipart/alternative``: plain text first.

        Raises MailError where a line is longer than a relay may carry.
        """
        boundary = "=_" + hashlib.sha256(f"{text}\0{html}".encode("utf-8", "replace")).hexdigest()[:40]
        kind = f'multipart/alternative;\r\n boundary="{boundary}"'
        headers = {**headers, "MIME-Version": "1.0", "Content-Type": kind}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + b"\r\n"
        between = f"--{boundary}\r\n".encode()
        parts = between + _part("plain", text) + between + _part("html", html) + f"--{boundary}--\r\n".encode()
        made = cls(_pieces(head), _pieces(parts), tuple(name.encode() for name in headers))
        _refuse_broken(b"".join(each if isinstance(each, bytes) else b"x" * LONGEST_VALUE for each in made.head))
        _refuse_broken(b"".join(each if isinstance(each, bytes) else b"x" for each in made.body))
        return made

    def message(self, header_values: Mapping[str, str], body_values: Mapping[str, str]) -> bytes:
        """Return the message of one reader. Raises MailError where, read back, its headers are not those that were meant."""
        head = _filled(self.head, header_values, _HEADER_VALUE)
        if tuple(_NAME.findall(head)) != self.names:
            raise MailError("A mail has other headers than it was given: it is not sent. Report this.")
        return head + _filled(self.body, body_values, _BODY_VALUE)


def _filled(pieces: tuple[bytes | str, ...], values: Mapping[str, str], allowed: re.Pattern[str]) -> bytes:
    for value in values.values():
        if not allowed.fullmatch(value):
            raise MailError(f"{value!a} cannot stand in a mail.")
    octets = {name: value.encode() for name, value in values.items()}
    return b"".join([piece if isinstance(piece, bytes) else octets[piece] for piece in pieces])


def _pieces(octets: bytes) -> tuple[bytes | str, ...]:
    split = _SLOT_OCTETS.split(octets)
    return tuple(piece.decode() if number % 2 else piece for number, piece in enumerate(split))


def _part(kind: str, words: str) -> bytes:
    headers = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    text = "\r\n".join(lines(words)) + "\r\n"
    written = [
        f"=\r\n{slot(piece)}=\r\n".encode() if number % 2 else _quoted(piece)
        for number, piece in enumerate(_SLOT.split(text))
    ]
    return headers.encode() + b"".join(written)


def _quoted(words: str) -> bytes:
    """Return *words* in quoted-printable, with room for a soft break at their end."""
    lines = binascii.b2a_qp(words.encode("utf-8", "replace"), istext=True).replace(b"\r\n", b"\n").split(b"\n")
    if len(lines[-1]) > _QUOTED_OCTETS:
        cut = lines[-1].rfind(b"=", _QUOTED_OCTETS - 3, _QUOTED_OCTETS)
        cut = _QUOTED_OCTETS if cut == -1 or cut == _QUOTED_OCTETS - 3 else cut
        lines[-1:] = [lines[-1][:cut] + b"=", lines[-1][cut:]]
    return b"\r\n".join(lines)


def _refuse_broken(message: bytes) -> None:
    if _BROKEN.search(message):
        raise MailError(f"A mail has a line that no relay may carry, for it is longer than {LINE_OCTETS} octets.")
