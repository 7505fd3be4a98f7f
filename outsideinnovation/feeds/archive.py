"""What a feed still holds when it grows: its newest entries, and archive pages that never change for the others.

RFC 5005, section 4: readers keep an archive page once they have it, so what is on it must stay on it. Pages are filled
from the oldest entry on, and a page that is not full yet is not published: its entries are still in the feed.
"""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from outsideinnovation.feeds.entry import Entry, Feed

PAGE_SIZE = 20  # entries
SIZE_LIMIT = 250_000  # bytes; readers cut off or refuse what is much larger
FEED_MARKUP = 3_000  # bytes around the entries, in the longest format
ENTRY_MARKUP = 1_500  # bytes around the texts of one entry, in the longest format
CATEGORY_MARKUP = 40  # bytes around one category, in the longest format
REPEATED = 3  # how often a title or an address may stand in one document


def fit(feed: Feed, limit: int = SIZE_LIMIT) -> Feed:
    """Return *feed* with as many of its newest entries as stay under *limit* bytes in every format; at least one."""
    return replace(feed, entries=next(_chunks(feed, feed.entries, len(feed.entries), limit), ()))


def split(feed: Feed, size: int = PAGE_SIZE, limit: int = SIZE_LIMIT) -> tuple[Feed, tuple[Feed, ...]]:
    """Return the feed to subscribe to and the pages of its archive, the oldest page first.

    The feed has the newest *size* entries that fit *limit*; together with the pages it has every entry. Page n keeps
    its entries for good, as long as posts are added at the newer end. A feed that holds everything has no pages.
    """
    current = fit(replace(feed, entries=feed.entries[:size]), limit)
    left_out = len(feed.entries) - len(current.entries)
    pages: list[Feed] = []
    start = 0
    for chunk in _chunks(feed, feed.entries[::-1], size, limit):
        if start >= left_out:
            break
        changed = max(entry.updated for entry in chunk)
        pages.append(replace(feed, entries=chunk[::-1], updated=changed))
        start += len(chunk)
    return current, tuple(pages)


def weight(entry: Entry) -> int:
    """Return how many bytes *entry* takes at most, in any format: exact for its text, generous for the rest."""
    discussion = (entry.discussion.url, entry.discussion.feed_url) if entry.discussion else ()
    answers = (entry.answers.ref, entry.answers.href) if entry.answers else ()
    enclosure = (entry.enclosure.url, entry.enclosure.type) if entry.enclosure else ()
    person = (entry.author.name, entry.author.url or "")
    short = (entry.id, entry.url, entry.title, *person, *entry.categories, *discussion, *answers, *enclosure)
    texts = _escaped(entry.html) + _escaped(escape(entry.teaser, quote=False))
    return ENTRY_MARKUP + texts + REPEATED * sum(map(_escaped, short)) + CATEGORY_MARKUP * len(entry.categories)


def _chunks(feed: Feed, entries: tuple[Entry, ...], size: int, limit: int) -> Iterator[tuple[Entry, ...]]:
    """Cut *entries* in their order, each chunk as long as *size* and *limit* allow; the last one may have room left."""
    frame = FEED_MARKUP + REPEATED * sum(
        map(
            _escaped, (feed.id, feed.title, feed.subtitle, feed.home_url, feed.author.name, feed.rights, feed.hub or "")
        )
    )
    chunk: list[Entry] = []
    total = frame
    for entry in entries:
        more = weight(entry)
        if chunk and (len(chunk) == size or total + more > limit):
            yield tuple(chunk)
            chunk, total = [], frame
        chunk.append(entry)
        total += more
    if chunk:
        yield tuple(chunk)


def _escaped(text: str) -> int:
    return (
        len(text.encode())
        + 4 * text.count("&")
        + 3 * (text.count("<") + text.count(">"))
        + text.count('"')
        + text.count("\\")
        + text.count("\n")
        + text.count("\t")
    )
