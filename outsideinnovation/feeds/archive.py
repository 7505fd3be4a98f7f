"""What a feed still holds when it grows: its newest entries, and archive pages that never change for the others.

RFC 5005, section 4: readers keep an archive page once they have it, so what is on it must stay on it. Pages are filled
from the oldest entry on, and a page that is not full yet is not published: its entries are still in the feed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from outsideinnovation.feeds.entry import Feed, FeedEntry

PAGE_SIZE = 20  # entries
SIZE_LIMIT = 250_000  # bytes; readers cut off or refuse what is much larger
FEED_MARKUP = 3_000  # bytes around the entries, in the longest format
ENTRY_MARKUP = 1_500  # bytes around the texts of one entry, in the longest format
CATEGORY_MARKUP = 40  # bytes around one category, in the longest format
REPEATED = 3  # how often a title or an address may stand in one document


def fit(feed: Feed, limit: int = SIZE_LIMIT) -> Feed:
    """Return *feed* with as many of its newest entries as stay under *limit* bytes in every format; at least one."""
    count, _ = divide([weight(entry) for entry in feed.entries], frame(feed), len(feed.entries), limit=limit)
    return replace(feed, entries=feed.entries[:count])


def page(feed: Feed, entries: tuple[FeedEntry, ...]) -> Feed:
    """Return *feed* with just those *entries*, as a page of its archive; it is as new as the newest change in them."""
    return replace(feed, entries=entries, updated=max(entry.updated for entry in entries))


def divide(
    weights: Sequence[int], around: int, newest: int, size: int = PAGE_SIZE, limit: int = SIZE_LIMIT
) -> tuple[int, list[slice]]:
    """Divide entries of those *weights*, newest first, and return how many the feed holds, and the pages of its archive.

    *around* is what the feed weighs without entries. The pages are slices of the entries, the oldest page first.
    """
    count = next(_chunks(weights[:newest], around, newest, limit), 0)
    left_out, start = len(weights) - count, 0
    pages = []
    for length in _chunks(weights[::-1], around, size, limit):
        if start >= left_out:
            break
        pages.append(slice(len(weights) - start - length, len(weights) - start))
        start += length
    return count, pages


def frame(feed: Feed) -> int:
    """Return a number of bytes that *feed* without its entries does not exceed in any format."""
    texts = (feed.id, feed.title, feed.subtitle, feed.home_url, feed.author.name, feed.rights, feed.hub or "")
    return FEED_MARKUP + REPEATED * sum(map(_escaped, texts))


def weight(entry: FeedEntry) -> int:
    """Return how many bytes *entry* takes at most, in any format: exact for its text, generous for the rest."""
    discussion = (entry.discussion.url, entry.discussion.feed_url) if entry.discussion else ()
    answers = (entry.answers.ref, entry.answers.href) if entry.answers else ()
    enclosure = (entry.enclosure.url, entry.enclosure.type) if entry.enclosure else ()
    person = (entry.author.name, entry.author.url or "")
    short = (entry.id, entry.url, entry.title, *person, *entry.categories, *discussion, *answers, *enclosure)
    texts = _escaped(entry.html) + _escaped(escape(entry.teaser, quote=False))
    return ENTRY_MARKUP + texts + REPEATED * sum(map(_escaped, short)) + CATEGORY_MARKUP * len(entry.categories)


def _chunks(weights: Sequence[int], around: int, size: int, limit: int) -> Iterator[int]:
    """Cut *weights* in their order and yield each chunk's length: as long as *size* and *limit* allow, at least one."""
    length, total = 0, around
    for more in weights:
        if length and (length == size or total + more > limit):
            yield length
            length, total = 0, around
        length += 1
        total += more
    if length:
        yield length


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
