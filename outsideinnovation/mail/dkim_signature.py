"""DKIM (RFC 6376): signs the bytes that are sent, where the relay does not sign.

The headers are named here: dkimpy's own list ends with RFC 2369, and without List-Unsubscribe-Post under the signature no
mailbox provider offers one click (RFC 8058 §4). Each is guarded against a second one of its name.
"""

from dataclasses import dataclass
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
