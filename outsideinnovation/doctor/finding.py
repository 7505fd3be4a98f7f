"""What one check found."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How it stands. A ``problem`` keeps something from working; a ``warning`` may, or could not be looked at from here."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the *check* of that name saw, and what to do about it where that is anything but well."""

    check: str
    verdict: Severity
    what: str
    remedy: str = ""


def ok(check: str, what: str) -> Finding:
    """Return that all is well."""
    return Finding(check, Severity.OK, what)


def warning(check: str, what: str, remedy: str) -> Finding:
    """Return what may be wrong."""
    return Finding(check, Severity.WARNING, what, remedy)


def problem(check: str, what: str, remedy: str) -> Finding:
    """Return what is wrong."""
    return Finding(check, Severity.PROBLEM, what, remedy)
