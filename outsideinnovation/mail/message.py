"""A mail as bytes: what it says (a MailMessage) and how RFC 5322, 2045 to 2049, 2369, 3834 and 8058 want it written.

The headers are written here and not by ``email.message``, whose policies read encoded words in a stranger's subject and
break long addresses (CPython #121650, #144125, #85725). What was written is read back before anybody gets it.
"""

import base64
import hashlib
import quopri
import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.header import Header
from email.message import Message
from email.parser import BytesParser
from email.utils import format_datetime

from outsideinnovation.lines import lines
from outsideinnovation.mail.address import MailError, address
from outsideinnovation.mail.address import sender as name_and_address

SUBJECT_LENGTH = 150  # characters; what a list of mails can show, and then some
LINE_OCTETS = 998  # RFC 5322 §2.1.1
_FOLD = 76  # RFC 2047 §2 for lines with encoded words, RFC 2045 §6.7 for quoted-printable
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, bidi overrides, lone surrogates, line separators
_JOINERS = "\u200c\u200d"  # are written, in Persian and in emoji
_MOSTLY_FOREIGN = 6  # one octet in so many beyond ASCII, and base64 is shorter than quoted-printable


@dataclass(frozen=True, slots=True)
class MailMessage:
    """What one mail says to one reader.

    ``key`` is what makes this mail this one: a second mail of that key is the same mail, with the same Message-ID.
    ``about`` are the ids of the comments whose words are in it, ``mentions`` those that it only links to, so that erasing
    one finds it. ``stop`` is the address where one POST stops such mail (RFC 8058).
    """

    to: str
    subject: str
    text: str
    html: str | None
    key: str
    about: tuple[str, ...] = ()
    stop: str | None = None
    mentions: tuple[str, ...] = ()


def compose(mail: MailMessage, sender: str, now: datetime) -> bytes:
    """Return *mail* as a message from *sender* (``Name <address>``), every line ending in CRLF.

    Raises MailError for addresses that are none, and where the message, read back, has other headers than were meant.
    """
    headers = {"From": mailbox(sender), "To": address(mail.to)}
    headers |= {"Subject": unstructured(mail.subject), "Date": format_datetime(now.astimezone(UTC))}
    headers |= {"Message-ID": message_id(mail.key, sender), "Auto-Submitted": "auto-generated"}
    if mail.stop:
        headers |= {"List-Unsubscribe": f"<{uri(mail.stop)}>"}
        headers |= {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    content, body = _content(mail)
    headers |= {"MIME-Version": "1.0"} | content
    message = _written(headers) + body
    _check(message, headers, mail)
    return message


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of the mail of that *key*; it tells nothing of the key."""
    _, _, domain = name_and_address(sender)[1].rpartition("@")
    return f"<{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@{domain}>"


def one_line(words: str) -> str:
    """Return *words* as one line without anything that is not seen: for headers."""
    seen = "".join(each if unicodedata.category(each) not in _UNSEEN or each in _JOINERS else " " for each in words)
    return " ".join(seen.split())


def mailbox(sender: str) -> str:
    """Return *sender* (``Name <address>``) as From and its kin hold it, folded (RFC 5322 §3.4)."""
    name, where = name_and_address(sender)
    return phrase(name, f"<{where}>") if name else where


def phrase(name: str, bracket: str) -> str:
    """Return *name* as a phrase (RFC 5322 §3.2.5) and *bracket* behind it, folded so that lines keep to RFC 2047 §2."""
    line = one_line(name)
    quoted = '"' + line.replace("\\", r"\\").replace('"', r"\"") + '"'
    plain = line.isascii() and "=?" not in line and len(quoted) <= _FOLD - len("Subject: ")
    words = quoted if plain else _encoded(line)
    *folded, last = words.split("\r\n")
    room = _FOLD - len(last) - (0 if folded else len("Subject: "))
    return f"{words} {bracket}" if len(bracket) < room else f"{words}\r\n {bracket}"


def unstructured(words: str) -> str:
    """Return *words* as Subject holds them: one line, folded at 76, in encoded words where they are needed (RFC 2047)."""
    line = one_line(words)
    line = line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"
    folded = textwrap.wrap(line, _FOLD - len("Subject: "), break_long_words=False, break_on_hyphens=False)
    plain = line.isascii() and "=?" not in line and all(len(part) < _FOLD for part in folded)
    return "\r\n ".join(folded) if plain else _encoded(line)


def _encoded(line: str) -> str:
    """Return *line* as encoded words (RFC 2047), so that nothing in it is read as anything but words."""
    return Header(line, "utf-8", maxlinelen=_FOLD, header_name="Subject").encode(linesep="\r\n")


def uri(address: str) -> str:
    """Return *address* as a header can hold it, never encoded (RFC 2369 §2). Raises MailError."""
    if not address.isascii() or not address.isprintable() or any(character in address for character in ' <>"'):
        raise MailError(f"{address!a} is no address that a header can hold: percent-encode it.")
    return address


def _content(mail: MailMessage) -> tuple[dict[str, str], bytes]:
    """Return the headers that say what the body is, and the body: plain text, or plain text first and then HTML."""
    headers, text = _part("plain", mail.text)
    if mail.html is None:
        return headers, text
    # "=_" is in no line of quoted-printable or base64, so no part can end another.
    boundary = "=_" + hashlib.sha256(f"{mail.text}\0{mail.html}".encode("utf-8", "replace")).hexdigest()[:40]
    html_headers, html = _part("html", mail.html)
    parts = [_written(part) + data for part, data in ((headers, text), (html_headers, html))]
    between = f"--{boundary}\r\n".encode()
    body = between + between.join(parts) + f"--{boundary}--\r\n".encode()
    return {"Content-Type": f'multipart/alternative;\r\n boundary="{boundary}"'}, body


def _part(kind: str, words: str) -> tuple[dict[str, str], bytes]:
    data = "\n".join(lines(words)).encode("utf-8", "replace") + b"\n"
    foreign = sum(octet > 0x7F for octet in data)  # noqa: PLR2004 - the last of ASCII
    mostly = foreign * _MOSTLY_FOREIGN > len(data)
    coded = base64.encodebytes(data.replace(b"\n", b"\r\n")) if mostly else quopri.encodestring(data)
    headers = {"Content-Type": f'text/{kind}; charset="utf-8"'}
    headers["Content-Transfer-Encoding"] = "base64" if mostly else "quoted-printable"
    return headers, coded.replace(b"\n", b"\r\n")


def _written(headers: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + b"\r\n"


def _check(message: bytes, headers: Mapping[str, str], mail: MailMessage) -> None:
    """Refuse *message* if a reader of it could find anything but what was meant."""
    about = ", ".join(mail.about) or "no comment"
    lines = message.split(b"\r\n")
    if _BARE.search(message) or b"\0" in message or any(len(line) > LINE_OCTETS for line in lines):
        raise MailError(f"A mail about {about} has a line that no relay may carry: it is not sent. Report this.")
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    kinds = ["text/plain", "text/html"] if mail.html is not None else []
    parts: list[Message] = list(parsed.iter_parts()) if parsed.is_multipart() else []
    sound = (
        parsed.keys() == list(headers) and not parsed.defects and kinds == [part.get_content_type() for part in parts]
    )
    if not sound or any(part.keys() != ["Content-Type", "Content-Transfer-Encoding"] for part in parts):
        raise MailError(f"A mail about {about} reads otherwise than it was written: it is not sent. Report this.")
