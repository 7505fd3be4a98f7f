"""Mail addresses as headers and the relay need them: one mailbox, nothing that a parser could read otherwise.

Quoted local parts, comments, address literals and whatever looks like an encoded word are refused: readers have none.
"""

import re
import unicodedata
from collections.abc import Callable

from outsideinnovation.errors import OutsideInnovationError

_ATOM = r"[^\0-\x20\"(),.:;<>@\[\\\]\x7f]+"  # RFC 5322 §3.2.3's atext, and what RFC 6531 §3.3 adds to it
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOCAL_OCTETS = 64  # RFC 5321 §4.5.3.1
_DOMAIN_OCTETS = 253
_NAMED = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([^"<>@]*))\s*<([^<>]+)>')


class MailError(OutsideInnovationError):
    """A mail that cannot be written as was asked: an address that is none, a header that says more than it should."""


def address(text: str) -> str:
    """Return *text* as an address to send to, its domain in ASCII (RFC 5891's A-labels). Raises MailError if it is none.

    A local part beyond ASCII stays, and needs a relay that offers SMTPUTF8 (RFC 6531).
    """
    local, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    labels = [_ascii_label(label) for label in domain.split(".")]
    ascii_domain = ".".join(labels)
    plain = text.isprintable() and "=?" not in text and " " not in local + domain
    sound = plain and at and _LOCAL.fullmatch(local) and all(map(_LABEL.fullmatch, labels))
    if not sound or len(local.encode()) > _LOCAL_OCTETS or len(ascii_domain) > _DOMAIN_OCTETS:
        raise MailError(f"{text!a} is no mail address that can be written to: write it as name@example.org.")
    return f"{local}@{ascii_domain}"


def sender(text: str) -> tuple[str, str]:
    """Return the name (may be empty) and the address in *text*: ``Name <name@example.org>`` or the address alone.

    Raises MailError for anything else.
    """
    found = _NAMED.fullmatch(text.strip()) if text.isprintable() else None
    if not found:
        return "", address(text)
    name = found[2] if found[1] is None else re.sub(r"\\(.)", r"\1", found[1])
    return " ".join(name.split()), address(found[3])


def one_mailbox(text: str) -> str:
    """Return what is the same for all spellings that reach one mailbox at most providers: for limits only.

    Case, dots and whatever follows a plus sign are left out; nobody is written to at what this returns.
    """
    local, _, domain = address(text).casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '') or local}@{domain}"


def mailbox_of(address: str, pseudonym: Callable[[str], str]) -> str:
    """Return the pseudonym that all spellings of *address*'s mailbox share. Raises MailError for what is no address."""
    return pseudonym(f"mailbox {one_mailbox(address)}")


def _ascii_label(label: str) -> str:
    """Return a label of a domain in ASCII, lower case; the standard library's own codec knows only IDNA 2003."""
    small = label.lower()
    return small if small.isascii() else "xn--" + small.encode("punycode", "replace").decode("ascii")
