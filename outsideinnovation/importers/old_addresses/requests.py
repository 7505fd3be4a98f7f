"""One address that an old site had, in the words of whatever names it: a line, a sitemap's entry or a request in a log."""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, urlsplit

from outsideinnovation.importers.report import ImportReport

LONGEST = 2_000  # characters of an address; sitemaps allow 2,048, and no browser's or blog's are longer
_SAFE = "/%:@!$&'()*+,;=-._~?[]|^"  # what browsers send as it is
_WITH_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?=/)", re.IGNORECASE)


class RequestsLeftOut(StrEnum):
    """Why an address of a log is not judged, though nothing is wrong with its line."""

    METHOD = "neither GET nor HEAD"
    ASSET = "pictures, styles, scripts and fonts"
    PROBE = "looked for by bots"
    LONG = f"of more than {LONGEST:,} characters"


@dataclass(frozen=True, slots=True)
class Requested:
    """An ``address`` as browsers send it, rooted and with its query; ``answered``: a log says that its server gave it."""

    address: str
    answered: bool = True


@dataclass(slots=True)
class SourceReport:
    """What was read of a source besides addresses: ``problems``, what was left out, and the hosts that were named.

    ``file`` is the one that is being read: a sitemap may name others.
    """

    problems: ImportReport
    left_out: Counter[RequestsLeftOut] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    is_log: bool = False
    file: Path | None = None

    def problem(self, line: int, what: str, remedy: str) -> None:
        """Keep what is wrong in a *line* of the file; 0 stands for the file as a whole."""
        self.problems.problem(line, what, remedy, self.file)


def rooted(text: str, report: SourceReport) -> str | None:
    """Return the rooted address that *text* names, as browsers send it; None where it is no web address.

    It may have a host, which is counted, or be a path. What is no UTF-8 in it may be a lone surrogate.
    """
    text = text.strip()
    if text.startswith("/") and not text.startswith("//"):
        return _sent(text)
    bare = _BARE_HOST.match(text)
    if not bare and not _WITH_HOST.match(text):
        return None
    try:
        parts = urlsplit(f"//{text}" if bare else text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not host:
        return None
    if text.startswith("//") and "." not in host:  # a path with a doubled stroke
        return _sent(text)
    report.hosts[host[:253]] += 1
    return _sent((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _sent(address: str) -> str:
    return quote(address.partition("#")[0], safe=_SAFE, errors="surrogateescape")
