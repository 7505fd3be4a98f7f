"""The macros of SPF records (RFC 7208 §7), by which a record makes names of the sender's address: ``%{ir}.list.example``."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from outsideinnovation.doctor.resolver import Address

_MACRO = re.compile(r"%(?:\{([A-Za-z])([0-9]*)([Rr]?)([-.+,/_=]*)\}|([%_-])|)")
_ESCAPES = {"%": "%", "_": " ", "-": "%20"}
_LONGEST = 253  # §7.3: of a name; labels go from its left until it fits
_DIGITS = 4  # of a number of parts, that are read: so many parts nothing has


class MacroError(Exception):
    """A macro that receivers cannot read; its text names it."""


@dataclass(frozen=True, slots=True)
class Macros:
    """What the letters stand for: the return path *sender*, and the *address* that connects, None where it is not known."""

    sender: str
    address: Address | None

    def expanded(self, text: str, domain: str) -> str | None:
        """Return the name that *text* makes for a record of *domain*; None where it takes the address, and there is none.

        Raises MacroError for what §7.1 does not allow.
        """
        if "%" not in text:
            return text
        name, unknown = "", False
        for literal, macro in _parts(text):
            value = self._value(macro, domain) if macro else literal
            unknown = unknown or value is None
            name += value or ""
        while len(name) > _LONGEST and "." in name:
            name = name.partition(".")[2]
        return None if unknown else name

    def _value(self, macro: re.Match[str], domain: str) -> str | None:
        letter, digits, reverse, delimiters, escape = macro.groups()
        if escape:
            return _ESCAPES[escape]
        number = digits.lstrip("0")[:_DIGITS] if digits else ""
        if not letter or (digits and not number):
            raise MacroError(f"{macro[0] or macro.string[macro.start() :]} is no macro")
        value = self._letter(letter.lower(), domain)
        if value is None:
            return None
        parts = re.split(f"[{re.escape(delimiters or '.')}]", value)
        parts = parts[::-1] if reverse else parts
        joined = ".".join(parts[-int(number) :] if number else parts)
        return quote(joined, safe="-._~") if letter.isupper() else joined

    def _letter(self, letter: str, domain: str) -> str | None:
        local, _, host = self.sender.rpartition("@")
        known = {"s": self.sender, "l": local or "postmaster", "o": host, "d": domain, "h": host, "p": "unknown"}
        if letter in known:
            return known[letter]
        if letter not in {"i", "v"}:
            raise MacroError(f"%{{{letter}}} is no macro of a record")  # c, r and t are of explanations (§7.2)
        if self.address is None:
            return None
        if letter == "v":
            return "in-addr" if self.address.version == 4 else "ip6"  # noqa: PLR2004 - of IP
        return str(self.address) if self.address.version == 4 else ".".join(self.address.exploded.replace(":", ""))  # noqa: PLR2004 - of IP


def _parts(text: str) -> list[tuple[str, re.Match[str] | None]]:
    """Return the literal pieces and the macros in their order."""
    found: list[tuple[str, re.Match[str] | None]] = []
    end = 0
    for macro in _MACRO.finditer(text):
        found += [(text[end : macro.start()], None), ("", macro)]
        end = macro.end()
    return [*found, (text[end:], None)]
