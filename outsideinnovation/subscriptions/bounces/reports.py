"""Machine-readable reports: RFC 3464 and RFC 6533 (delivery status) and RFC 5965 (feedback, ARF), at the top of a mail only.

A report inside another mail was forwarded by somebody, and says nothing of the mail it came with.
"""

import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from outsideinnovation.lines import lines
from outsideinnovation.subscriptions.bounces.delivery_status import Meaning, kind_of

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_COMPLAINTS = frozenset({"abuse", "fraud", "virus"})
_ORDER = (Meaning.HARD, Meaning.SOFT, Meaning.NONE)

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a report says: ``code`` is the status (5.1.1), ``detail`` the server's words, ``return_path`` a complaint's mail's."""

    kind: Meaning
    code: str = ""
    detail: str = ""
    return_path: str = ""


def read(message: Message) -> DeliveryReport | None:
    """Return what *message* reports; None where it is no report."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    for part in parts:
        if part.get_content_type() in _STATUS_TYPES:
            return _delivery_status(list(_groups(part)))
        if part.get_content_type() == "message/feedback-report":
            return _feedback(next(_groups(part), {}), parts)
    return DeliveryReport(Meaning.NONE)  # a receipt (RFC 8098), or what we know nothing of


def _delivery_status(groups: list[Fields]) -> DeliveryReport:
    """Return the gravest of what is said of recipients; of those that are still tried nothing is to be done."""
    found = [_recipient(fields) for fields in groups if "action" in fields or "status" in fields]
    return min(found, key=lambda report: _ORDER.index(report.kind), default=DeliveryReport(Meaning.NONE))


def _recipient(fields: Fields) -> DeliveryReport:
    status, words = fields.get("status", "").split("(")[0].strip(), fields.get("diagnostic-code", "")
    if fields.get("action", "failed").lower() != "failed":
        return DeliveryReport(Meaning.NONE, status, words)
    return DeliveryReport(kind_of(status, words), status, words)


def _feedback(fields: Fields, parts: list[Message]) -> DeliveryReport:
    kind = fields.get("feedback-type", "").lower()
    path = fields.get("original-mail-from", "").strip("<> ") or _return_path(parts)
    if kind == "opt-out":
        return DeliveryReport(Meaning.UNSUBSCRIBE, detail=kind, return_path=path)
    return DeliveryReport(Meaning.COMPLAINT if kind in _COMPLAINTS else Meaning.NONE, detail=kind, return_path=path)


def _return_path(parts: list[Message]) -> str:
    """Return the return path of the mail that a complaint gives back, as the provider has it."""
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
            first = payload[0]
            return "" if isinstance(first, str) else str(first.get("Return-Path", "")).strip("<> ")
        if part.get_content_type() == "text/rfc822-headers":
            return str(HeaderParser().parsestr(_text(part)).get("Return-Path", "")).strip("<> ")
    return ""


def _groups(part: Message) -> Iterator[Fields]:
    """Yield the groups of fields of a status part: that of the mail first, then one a recipient.

    The standard library takes message/delivery-status apart, and reads other messages' first group as a head.
    """
    payload = part.get_payload()
    blocks = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    if part.get_content_type() != "message/delivery-status" and blocks:
        text = _decoded(blocks[0].as_bytes(), str(part.get("Content-Transfer-Encoding", "")).strip().lower())
        blocks = [HeaderParser().parsestr(each) for each in "\n".join(lines(text)).strip().split("\n\n")]
    for block in blocks:
        yield {name.lower(): " ".join(str(value).split()) for name, value in reversed(block.items())}


def _decoded(octets: bytes, encoding: str) -> str:
    if encoding == "base64":
        octets = binascii.a2b_base64(octets)
    elif encoding == "quoted-printable":
        octets = binascii.a2b_qp(octets)
    return octets.decode("utf-8", "replace")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
