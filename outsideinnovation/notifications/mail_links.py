"""The addresses that mails carry: into the site, to the editors' pages, and the signed ones that let one thing be done.

A decision's link is for one action on one version of one comment in one state, and for three days; a stop link works for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from outsideinnovation.comments.record import Comment
from outsideinnovation.languages.message import Message
from outsideinnovation.tokens import Keyring, Purpose, TokenError

LIFE = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Stop:
    """Whom not to write to any more, and about which comment; None: about any."""

    address: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads the links of one site; both addresses without a slash at their end."""

    site: str
    service: str
    keyring: Keyring

    @property
    def moderation(self) -> str:
        """The editors' queue."""
        return f"{self.service}/moderation"

    def page(self, url: str, comment: str | None = None) -> str:
        """Return the address of the page at *url*, a path below the site, or of a comment on it."""
        return f"{self.site}/{url}" + (f"#comment-{comment}" if comment else "")

    def decision(self, comment: Comment, action: str, version: str, now: datetime) -> str:
        """Return where *action* on that *version* of *comment* can be confirmed, as long as it stands where it does *now*."""
        claims = {
            "id": comment.id,
            "action": action,
            "version": version,
            "seen": comment.status,
            "issued": now.isoformat(),
        }
        return self._signed("moderation/decide", Purpose.DECISION, claims, now + LIFE)

    def confirmation(self, address: str, now: datetime) -> str:
        """Return where a reader says that *address* is theirs."""
        return self._signed("comments/confirm", Purpose.CONFIRMATION, {"address": address}, now + LIFE)

    def stop(self, address: str, comment: str | None = None) -> str:
        """Return where mail to *address* about that comment, or about any, is stopped."""
        claims = {"address": address, "comment": comment}
        return self._signed("comments/stop", Purpose.STOP, claims, None)

    def confirmed(self, token: str, now: datetime) -> str:
        """Return the address that *token* confirms. Raises TokenError, ExpiredTokenError."""
        return _text(self.keyring.read(Purpose.CONFIRMATION, token, now), "address")

    def stopped(self, token: str, now: datetime) -> Stop:
        """Return what *token* stops. Raises TokenError."""
        claims = self.keyring.read(Purpose.STOP, token, now)
        return Stop(_text(claims, "address"), claims.get("comment"))

    def _signed(self, path: str, purpose: Purpose, value: Mapping[str, Any], expires: datetime | None) -> str:
        return f"{self.service}/{path}/{self.keyring.sign(purpose, value, expires=expires)}"


def _text(claims: Any, key: str) -> str:
    value = claims.get(key) if isinstance(claims, dict) else None
    if not isinstance(value, str):
        raise TokenError(Message("This link does not say whom it is for: copy it whole from the mail."))
    return value
