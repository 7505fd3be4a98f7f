"""One conversation with the relay by SMTP (RFC 5321): opened safely, used for many mails, its answers told apart."""

import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.mail.queue import Envelope
from outsideinnovation.mail.relay import Relay, Tls

PATIENCE = 60.0  # seconds for each answer, and for the connection
LAST_PATIENCE = 300.0  # for the answer to a whole mail: whoever hangs up early sends twice (RFC 5321 §4.5.3.2.6)
Reply = tuple[int, bytes]
_OK, _SERVICE_CLOSING, _OUT_OF_ORDER = 2, 421, 503
_OF_THIS_MAIL = (552, _OUT_OF_ORDER)  # what may be said to MAIL and is no word on our address: too large, out of order
_WANTED = (2, 2, 3)  # first digits of the answers to MAIL, RCPT and DATA
_MAIL, _RCPT = 0, 1  # their places among these
_TEMPORARY, _FOR_GOOD = 4, 5
_NO_SIGN_IN = 530  # we have to sign in first (RFC 4954 §6), be it said to MAIL, RCPT or DATA
_RECIPIENT_LATER = (450, 451, 452)  # said to RCPT: this mailbox is busy or full, or its server greylists (RFC 6647)
_REPLY_LENGTH = 500


class DeliveryOutcome(StrEnum):
    """What became of one mail. ``lost`` and ``uncertain``: the connection is gone, before or after the mail was there.

    ``withdrawn``: it was not to be sent any more when its turn came, and the relay never heard of it.
    """

    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    LOST = "lost"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """What became of a mail, and the relay's words; ``is_of_recipient``: it put off this recipient, and perhaps no other."""

    outcome: DeliveryOutcome
    words: str
    is_of_recipient: bool = False


class RelayError(OutsideInnovationError):
    """The relay cannot be spoken to, or not as safely as was asked; no mail is to blame, and none was given up."""


class SmtpSession:
    """An open connection to *relay*; use it with ``closing``. Raises RelayError where it cannot be had as asked."""

    def __init__(self, relay: Relay, context: ssl.SSLContext | None = None) -> None:
        with _telling(relay):
            self._context = context or trusted(relay)
            self._smtp = self._connected(relay)
            try:
                if self._smtp.sock:  # else the last part of a mail waits for an acknowledgement of the others
                    self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._prepare(relay)
            except BaseException:
                self._smtp.close()
                raise
        self.accepted = 0

    def close(self) -> None:
        """Say goodbye if the other side still listens, and hang up."""
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.quit()
        self._smtp.close()

    def hand_over(self, envelope: Envelope, message: bytes) -> SmtpReply:
        """Offer one mail, and tell what became of it. Never raises for what the relay says or does."""
        given = False
        try:
            answer = self._envelope(envelope)
            if answer:
                return answer
            given = True
            self._patience(LAST_PATIENCE)
            code, words = self._content(message)
            self._patience(PATIENCE)
        except (smtplib.SMTPException, OSError) as error:
            self._smtp.close()
            return SmtpReply(DeliveryOutcome.UNCERTAIN if given else DeliveryOutcome.LOST, _error_text(error))
        if code // 100 != _OK:
            return self._refused(code, words, given=True)
        self.accepted += 1
        return SmtpReply(DeliveryOutcome.SENT, _words(code, words))

    def _connected(self, relay: Relay) -> smtplib.SMTP:
        if relay.tls is Tls.IMPLICIT:
            return smtplib.SMTP_SSL(relay.host, relay.port, timeout=PATIENCE, context=self._context)
        return smtplib.SMTP(relay.host, relay.port, timeout=PATIENCE)

    def _prepare(self, relay: Relay) -> None:
        self._smtp.ehlo_or_helo_if_needed()
        if relay.tls is Tls.STARTTLS:
            if not self._smtp.has_extn("starttls"):
                raise RelayError(
                    f"{relay.host}:{relay.port} does not offer STARTTLS, so nothing was said to it. If it is to be trusted "
                    "without, add ?tls=none to OI_SMTP_URL; for TLS from the start, ?tls=implicit."
                )
            self._smtp.starttls(context=self._context)
            self._smtp.ehlo()
        if relay.user is not None and relay.password is not None:
            self._smtp.login(relay.user, relay.password)

    def _envelope(self, envelope: Envelope) -> SmtpReply | None:
        """Name sender and recipient, and say DATA; return what stands in the way, None if nothing does."""
        foreign = not envelope.to.isascii() or not envelope.sender.isascii()
        if foreign and not self._smtp.has_extn("smtputf8"):
            return SmtpReply(
                DeliveryOutcome.REFUSED, "The relay takes no address beyond ASCII (it offers no SMTPUTF8)."
            )
        mail = f"MAIL FROM:<{envelope.sender}>{' SMTPUTF8' if foreign else ''}"
        commands = (mail, f"RCPT TO:<{envelope.to}>", "DATA")
        answers = self._asked_together if self._smtp.has_extn("pipelining") else self._asked_in_turn
        replies = answers(commands)
        bad = (number for number, reply in enumerate(replies) if reply[0] // 100 != _WANTED[number])
        refused = next(bad, None)
        if refused is None:
            return None
        refusal = self._refused(*_for_now(refused, *replies[refused]))
        return replace(refusal, is_of_recipient=refused == _RCPT and replies[refused][0] in _RECIPIENT_LATER)

    def _asked_in_turn(self, commands: Iterable[str]) -> list[Reply]:
        """Say one command after the other, as long as the answers are good."""
        replies: list[Reply] = []
        for command, wanted in zip(commands, _WANTED, strict=True):
            self._say(command)
            replies.append(self._smtp.getreply())
            if replies[-1][0] // 100 != wanted:
                break
        return replies

    def _asked_together(self, commands: Iterable[str]) -> list[Reply]:
        """Say all commands at once, and hear the answers in their order (PIPELINING, RFC 2920).

        Where the relay waits for a message though it refused the recipient, it gets an empty one, as §3.1 has it.
        """
        self._say(*commands)
        replies: list[Reply] = []
        for _ in _WANTED:
            replies.append(self._smtp.getreply())
            if replies[-1][0] == _SERVICE_CLOSING or replies[-1][0] < 0:
                return replies
        good = [code // 100 == wanted for (code, _), wanted in zip(replies, _WANTED, strict=True)]
        if good[-1] and not all(good):
            self._say(".")
            self._smtp.getreply()
        return replies

    def _say(self, *commands: str) -> None:
        self._smtp.send("".join(f"{_one_line(command)}\r\n" for command in commands).encode())

    def _content(self, message: bytes) -> tuple[int, bytes]:
        """Send the mail's lines, dots doubled (RFC 5321 §4.5.2), and the dot that ends them; return the answer."""
        self._smtp.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        return self._smtp.getreply()

    def _refused(self, code: int, words: bytes, *, given: bool = False) -> SmtpReply:
        text = _words(code, words)
        if code == _SERVICE_CLOSING:
            self._smtp.close()
            return SmtpReply(DeliveryOutcome.LOST, text)
        if code < 0:  # smtplib's word for an answer that is none
            self._smtp.close()
            return SmtpReply(DeliveryOutcome.UNCERTAIN if given else DeliveryOutcome.LOST, text)
        if code == _OUT_OF_ORDER:  # we and the relay do not agree on what was said: no recipient is to blame
            self._smtp.close()
            return SmtpReply(DeliveryOutcome.DEFERRED if given else DeliveryOutcome.LOST, text)
        if not given:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()
        return SmtpReply(DeliveryOutcome.REFUSED if code // 100 == _FOR_GOOD else DeliveryOutcome.DEFERRED, text)

    def _patience(self, seconds: float) -> None:
        if self._smtp.sock:
            self._smtp.sock.settimeout(seconds)


def trusted(relay: Relay) -> ssl.SSLContext | None:
    """Return what *relay* is checked with: the authorities that the system trusts; None where TLS is not asked for.

    Making it takes longer than sending a hundred mails, so that connections share one.
    """
    return None if relay.tls is Tls.NONE else ssl.create_default_context()


@contextmanager
def _telling(relay: Relay) -> Iterator[None]:
    """Turn whatever goes wrong while a connection is opened into one sentence."""
    where = f"{relay.host}:{relay.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise RelayError(f"{where} shows a certificate that cannot be trusted: {error.verify_message}.") from error
    except smtplib.SMTPAuthenticationError as error:
        raise RelayError(
            f"{where} refuses the sign-in ({_error_text(error)}): check user and password in OI_SMTP_URL."
        ) from error
    except UnicodeError:  # whose text would repeat what it is about
        raise RelayError(
            f"{where}: host, user or password has a letter that SMTP cannot carry: see OI_SMTP_URL."
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise RelayError(f"{where} cannot be spoken to: {_error_text(error)}. Mail waits; see OI_SMTP_URL.") from error


def _for_now(number: int, code: int, words: bytes) -> Reply:
    """Return the answer to command *number*; where it refuses us for good, and no recipient, as one for now.

    The set-up is to blame, and may be mended while the mail waits.
    """
    refused = number == _MAIL and code // 100 == _FOR_GOOD and code not in _OF_THIS_MAIL
    if not refused and code != _NO_SIGN_IN:
        return code, words
    return _TEMPORARY * 100, f"{_words(code, words)} (sender refused)".encode()


def _one_line(command: str) -> str:
    if "\r" in command or "\n" in command:
        raise ValueError("An address with a line break was not refused where it came in.")
    return command


def _error_text(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _words(error.smtp_code, text if isinstance(text, bytes) else text.encode())
    return " ".join(str(error).split())[:_REPLY_LENGTH] or type(error).__name__


def _words(code: int, words: bytes) -> str:
    readable = "".join(each if each.isprintable() else " " for each in words.decode("utf-8", "replace"))
    return f"{code} {' '.join(readable.split())}"[:_REPLY_LENGTH]
