"""One conversation with the relay by SMTP (RFC 5321): opened safely, used for many mails, its answers told apart."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.mail.queue import Envelope
from outsideinnovation.mail.relay import Relay, Tls

PATIENCE = 60.0  # seconds for each answer, and for the connection
LAST_PATIENCE = 300.0  # for the answer to a whole mail: whoever hangs up early sends twice (RFC 5321 §4.5.3.2.6)
_OK, _SERVICE_CLOSING, _GO_AHEAD, _OUT_OF_ORDER = 2, 421, 354, 503
_TEMPORARY, _FOR_GOOD = 4, 5
_REPLY_LENGTH = 500


class Outcome(StrEnum):
    """What became of one mail. ``lost`` and ``uncertain``: the connection is gone, before or after the mail was there.

    ``withdrawn``: it was not to be sent any more when its turn came.
    """

    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    LOST = "lost"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mail, and the relay's words."""

    outcome: Outcome
    words: str


class RelayError(OutsideInnovationError):
    """The relay cannot be spoken to, or not as safely as was asked; no mail is to blame, and none was given up."""


class Conversation:
    """An open connection to *relay*; use it with ``closing``. Raises RelayError where it cannot be had as asked."""

    def __init__(self, relay: Relay, context: ssl.SSLContext | None = None) -> None:
        self._context = context or ssl.create_default_context()
        with _telling(relay):
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

    def hand_over(self, envelope: Envelope, message: bytes, begin: Callable[[], bool] = lambda: True) -> Answer:
        """Offer one mail, and tell what became of it. Never raises for what the relay says or does.

        *begin* is called once the relay has been told of the recipient, before DATA and while it looks for the answer;
        where it returns False the mail is withdrawn.
        """
        given = False
        try:
            answer = self._envelope(envelope, begin)
            if answer:
                return answer
            code, words = self._smtp.docmd("DATA")
            if code != _GO_AHEAD:
                return self._refused(code, words)
            given = True
            self._patience(LAST_PATIENCE)
            code, words = self._content(message)
            self._patience(PATIENCE)
        except (smtplib.SMTPException, OSError) as error:
            self._smtp.close()
            return Answer(Outcome.UNCERTAIN if given else Outcome.LOST, _said(error))
        if code // 100 != _OK:
            return self._refused(code, words, given=True)
        self.accepted += 1
        return Answer(Outcome.SENT, _words(code, words))

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

    def _envelope(self, envelope: Envelope, begin: Callable[[], bool]) -> Answer | None:
        """Name sender and recipient; return what stands in the way, None if nothing does."""
        foreign = not envelope.to.isascii() or not envelope.sender.isascii()
        if foreign and not self._smtp.has_extn("smtputf8"):
            begin()
            return Answer(Outcome.REFUSED, "The relay takes no address beyond ASCII (it offers no SMTPUTF8).")
        mail = f"MAIL FROM:<{envelope.sender}>{' SMTPUTF8' if foreign else ''}"
        recipient = f"RCPT TO:<{envelope.to}>"
        together = self._smtp.has_extn("pipelining")  # RFC 2920: both at once, and the answers in their order
        begun = self._said_meanwhile(begin, mail, *([recipient] if together else ()))
        code, words = self._smtp.getreply()
        if code // 100 == _FOR_GOOD and code != 552:  # noqa: PLR2004 - 552: this mail is too large
            # Our own address is refused: the set-up is to blame, and may be mended while the mail waits.
            code, words = _TEMPORARY * 100, f"{_words(code, words)} (sender refused)".encode()
        if code // 100 != _OK:
            if together and code != _SERVICE_CLOSING:
                self._smtp.getreply()
            return self._refused(code, words) if begun else self._withdrawn()
        if not together:
            self._say(recipient)
        code, words = self._smtp.getreply()
        if not begun:
            return self._withdrawn()
        return None if code // 100 == _OK else self._refused(code, words)

    def _said_meanwhile(self, begin: Callable[[], bool], *commands: str) -> bool:
        """Say *commands*, and call *begin* while the relay thinks; it is called too where the connection is gone already."""
        lost: OSError | smtplib.SMTPException | None = None
        try:
            self._say(*commands)
        except (smtplib.SMTPException, OSError) as error:
            lost = error
        begun = begin()
        if lost:
            raise lost
        return begun

    def _say(self, *commands: str) -> None:
        self._smtp.send("".join(f"{_one_line(command)}\r\n" for command in commands).encode())

    def _withdrawn(self) -> Answer:
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.rset()
        return Answer(Outcome.WITHDRAWN, "not to be sent any more")

    def _content(self, message: bytes) -> tuple[int, bytes]:
        """Send the mail's lines, dots doubled (RFC 5321 §4.5.2), and the dot that ends them; return the answer."""
        self._smtp.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        return self._smtp.getreply()

    def _refused(self, code: int, words: bytes, *, given: bool = False) -> Answer:
        said = _words(code, words)
        if code == _SERVICE_CLOSING:
            self._smtp.close()
            return Answer(Outcome.LOST, said)
        if code < 0:  # smtplib's word for an answer that is none
            self._smtp.close()
            return Answer(Outcome.UNCERTAIN if given else Outcome.LOST, said)
        if code == _OUT_OF_ORDER:  # we and the relay do not agree on what was said: no recipient is to blame
            self._smtp.close()
            return Answer(Outcome.DEFERRED if given else Outcome.LOST, said)
        if not given:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()
        return Answer(Outcome.REFUSED if code // 100 == _FOR_GOOD else Outcome.DEFERRED, said)

    def _patience(self, seconds: float) -> None:
        if self._smtp.sock:
            self._smtp.sock.settimeout(seconds)


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
            f"{where} refuses the sign-in ({_said(error)}): check user and password in OI_SMTP_URL."
        ) from error
    except UnicodeError:  # whose text would repeat what it is about
        raise RelayError(
            f"{where}: host, user or password has a letter that SMTP cannot carry: see OI_SMTP_URL."
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise RelayError(f"{where} cannot be spoken to: {_said(error)}. Mail waits; see OI_SMTP_URL.") from error


def _one_line(command: str) -> str:
    if "\r" in command or "\n" in command:
        raise ValueError("An address with a line break was not refused where it came in.")
    return command


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _words(error.smtp_code, said if isinstance(said, bytes) else said.encode())
    return " ".join(str(error).split())[:_REPLY_LENGTH] or type(error).__name__


def _words(code: int, words: bytes) -> str:
    readable = "".join(each if each.isprintable() else " " for each in words.decode("utf-8", "replace"))
    return f"{code} {' '.join(readable.split())}"[:_REPLY_LENGTH]
