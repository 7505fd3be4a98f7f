"""How Hugo makes addresses of names, as ``paths.Sanitize`` and ``helpers.URLize`` of its source have it (Hugo 0.168)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

KEPT = frozenset("./\\_#+~-@")
TOKEN = re.compile(r":([a-z]+)(?:\[[^\]]*\])?")


def path_name(name: str) -> str:
    """Return a file's, folder's or term's name as a part of an address: every blank is a hyphen, case is lost."""
    return _sanitized(name.replace(" ", "-")).lower()


def slug_name(text: str) -> str:
    """Return a slug or title as a part of an address: blanks side by side are one hyphen."""
    return _sanitized(text.strip()).lower()


def _sanitized(text: str) -> str:
    made: list[str] = []
    waits = False
    for at, sign in enumerate(text):
        is_allowed = sign in KEPT or unicodedata.category(sign)[0] in "LNM" or (sign == "%" and _is_escape(text, at))
        if is_allowed:
            made += ["-", sign] if waits else [sign]
            waits = False
        elif made and made[-1] != "-" and sign.isspace():
            waits = True
    return "".join(made)


def _is_escape(text: str, at: int) -> bool:
    return re.fullmatch(r"%[0-9A-Fa-f]{2}", text[at : at + 3]) is not None


def filled(pattern: str, values: Mapping[str, str], date: datetime | None) -> str:
    """Return a permalink *pattern* with its tokens filled in. Raises KeyError with a token that is not known."""
    known = dict(values)
    if date:
        known |= {
            "year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}", "monthname": f"{date:%B}".lower(),
            "yearday": str(date.timetuple().tm_yday), "weekday": str((date.weekday() + 1) % 7),
            "weekdayname": f"{date:%A}".lower(),
        }  # fmt: skip
    return TOKEN.sub(lambda token: known[token[1]], pattern)
