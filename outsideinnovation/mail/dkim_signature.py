"""DKIM (RFC 6376): signs the bytes that are sent, where the relay does not sign, and reads the signatures of what arrived.

The headers are named here: dkimpy's own list ends with RFC 2369, and without List-Unsubscribe-Post under the signature no
mailbox provider offers one click (RFC 8058 §4). Each is guarded against a second one of its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

import dkim

from outsideinnovation.errors import SettingsError

SIGNED = (
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"),
    *(
        "Content-Transfer-Encoding",
        "Auto-Submitted",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "List-Help",
    ),
    *("List-Owner", "List-Archive", "List-Post", "Archived-At", "Feedback-ID"),
)


@dataclass(frozen=True, slots=True)
class DkimSigner:
    """Signs as *domain* with the private *key* (PEM), whose public half is in the DNS at *selector*._domainkey.*domain*."""

    domain: str
    selector: str
    key: bytes

    @classmethod
    def load(cls, domain: str, selector: str, path: Path) -> "DkimSigner":
        """Read the key at *path*, and try it. Raises SettingsError."""
        try:
            key = path.read_bytes()
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror}: name the file with the DKIM key, in PEM.") from error
        return cls.of(domain, selector, key, str(path))

    @classmethod
    def of(cls, domain: str, selector: str, key: bytes, where: str) -> "DkimSigner":
        """Take the *key* that was found *where*, and try it. Raises SettingsError."""
        signer = cls(domain, selector, key)
        try:
            signer.signed(b"From: a@" + domain.encode() + b"\r\n\r\n\r\n")
        except SettingsError as error:
            raise SettingsError(f"{where}: {error}") from None
        return signer

    def signed(self, message: bytes) -> bytes:
        """Return *message* with its signature before it, which holds for these bytes and no others."""
        present = {line.partition(b":")[0].lower() for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        names = [name.encode() for name in SIGNED]
        guarded = [
            name for name in names if name.lower() in present
        ] + names  # once more than there are: none may be added
        try:
            signature = dkim.sign(
                message,
                self.selector.encode(),
                self.domain.encode(),
                self.key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=guarded,
                linesep=b"\r\n",
            )
        except (dkim.DKIMException, ValueError, TypeError) as error:
            raise SettingsError(f"This DKIM key cannot sign ({error}): it must be an RSA key in PEM.") from error
        return bytes(signature) + message


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """A signature on a mail: who signs, the name of the key in the DNS, and the headers it covers, in lower case."""

    domain: str
    selector: str
    headers: frozenset[str]

    @property
    def key_name(self) -> str:
        """Where the public key stands in the DNS (RFC 6376 §3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"


def signatures(message: bytes) -> list[FoundSignature]:
    """Return the signatures on *message*, in their order; what cannot be read has no domain."""
    found = BytesHeaderParser(policy=compat32).parsebytes(message).get_all("DKIM-Signature", [])
    return [_found(str(value)) for value in found]


def is_valid(message: bytes, number: int, key_record: Callable[[str], str | None]) -> bool:
    """Tell whether signature *number* of *message* holds; *key_record* returns the text at a name in the DNS."""

    def look_up(name: bytes, timeout: int = 0) -> bytes | None:
        del timeout
        text = key_record(name.decode("ascii", "replace").rstrip("."))
        return None if text is None else text.encode("ascii", "replace")

    try:
        return bool(dkim.DKIM(message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")).verify(number, dnsfunc=look_up))
    except (dkim.DKIMException, ValueError, TypeError, IndexError):
        return False


def _found(value: str) -> FoundSignature:
    tags = dict(part.partition("=")[::2] for part in "".join(value.split()).split(";"))
    headers = frozenset(tags.get("h", "").lower().split(":"))
    return FoundSignature(tags.get("d", "").lower(), tags.get("s", ""), headers)
