"""The ids of feeds and of their entries, by which readers know what they have seen (RFC 4287, section 4.2.6).

An id hangs on nothing that people change: not on a date, an address or a host. It is a ``urn:uuid:`` of version 5 (RFC 9562,
section 5.5), made of the post's own id within the blog's name space, ``FEEDS_ID``. A ``tag:`` URI (RFC 4151) would need a host
and a day on which it was ours, both of which would have to be kept; letters beyond ASCII would have to be encoded in it.

Blogs that were published before had ``tag:HOST,YEAR:ID``, by the host of SITEURL and the year of the date. Those ids stay: the
first publication writes them into ``addresses.txt``, those of posts one by one, and the host for feeds and comments. An import
writes down what another system called the entries of its posts, whatever that is: ``ID=NAME``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID, uuid5

from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.configuration import Configuration
from outsideinnovation.percent_encoding import of_path
from outsideinnovation.slugs import ADDRESSES

KIND = "feed-id"  # what the lines of addresses.txt about ids are called
NAMESPACE = UUID("5b7ad0de-6f3c-5c4e-9c0c-2f1f4d7c6a10")  # of blogs without a FEEDS_ID
FEED_YEAR = 2005  # in the old ids of feeds
STAND_IN = f"urn:uuid:{NAMESPACE}"  # as long as every new id
_URN, _TAG = "urn:uuid:", "tag:"
_LINE, _POST = f" {KIND} ".encode(), b" post "
# A line about ids that holds half of one, as after a slip of an editor: it is named, and not followed.
BROKEN = re.compile(r"urn:uuid:(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$)|tag:(?![^:]*$|[^,]*,\d{4}:.)", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeedIds:
    """The ids of one blog.

    ``host`` is that of the old ids, empty where there never were any; ``posts`` are old and imported ids by the ids of posts;
    ``published`` are posts whose old ids nobody has written down yet.
    """

    namespace: UUID = NAMESPACE
    host: str = ""
    posts: Mapping[str, str] = field(default_factory=dict)
    published: frozenset[str] = frozenset()

    @classmethod
    def of(cls, content: Path, settings: Configuration) -> Self:
        """Return those of the site with that *content*, as its ``addresses.txt`` knows them."""
        namespace, host, posts = UUID(settings.feeds.namespace or str(NAMESPACE)), "", {}
        data = _read(content / ADDRESSES)
        for told in _told(data) if _LINE in data else ():
            if told.startswith(_URN):
                namespace = UUID(told.removeprefix(_URN))
            elif not told.startswith(_TAG):
                identifier, _, name = told.partition("=")
                posts[unquote(identifier)] = unquote(name)
            elif ":" in told.removeprefix(_TAG):
                posts[unquote(told.split(":", 2)[2])] = unquote(told)
            else:
                host = unquote(told.removeprefix(_TAG))
        if _LINE + _URN.encode() not in data:
            published = frozenset(_published(data)) - posts.keys()
            return cls(namespace, _host(settings) if published else "", posts, published)
        return cls(namespace, host, posts)

    @property
    def digest(self) -> str:
        """What is another text where an id is."""
        return digest(str(self.namespace), self.host, repr(sorted(self.posts.items())), *sorted(self.published))

    def post(self, identifier: str, year: int) -> str:
        """Return the id of the entry of a post; *year* is that of its date."""
        if identifier in self.published:
            return self._old(identifier, year)
        return self.posts.get(identifier) or self._made("post", identifier)

    def comment(self, identifier: str, year: int) -> str:
        """Return the id of the entry of a comment."""
        return self._old(f"comment:{identifier}", year) if self.host else self._made("comment", identifier)

    def feed(self, name: str) -> str:
        """Return the id of a feed."""
        return self._old(name, FEED_YEAR) if self.host else self._made("feed", name)

    def recorded(self, posts: Iterable[tuple[str, int, str]]) -> Iterator[tuple[str, str]]:
        """Yield what ``addresses.txt`` is to say: paths, and what is told of them; *posts* are id, year of the date, and URL."""
        yield "", f"{_URN}{self.namespace}"
        if self.host:
            yield "", f"{_TAG}{of_path(self.host)}"
            for identifier, year, url in posts:
                old = self.post(identifier, year)
                if old.startswith(_TAG) and old.split(":", 2)[2] == identifier:
                    yield url, f"{old.partition(',')[0]},{old.split(',', 1)[1][:4]}:{of_path(identifier)}"

    def _old(self, name: str, year: int) -> str:
        return f"{_TAG}{self.host},{year}:{name}"

    def _made(self, kind: str, name: str) -> str:
        return _urn(self.namespace, f"{kind}:{name}")


def imported(identifier: str, name: str) -> str:
    """Return what ``addresses.txt`` is to say of a post whose entry had that *name* where it came from."""
    return f"{quote(identifier, safe='')}={quote(name, safe='/:,')}"


@lru_cache(4096)  # a post stands in the feeds of the site and of its categories, and in the archive
def _urn(namespace: UUID, name: str) -> str:
    return f"{_URN}{uuid5(namespace, name)}"


def _read(addresses: Path) -> bytes:
    try:
        return addresses.read_bytes()
    except OSError:
        return b""


def _host(settings: Configuration) -> str:
    return urlsplit(settings.site.url).hostname or "localhost"


def _told(data: bytes) -> Iterator[str]:
    for line in data.split(b"\n"):
        if _LINE in line and not BROKEN.match(told := line.partition(_LINE)[2].decode("ascii", "replace").strip()):
            yield told


def _published(data: bytes) -> Iterator[str]:
    for line in data.split(b"\n"):
        if _POST in line:
            yield unquote(line.partition(_POST)[2].decode("ascii", "replace").strip())
