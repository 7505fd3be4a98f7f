"""What a mail that came back means, as plain data: a token that is ours first, then reports, then, as a hint, flufl.bounce."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses

from flufl.bounce import scan_message

from outsideinnovation.lines import lines
from outsideinnovation.subscriptions.bounces import reports
from outsideinnovation.subscriptions.bounces.delivery_status import Meaning, enhanced, kind_of
from outsideinnovation.subscriptions.bounces.reports import DeliveryReport
from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths

LONGEST = 10 * 1024 * 1024  # octets that are read of one mail
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To")
_DETAIL_LENGTH = 500
_ANSWERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress")


@dataclass(frozen=True, slots=True)
class BounceVerdict:
    """What a mail means, and for which ``delivery``, or which subscriber's ``token`` where it unsubscribes.

    ``digest`` is the same for the same mail, so that one that is read twice counts once.
    """

    kind: Meaning
    delivery: int | None = None
    token: str | None = None
    code: str = ""
    detail: str = ""
    digest: str = ""


def judge(octets: bytes, paths: ReturnPaths, recipient: Callable[[int], str | None]) -> BounceVerdict:
    """Return what the mail *octets* means; *recipient* returns the address that a delivery went to.

    Without a token of ours nothing is believed: anybody can write a bounce. Out-of-office answers mean nothing.
    """
    nothing = BounceVerdict(Meaning.NONE, digest=hashlib.sha256(octets).hexdigest())
    try:
        message = BytesParser(policy=compat32).parsebytes(octets[:LONGEST])
        found = _found(message, paths, recipient)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):  # what hostile mails do to parsers
        return nothing
    if found is None:
        return nothing
    detail = "".join(each if each.isprintable() else " " for each in found.detail)[:_DETAIL_LENGTH]
    return BounceVerdict(
        found.kind, found.delivery, found.token, enhanced(found.code) or found.code[:16], detail, nothing.digest
    )


def _found(message: Message, paths: ReturnPaths, recipient: Callable[[int], str | None]) -> BounceVerdict | None:
    report = reports.read(message)
    addresses = list(_addresses(message))
    deliveries = [paths.delivery(address) for address in [*addresses, report.return_path if report else ""]]
    delivery = next((each for each in deliveries if each is not None), None)
    if delivery is not None:
        finding = report or _hint(message, recipient(delivery))
        return BounceVerdict(finding.kind, delivery, None, finding.code, finding.detail)
    tokens = [paths.unsubscriber(address) for address in addresses]
    token = next((each for each in tokens if each), None)
    return BounceVerdict(Meaning.UNSUBSCRIBE, token=token) if token and not _is_automatic(message) else None


def _addresses(message: Message) -> Iterator[str]:
    """Yield the addresses that *message* itself went to; those in a mail that it gives back do not count."""
    for name in _TO:
        for _, address in getaddresses([str(value) for value in message.get_all(name, [])]):
            yield address


def _is_automatic(message: Message) -> bool:
    """Tell whether a program answered (RFC 3834 §5, and what was used before)."""
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    answers = str(message.get("Precedence", "")).strip().lower() in {"auto_reply", "auto-reply"}
    return submitted != "no" or answers or any(name in message for name in _ANSWERS)


def _hint(message: Message, recipient: str | None) -> DeliveryReport:
    """Return what old kinds of bounces say: only where they name the address that this delivery went to.

    flufl.bounce finds addresses and reads no status, so that what it calls permanent is soft unless the text says 5.1.1.
    """
    if recipient is None or (_is_automatic(message) and not _is_from_a_server(message)):
        return DeliveryReport(Meaning.NONE)
    named = {address.decode("utf-8", "replace").lower() for address in scan_message(message)}
    if recipient.lower() not in named:
        return DeliveryReport(Meaning.NONE)
    words = next((line for line in _lines(message) if enhanced(line)), "")
    return DeliveryReport(kind_of(enhanced(words), ""), enhanced(words), words)


def _is_from_a_server(message: Message) -> bool:
    senders = [address.lower() for _, address in getaddresses([str(message.get("From", ""))])]
    return any(each.startswith(("mailer-daemon@", "postmaster@")) or each == "mailer-daemon" for each in senders)


def _lines(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from lines(payload.decode("utf-8", "replace"))
