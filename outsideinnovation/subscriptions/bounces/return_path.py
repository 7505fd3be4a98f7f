"""Return paths that name the delivery they belong to and cannot be made up (VERP): ``news+bounce-9x-…@blog.example``."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

_LENGTH = 20  # hex digits: 80 bits


@dataclass(frozen=True, slots=True)
class ReturnPaths:
    """The return paths below *mailbox* (name@domain); *sign* returns hex digits that only we can make of a text."""

    mailbox: str
    sign: Callable[[str], str]

    def of(self, delivery: int) -> str:
        """Return the return path of that delivery."""
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+bounce-{delivery:x}-{self._mark(delivery)}@{domain}"

    def delivery(self, address: str) -> int | None:
        """Return the delivery that *address* is the return path of; None where it is none of ours."""
        found = re.fullmatch(self._shape(r"bounce-([0-9a-f]{1,16})-([0-9a-f]{20})"), address.strip().lower())
        if not found:
            return None
        delivery = int(found[1], 16)
        return delivery if hmac.compare_digest(found[2], self._mark(delivery)) else None

    def unsubscriber(self, address: str) -> str | None:
        """Return the token of whoever unsubscribes by writing to *address*; None where it is not for that."""
        found = re.fullmatch(self._shape(r"unsubscribe-([0-9a-f]{16,64})"), address.strip().lower())
        return found[1] if found else None

    def _mark(self, delivery: int) -> str:
        return self.sign(f"bounce/{delivery}")[:_LENGTH]

    def _shape(self, tag: str) -> str:
        local, _, domain = self.mailbox.lower().rpartition("@")
        return rf"{re.escape(local)}\+{tag}@{re.escape(domain)}"
