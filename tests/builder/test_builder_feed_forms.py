"""Feeds that are filled in are, byte for byte, those that feedgen writes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from feed_samples import SITE, entry, feed, reply
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.builder.fast_paths.feed_forms import filled_atom
from outsideinnovation.feeds.atom import atom
from outsideinnovation.feeds.entry import ArchiveLinks, Discussion, Enclosure, Feed, FeedEntry, InReplyTo, Person

HERE = f"{SITE}/feeds/it"
TEXTS = st.one_of(
    st.text(), st.sampled_from(["", " ", '&amp; <b a="\'">', "a\tb\nc\r\nd", "]]>", "\ud800", "é\x85\u2028"])
)
SOME = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
MAYBE = st.one_of(st.none(), TEXTS)
TIMES = st.datetimes(timezones=st.just(UTC))
PEOPLE = st.builds(Person, TEXTS, st.one_of(st.none(), TEXTS, SOME.map("https://example.org/{}".format)))
ENTRIES = st.builds(
    FeedEntry,
    id=SOME,
    url=SOME.map("https://example.org/{}".format),
    title=TEXTS,
    html=TEXTS,
    published=TIMES,
    updated=TIMES,
    author=PEOPLE,
    summary=TEXTS,
    categories=st.lists(TEXTS, max_size=3).map(tuple),
    discussion=st.one_of(
        st.none(), st.builds(Discussion, TEXTS, TEXTS, st.integers(0, 9), st.one_of(st.none(), TIMES))
    ),
    answers=st.one_of(st.none(), st.builds(InReplyTo, TEXTS, TEXTS)),
    enclosure=st.one_of(st.none(), st.builds(Enclosure, TEXTS, st.integers(0, 9), TEXTS)),
)
FEEDS = st.builds(
    Feed,
    id=SOME,
    title=SOME,
    home_url=TEXTS,
    language=TEXTS,
    updated=TIMES,
    author=PEOPLE,
    entries=st.lists(ENTRIES, max_size=3).map(tuple),
    subtitle=TEXTS,
    hub=st.one_of(MAYBE, st.just("https://hub.example.org/?a=1&b=2")),
    rights=TEXTS,
)


@given(FEEDS, TEXTS, st.one_of(st.none(), st.builds(ArchiveLinks, MAYBE, MAYBE, MAYBE)), MAYBE)
def test_a_feed_is_what_feedgen_writes_whatever_is_said_in_it(feed, address, archive, stylesheet):
    """Filling in the form of a kind of feed gives the same bytes, or the same objection, as writing each element."""

    def result(write):
        try:
            return write(feed, address, archive=archive, stylesheet=stylesheet)
        except ValueError as error:
            return str(error)

    assert result(filled_atom) == result(atom)


@pytest.mark.parametrize(
    "some", [(), (entry(1),), (entry(2), reply(1)), (replace(entry(3), discussion=None), entry(0), entry(1))]
)
def test_feeds_of_posts_and_of_comments_are_filled_in(some):
    """The kinds that a blog has are filled in: what the form of one holds never shows in another."""
    for archive in (None, ArchiveLinks(older=f"{SITE}/1"), ArchiveLinks(f"{SITE}/1", f"{SITE}/3", f"{SITE}/now")):
        filled = filled_atom(feed(entries=some), HERE, archive=archive)
        assert filled == atom(feed(entries=some), HERE, archive=archive)
        assert b"mark.invalid" not in filled
        assert datetime(1000, 1, 1, tzinfo=UTC).isoformat().encode() not in filled
