"""Where the lists, archives and feeds of an old blog are found now: the lines that redirects.txt gets for them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from outsideinnovation.importers.blog import old_urls
from outsideinnovation.importers.blog.addresses import RESERVED
from outsideinnovation.importers.blog.exported import OldLists
from outsideinnovation.importers.list_addresses import ALL, ListAddresses
from outsideinnovation.importers.movabletype import exported_text

COMMENT_FEED = "/feeds/comments.atom.xml"


def redirects(lists: OldLists, here: ListAddresses, is_taken: Callable[[str], bool]) -> dict[str, str]:
    """Return old address → new one for every list that moves; *is_taken* tells of an address that a post has.

    A list that has no counterpart leads to that of all lists of its kind.
    """
    found: dict[str, str] = {}
    for old, new in _all(lists, here):
        address = old_urls.rooted(old)
        if old_urls.file(address) in RESERVED:  # the build answers there itself: /atom.xml, /rss.xml
            continue
        if address and old_urls.may_lead(address) and not _is_same(address, new) and not is_taken(address):
            found.setdefault(address, new)
    return found


def _all(lists: OldLists, here: ListAddresses) -> Iterator[tuple[str, str]]:
    for kind, named in (("category", lists.categories), ("tag", lists.tags), ("author", lists.authors)):
        for old, name in named.items():
            yield old, here.of(kind, exported_text.plain_name(name)) or here.page(ALL[kind])
    for old, period in lists.archives.items():
        yield old, _period(period, here)
    for old, category in lists.feeds.items():
        yield old, _feed(old, category, here)
    yield from ((old, COMMENT_FEED) for old in lists.comment_feeds)
    yield from lists.others.items()


def _period(period: str, here: ListAddresses) -> str:
    """Return where the list of ``2007`` or ``2007/03`` is."""
    year, _, month = period.partition("/")
    try:
        date = datetime(int(year), int(month or 1), 1, tzinfo=UTC)
    except ValueError:
        return here.page("archives")
    return here.month(date) if month else here.year(date)


def _feed(old: str, category: str, here: ListAddresses) -> str:
    """Return the feed of a category, or of all posts: in Atom where the old address says so."""
    rss = here.category_feed(exported_text.plain_name(category)) if category else "/feeds/rss.xml"
    return rss.removesuffix("rss.xml") + "atom.xml" if "atom" in old.lower() else rss


def _is_same(old: str, new: str) -> bool:
    return old.rstrip("/") == new.rstrip("/") or old == f"{new}index.html"
