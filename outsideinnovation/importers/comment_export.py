"""A comment as another comment system exported it, ready to be filed: whose post, whose words, whose answer.

Mail addresses are handed on beside the words, never in them; network addresses are not handed on at all.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from outsideinnovation.importers.blog.original import OriginalFile
from outsideinnovation.importers.comment_text import web_addresses
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.report import ImportReport

NOBODY = "Anonymous"
ADDRESS_LENGTH = 254  # characters; RFC 5321, 4.5.3.1.3, and its erratum 1690
_MAIL = re.compile(r"[^\s@<>\"(),;:\\\x00-\x1f]+@[^\s@<>\"(),;:\\\x00-\x1f]+")
_EARLIEST, _LATEST = 1900, 9998


class ExportedStatus(StrEnum):
    """Where a comment stood there; the words are those of our own states."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    SPAM = "spam"


class Why(StrEnum):
    """Why a comment was left where it is, though nothing is wrong with it."""

    DELETED = "deleted there"
    PING = "pingbacks and trackbacks"


@dataclass(frozen=True, slots=True)
class ExportPlace:
    """What an export says of a post: the ``addresses`` it had and the ``ids`` it may have; ``name`` is for people."""

    name: str
    addresses: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreign:
    """One comment. ``key`` is its name there, ``parent`` the key of the one it answers; ``date`` is aware and UTC.

    ``text`` is Markdown without mail addresses; ``line`` counts from 1, 0 where the export has no lines. ``exported_date``
    is the date as it stood there, where ``date`` had to be put right. ``is_ping`` says that another blog's software left it.
    """

    key: str
    parent: str | None
    place: ExportPlace
    line: int
    author: str
    email: str | None
    website: str | None
    date: datetime
    text: str
    status: ExportedStatus
    by_author: bool = False
    exported_date: datetime | None = None
    is_ping: bool = False
    original: OriginalFile | None = None  # of an export that we wrote: to be preferred to all else, once it was checked


class CommentExport(Protocol):
    """An export that is being read; what was left out is known when ``comments`` has been read to its end."""

    system: str
    losses: "Losses"

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment. Raises UnreadableExportError, NotFoundError where there is no such file."""
        ...


@dataclass(slots=True)
class Losses:
    """What was not taken of an export: counted where it is meant to be so, named line by line where it is not."""

    report: ImportReport
    skipped: Counter[Why] = field(default_factory=Counter)
    keys: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, export: Path) -> "Losses":
        """Return the account of an export that nothing has been read of."""
        return cls(ImportReport(export))

    def has(self, key: str) -> bool:
        """Tell whether a comment had this *key* already."""
        return key in self.keys

    def is_first(self, key: str, line: int) -> bool:
        """Tell whether no comment had this *key* yet; a second one is a problem, for its words would be lost."""
        if key in self.keys:
            self.report.problem(line, f"a second comment {key!r}", "left out; compare with the original")
            return False
        self.keys.add(key)
        return True


def name(text: str) -> str:
    """Return a commenter's name as one line without a mail address; one who gave none is called Anonymous."""
    return exported_text.name(text) or NOBODY


def mail(text: str) -> str | None:
    """Return a mail address if it looks like one, else None. Nobody has confirmed it."""
    address = text.strip()
    return address if len(address) <= ADDRESS_LENGTH and _MAIL.fullmatch(address) else None


def website(text: str) -> str | None:
    """Return a commenter's http(s) address, else None."""
    return web_addresses.website(text)


def moment(text: str) -> datetime | None:
    """Return the moment that *text* names as ISO 8601, in UTC where it has no zone; None where it names none."""
    try:
        date = datetime.fromisoformat(text.strip())
        date = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date if _EARLIEST <= date.year <= _LATEST else None


def epoch(seconds: float) -> datetime | None:
    """Return the moment that many *seconds* after 1970 began, to the second; None where that is no time of ours."""
    try:
        date = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return date if _EARLIEST <= date.year <= _LATEST else None


def path(address: str) -> str:
    """Return what an address says below its host: ``/2005/12/first.html``; empty where it says nothing."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "") if parts.path.strip("/") or parts.query else ""
