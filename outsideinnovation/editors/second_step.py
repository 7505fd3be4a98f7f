"""The second step of a sign-in: six digits from an app (RFC 6238), or a recovery code where the app is lost."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
import segno

RECOVERY_CODES = 10
STEP = 30  # seconds for which an app shows a code
DRIFT = 1  # steps that an editor's clock may be off, either way (RFC 6238, 5.2)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_GROUPS, _GROUP = 3, 5  # 15 letters: 74 bits, so that a plain hash keeps them


def new_secret() -> str:
    """Return a new shared secret: 160 bits in base32, as RFC 4226 asks for."""
    return pyotp.random_base32(32)


def address(secret: str, name: str, issuer: str) -> str:
    """Return the ``otpauth:`` address that apps read."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def drawing(address: str) -> str:
    """Return *address* as a QR code, an SVG image in a ``data:`` address."""
    drawn: str = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff", omitsize=False)
    return drawn


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step of time that *code* belongs to, or None where it is none of those that count *now*.

    Whoever accepts it must see that no code of this step or an earlier one is accepted again (RFC 6238, 5.2). Where no app
    is set up, and *secret* is empty, no code fits: anybody could work those out.
    """
    if not secret:
        return None
    digits = "".join(code.split())
    totp = pyotp.TOTP(secret)
    found = None
    for offset in range(-DRIFT, DRIFT + 1):  # all are compared, whichever fits
        if hmac.compare_digest(totp.at(now, counter_offset=offset).encode(), digits.encode("utf-8", "replace")):
            found = totp.timecode(now) + offset
    return found


def last_step(now: datetime) -> int:
    """Return the last step of time whose code may be accepted *now*."""
    return int(now.timestamp()) // STEP + DRIFT


def new_recovery_codes() -> list[str]:
    """Return codes such as ``k3m9p-7wq2x-hd5vn``, each for one sign-in without the app."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Return what to keep of a recovery code, however it was typed."""
    letters = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
