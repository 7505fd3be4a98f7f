"""Status codes of mail (RFC 3463, RFC 5321 §4.2): which of them say that an address does not exist."""

import re
from enum import StrEnum

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_BASIC = re.compile(r"(?<![\d.])([245]\d\d)(?![\d.])")
_NO_SUCH_ADDRESS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
_NO_SUCH_MAILBOX = frozenset({"550", "551", "553"})  # where nothing more exact is said
_UNSPECIFIC = "0.0"


class Meaning(StrEnum):
    """What came back. ``hard``: no such address; ``soft``: not now; ``complaint``: a reader called it spam."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    NONE = "none"


def enhanced(text: str) -> str:
    """Return the first enhanced status code in *text*, such as ``5.1.1``, or nothing."""
    found = _ENHANCED.search(text)
    return found[0] if found else ""


def kind_of(status: str, words: str = "") -> Meaning:
    """Return what a refusal means: *status* is its enhanced code, if there is one, *words* what the server said.

    Only what says that there is no such address is hard: a full mailbox, a policy or a spam filter may change its mind.
    """
    code = status if status and not status.endswith(_UNSPECIFIC) else enhanced(words) or status
    major, _, detail = code.partition(".")
    if major == "4":
        return Meaning.SOFT
    if detail and detail != _UNSPECIFIC:
        return Meaning.HARD if detail in _NO_SUCH_ADDRESS else Meaning.SOFT
    basic = _BASIC.search(words)
    return Meaning.HARD if basic and basic[1] in _NO_SUCH_MAILBOX else Meaning.SOFT
