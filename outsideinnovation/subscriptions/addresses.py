"""Mail addresses as subscribers give them, checked without asking the net; what passes can be written to.

Only the domain is changed: lower case and ASCII (RFC 5891). What stands before the @ stays as it was typed, since its case
may matter to its own server (RFC 5321 §2.4) and email-validator would change ``Info`` but not ``Admin``.
"""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.languages.message import Message
from outsideinnovation.mail import address as mail_address
from outsideinnovation.mail import unusable_address

LONGEST = 254  # octets of a whole address: RFC 5321 §4.5.3.1.3 allows a path 256, with its angle brackets
LONGEST_LOCAL = 64  # RFC 5321 §4.5.3.1.1
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_SPACES = " \t\u00a0"
_SHOWN = 80  # characters of a wrong address that a message repeats


class AddressError(OutsideInnovationError):
    """Text that is no mail address; ``reason`` says what is wrong with it, without a full stop."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(f"{reason}.")


def read(typed: str) -> str:
    """Return the address in *typed*. Raises AddressError for whatever no mail could be sent to.

    Quoted local parts, address literals and control characters are refused (header injection); letters beyond ASCII before
    the @ are taken, and need a relay that offers SMTPUTF8 (RFC 6531).
    """
    text = typed.strip(_SPACES)
    if not text:
        raise AddressError(Message("There is no mail address: write it as name@example.org"))
    if not text.isprintable():
        raise AddressError(Message("%(typed)s holds a character that no mail address has", typed=shown(text)))
    if len(text.rpartition("@")[0].encode()) > LONGEST_LOCAL:
        long = Message(
            "%(typed)s: the part before the @ is longer than %(most)d octets", typed=shown(text), most=LONGEST_LOCAL
        )
        raise AddressError(long)
    try:
        address = mail_address.address(f"{_local(text)}@{_ascii_domain(text)}")
    except EmailNotValidError as error:
        raise AddressError(
            Message("%(typed)s is no mail address: %(reason)s", typed=shown(text), reason=_reason(error))
        ) from None
    except mail_address.MailError:
        raise AddressError(
            Message("%(typed)s is no mail address: write it as name@example.org", typed=shown(text))
        ) from None
    if len(address.encode()) > LONGEST:
        raise AddressError(Message("%(typed)s is longer than %(most)d octets", typed=shown(text), most=LONGEST))
    return address


def key(address: str) -> str:
    """Return what two spellings of one address have in common; whoever has it is one subscriber."""
    return address.lower()


def shown(text: str) -> str:
    """Return *text* as a message may repeat it: short, quoted, and nothing that drives a terminal."""
    return ascii(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def _local(text: str) -> str:
    return unicodedata.normalize("NFC", text.rpartition("@")[0])


def _ascii_domain(text: str) -> str:
    """Return the domain of an address, in ASCII. Raises EmailNotValidError for what is no address."""
    local, _, domain = text.rpartition("@")
    if _PLAIN.fullmatch(local):  # as nearly all are; so in a list each domain is looked at once
        return _known_domain(domain)
    return str(validate_email(text, check_deliverability=False).ascii_domain)


@lru_cache(maxsize=10_000)
def _known_domain(domain: str) -> str:
    return str(validate_email(f"a@{domain}", check_deliverability=False).ascii_domain)


def _reason(error: EmailNotValidError) -> Message:
    text = " ".join(str(error).split())
    return unusable_address.reason(text if text.isprintable() else ascii(text))
