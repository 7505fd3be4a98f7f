"""What an export of a blog holds, in the words of every system: a reader yields these, and ``blog_import`` files them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from outsideinnovation.importers.blog.original import OriginalFile
from outsideinnovation.importers.comment_export import ExportPlace, Foreign
from outsideinnovation.importers.report import ImportReport


class Visibility(StrEnum):
    """Who could read a post there. All but ``PUBLISHED`` come over as drafts, and are told of by this word."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PENDING = "pending review"
    PRIVATE = "private"
    PROTECTED = "behind a password"
    MEMBERS = "for members"
    MAIL_ONLY = "sent by mail only"
    TRASH = "in the trash"


class CommentsOpen(StrEnum):
    """Whether a post took comments; the words are those of the field ``Comments``."""

    OPEN = "open"
    CLOSED = "closed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ExportedPicture:
    """A picture that stands for a whole post: its address there, and the words for those who cannot see it."""

    address: str
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class ExportedPost:
    """A post or page. ``key`` is its name in the export, ``line`` where it begins there, from 1; 0 where there are no lines.

    ``address`` is where readers found it: absolute, or a rooted path; empty where it had none. ``old_addresses`` are others
    that led to it, with their queries (``/?p=7``). ``body`` is HTML that is whole by itself, ``title`` and ``summary`` are
    plain text. Dates are aware. ``categories`` begin with the primary one.
    """

    key: str
    line: int
    title: str
    body: str
    address: str = ""
    slug: str = ""
    is_page: bool = False
    visibility: Visibility = Visibility.PUBLISHED
    date: datetime | None = None
    modified: datetime | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    summary: str = ""
    picture: ExportedPicture | None = None
    language: str = ""
    conversation: CommentsOpen = CommentsOpen.OPEN
    old_addresses: tuple[str, ...] = ()
    original: OriginalFile | None = None  # of an export that we wrote: to be preferred to all else, once it was checked

    @property
    def place(self) -> ExportPlace:
        """What its comments say of it: hand them this very value as their ``place``."""
        addresses = tuple(each for each in (self.address, *self.old_addresses) if each)
        return ExportPlace(self.address or self.title or self.key, addresses, (self.key,))


@dataclass(frozen=True, slots=True)
class ExportedSubscriber:
    """Somebody who gets the blog by mail. ``confirmed`` only where the other system had them confirm it themselves.

    ``line`` is that of the file ``source``, where it is not that of the export itself.
    """

    line: int
    address: str
    since: datetime | None = None
    confirmed: bool = False
    source: Path | None = None


@dataclass(slots=True)
class OldLists:
    """Addresses of lists, complete once all has been read: rooted paths, by the names that the posts carry.

    They lead to the lists that are here now. ``others`` are paths whose new address the reader knows by itself.
    """

    categories: dict[str, str] = field(default_factory=dict)  # old path → category
    tags: dict[str, str] = field(default_factory=dict)  # old path → tag
    authors: dict[str, str] = field(default_factory=dict)  # old path → author
    archives: dict[str, str] = field(default_factory=dict)  # old path → "2007" or "2007/03"
    feeds: dict[str, str] = field(default_factory=dict)  # old path → "" for all posts, or a category
    comment_feeds: list[str] = field(default_factory=list)  # old paths of the feed of all comments
    others: dict[str, str] = field(default_factory=dict)  # old path → new path


class ExportedBlog(Protocol):
    """An export that is being read, in memory that does not grow with it.

    ``lists``, ``hosts`` and ``report`` are complete when ``read`` has come to its end. What is damaged is a problem in the
    report, with its line, and what is whole comes all the same; what has no counterpart here is a note.
    """

    system: str  # "wordpress"
    report: ImportReport
    lists: OldLists
    hosts: dict[str, int]  # the blog's own hosts and those that keep its pictures, with how often each was met

    def read(self) -> Iterator[ExportedPost | Foreign | ExportedSubscriber | OriginalFile]:
        """Yield all that it holds, each post before its comments, and a comment before its answers where the export allows.

        An OriginalFile is a list of addresses, of an export that we wrote.
        Raises UnreadableExportError where nothing of it can be read, and NotFoundError where there is no such file.
        """
        ...
