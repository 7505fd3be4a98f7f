"""What a feed is made of: people, entries, the feed itself. Made fit for every format once, when it is built.

Addresses are absolute. Times are aware; they are kept in UTC and whole seconds. Text loses what XML cannot carry.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from outsideinnovation.feeds.feed_text import excerpt, iri, legal, one_line, plain, uri, web_address

HEADING_LENGTH = 60  # characters of an entry's own words that stand in for a missing title
TEASER_LENGTH = 300  # characters that stand in for a missing summary where a format must have one


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote. An address that is not one of the web is dropped."""

    name: str
    url: str | None = None

    def __post_init__(self) -> None:
        _keep(self, name=one_line(self.name), url=web_address(self.url))


@dataclass(frozen=True, slots=True)
class Discussion:
    """The comments to an entry: where they are read, their own Atom feed, how many, and when the last one came.

    ``feed_url`` is empty where there is no such feed yet.
    """

    url: str
    feed_url: str
    count: int
    updated: datetime | None = None

    def __post_init__(self) -> None:
        last = self.updated and utc(self.updated, f"the last comment at {self.url}")
        _keep(self, url=uri(self.url), feed_url=self.feed_url and uri(self.feed_url), updated=last)


@dataclass(frozen=True, slots=True)
class InReplyTo:
    """What an entry replies to: the id of that entry and its address (RFC 4685, section 3)."""

    ref: str
    href: str

    def __post_init__(self) -> None:
        _keep(self, ref=iri(self.ref), href=uri(self.href))


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that comes with an entry; ``length`` in bytes, 0 when unknown, ``type`` a media type."""

    url: str
    length: int
    type: str

    def __post_init__(self) -> None:
        _keep(self, url=uri(self.url), type=one_line(self.type))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One post or comment.

    ``id`` never changes: a ``tag:`` URI or the permanent address. ``html`` is the full text as ``absolute`` left it;
    ``title`` and ``summary`` are plain text. An entry without a title is called by its first words.
    """

    id: str
    url: str
    title: str
    html: str
    published: datetime
    updated: datetime
    author: Person
    summary: str = ""
    categories: tuple[str, ...] = ()
    discussion: Discussion | None = None
    answers: InReplyTo | None = None
    enclosure: Enclosure | None = None

    def __post_init__(self) -> None:
        _keep(
            self,
            id=iri(self.id),
            url=uri(self.url),
            title=one_line(self.title) or plain(self.html, HEADING_LENGTH) or uri(self.url),
            html=legal(self.html),
            published=utc(self.published, f"the date of {self.id}"),
            updated=utc(self.updated, f"the last change of {self.id}"),
            summary=one_line(self.summary),
            categories=tuple(dict.fromkeys(filter(None, map(one_line, self.categories)))),
        )

    @property
    def teaser(self) -> str:
        """The summary, or the first words, for formats in which an entry must have some."""
        return self.summary or excerpt(self.html, TEASER_LENGTH) or plain(self.html, TEASER_LENGTH) or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed before it has a format: entries come newest first and are written in that order.

    ``id`` never changes. ``updated`` is the time of the last change to what the feed shows: no clock is read. ``hub``
    is the address of a WebSub hub. An author without a name is the feed itself.
    """

    id: str
    title: str
    home_url: str
    language: str
    updated: datetime
    author: Person
    entries: tuple[FeedEntry, ...] = ()
    subtitle: str = ""
    hub: str | None = None
    rights: str = ""

    def __post_init__(self) -> None:
        title = one_line(self.title) or uri(self.home_url)
        _keep(
            self,
            id=iri(self.id),
            title=title,
            home_url=uri(self.home_url),
            language=one_line(self.language).replace("_", "-"),
            updated=utc(self.updated, f"the last change of the feed {self.id}"),
            author=self.author if self.author.name else Person(title, self.author.url),
            subtitle=one_line(self.subtitle),
            hub=web_address(self.hub),
            rights=one_line(self.rights),
        )


@dataclass(frozen=True, slots=True)
class ArchiveLinks:
    """Where a document stands in the archive of its feed, as addresses of its neighbours (RFC 5005, section 4).

    ``current`` is the feed that people subscribe to; when it is given, this document is one of the archive's own pages.
    """

    older: str | None = None
    newer: str | None = None
    current: str | None = None


def utc(time: datetime, what: str) -> datetime:
    """Return *time* in UTC and whole seconds. Raises ValueError, naming *what*, for a time without a zone."""
    if time.tzinfo is UTC and not time.microsecond:
        return time
    if time.utcoffset() is None:
        raise ValueError(f"{what} has no time zone: {time.isoformat()}. Give it one, such as tzinfo=UTC.")
    return time.astimezone(UTC).replace(microsecond=0)


def _keep(thing: object, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(thing, name, value)  # a frozen dataclass may settle its own fields, once
