"""Feeds stay small, and what leaves them stays in pages that no longer change."""

from dataclasses import replace

import pytest
from feed_rules import violations
from feed_samples import FORMATS, SITE, entry, feed
from feed_values import SIZE_LIMIT
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.feeds.archive import PAGE_SIZE, divide, fit, frame, page, weight

HERE = f"{SITE}/feeds/it"
LENGTHS = st.lists(st.integers(0, 9_000), max_size=30)
LIMIT = 20_000


def posts(lengths):
    """Return a feed of posts with texts of these lengths, the first the oldest."""
    entries = [entry(number, html="<&" * (length // 2)) for number, length in enumerate(lengths)]
    return feed(entries=tuple(reversed(entries)))


def split(whole, size=PAGE_SIZE, limit=SIZE_LIMIT):
    """Return the feed to subscribe to and the pages of its archive, made as the build makes them: by weights."""
    count, parts = divide([weight(each) for each in whole.entries], frame(whole), size, size, limit)
    newest = page(whole, whole.entries[:count]) if count else whole
    return newest, tuple(page(whole, whole.entries[part]) for part in parts)


@given(LENGTHS)
def test_a_fitted_feed_is_under_its_limit_in_every_format(lengths):
    """Whatever the texts, the bytes are under the limit, or one entry alone is over it."""
    fitted = fit(posts(lengths), LIMIT)
    assert len(fitted.entries) >= min(1, len(lengths))
    for write in FORMATS.values():
        assert len(fitted.entries) == 1 or len(write(fitted, HERE)) <= LIMIT


@given(LENGTHS)
def test_a_fitted_feed_has_the_newest_entries(lengths):
    """Only the oldest are dropped, and the order stays."""
    whole = posts(lengths)
    fitted = fit(whole, LIMIT)
    assert fitted.entries == whole.entries[: len(fitted.entries)]


def test_a_feed_that_fits_keeps_everything():
    """A small feed is the same feed, and so is an empty one."""
    assert fit(feed(20)) == feed(20)
    assert fit(feed(0)) == feed(0)


def test_a_feed_of_long_posts_is_cut_to_what_readers_take():
    """Twenty posts of 30,000 characters become as many as fit 250,000 bytes, and with one more they would not."""
    whole = feed(entries=tuple(entry(number, html="<p>Words. </p>" * 2_000) for number in range(20)))
    fitted = fit(whole)
    one_more = replace(whole, entries=whole.entries[: len(fitted.entries) + 1])
    assert max(len(write(fitted, HERE)) for write in FORMATS.values()) < SIZE_LIMIT
    assert max(len(write(one_more, HERE)) for write in FORMATS.values()) > SIZE_LIMIT


@given(LENGTHS, st.integers(1, 7))
def test_the_feed_and_its_archive_have_every_entry(lengths, size):
    """Nothing falls between the newest page of the archive and the feed; no page is larger than asked for."""
    whole = posts(lengths)
    current, pages = split(whole, size, LIMIT)
    held = {post.id for page in (current, *pages) for post in page.entries}
    assert held == {post.id for post in whole.entries}
    assert all(len(each.entries) <= size for each in (current, *pages))
    for each in pages:
        assert len(each.entries) == 1 or len(FORMATS["atom.xml"](each, HERE)) <= LIMIT


@given(LENGTHS, st.integers(0, 30), st.integers(1, 7))
def test_a_page_of_the_archive_never_changes_when_posts_are_added(lengths, more, size):
    """Page n has the same entries, the same date and the same bytes after any number of new posts."""
    _, before = split(posts(lengths), size, LIMIT)
    _, after = split(posts(lengths + [100] * more), size, LIMIT)
    assert after[: len(before)] == before
    assert [FORMATS["atom.xml"](page, HERE) for page in after[: len(before)]] == [
        FORMATS["atom.xml"](page, HERE) for page in before
    ]


@pytest.mark.parametrize(("count", "pages"), [(0, 0), (1, 0), (20, 0), (21, 1), (40, 1), (41, 2), (60, 2)])
def test_an_archive_has_the_pages_it_needs(count, pages):
    """As long as the feed holds all, there is no page; a page comes when its oldest entry has left the feed."""
    current, archive = split(feed(count))
    assert len(current.entries) == min(count, 20)
    assert len(archive) == pages


def test_pages_read_newest_first_and_are_dated_by_their_last_change():
    """Page 1 holds the oldest posts, the newest of them first, and says when the last of them changed."""
    _, pages = split(feed(50))
    assert [post.id for post in pages[0].entries] == [entry(number).id for number in reversed(range(20))]
    assert pages[0].updated == entry(19).updated
    assert violations(FORMATS["atom.xml"](pages[0], HERE), HERE) == []
