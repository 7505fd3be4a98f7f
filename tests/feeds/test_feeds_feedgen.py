"""What feedgen gets wrong when it is used as it comes: each trap has its test."""

import locale
import time
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

import feedparser
import pytest
from feed_rules import ATOM
from feed_samples import FIRST_DAY, FORMATS, SITE, XML_FORMATS, entry, feed

from outsideinnovation.feeds.atom import atom
from outsideinnovation.feeds.entry import Discussion, FeedEntry, Person
from outsideinnovation.feeds.rss import rss

HERE = f"{SITE}/feeds/it"


@pytest.mark.parametrize("write", [rss, atom])
def test_entries_keep_their_order(write):
    """By default feedgen prepends an entry; ours stay as they were given."""
    assert [post.title[-2] for post in feedparser.parse(write(feed(3), HERE)).entries] == ["2", "1", "0"]


def test_links_of_an_atom_entry_keep_their_attributes():
    """Only the href is written by feedgen of an entry's links; rel, type and length are here."""
    links = ElementTree.fromstring(atom(feed(1), HERE)).find(f"{ATOM}entry").findall(f"{ATOM}link")
    assert [(link.get("rel"), link.get("type"), link.get("length")) for link in links] == [
        ("alternate", "text/html", None),
        ("replies", "text/html", None),
        ("replies", "application/atom+xml", None),
        ("enclosure", "audio/mpeg", "1234"),
    ]


def test_the_link_of_an_rss_channel_is_the_page_and_not_the_hub():
    """The last link is the channel's for feedgen; self and hub are atom:links beside it."""
    parsed = feedparser.parse(rss(feed(1), HERE)).feed
    assert parsed.link == f"{SITE}/"
    assert {link.rel: link.href for link in parsed.links} == {
        "alternate": f"{SITE}/",
        "self": HERE,
        "hub": "https://hub.example.org/",
    }


def test_content_in_atom_is_html_and_never_cdata():
    """The word CDATA, which feedgen would write, is not the content's type."""
    content = ElementTree.fromstring(atom(feed(1), HERE)).find(f"{ATOM}entry/{ATOM}content")
    assert content.get("type") == "html"
    assert content.text == entry(0).html


def test_no_clock_is_read():
    """The time of day, which feedgen puts in, is nowhere: feeds written more than a second apart are alike."""
    before = [write(feed(), HERE) for write in FORMATS.values()]
    time.sleep(1.1)
    assert [write(feed(), HERE) for write in FORMATS.values()] == before
    assert f"{datetime.now(UTC):%d %b %Y}".encode() not in b"".join(before)


def test_the_feed_is_dated_as_it_was_told():
    """LastBuildDate and updated are the time given, not that of the newest entry nor now."""
    assert b"<lastBuildDate>Sat, 09 Dec 2006 10:31:00 +0000</lastBuildDate>" in rss(feed(), HERE)
    assert b"<updated>2006-12-09T10:31:00+00:00</updated>" in atom(feed(), HERE)


@pytest.mark.parametrize(
    "make",
    [
        lambda naive: entry(1, published=naive),
        lambda naive: entry(1, updated=naive),
        lambda naive: feed(updated=naive),
        lambda naive: Discussion(SITE, SITE, 1, naive),
    ],
)
def test_a_time_without_a_zone_is_refused_by_name(make):
    """The message says which time it is and what to give it."""
    with pytest.raises(ValueError, match=r"has no time zone: 2005-01-02T03:04:05\. Give it one"):
        make(datetime(2005, 1, 2, 3, 4, 5))  # noqa: DTZ001 - the mistake that is tested


@pytest.mark.parametrize("name", FORMATS)
def test_a_time_in_another_zone_is_the_same_time(name):
    """Times are written in UTC and whole seconds, so the same moment gives the same bytes."""
    there = FIRST_DAY.astimezone(timezone(timedelta(hours=-5))).replace(microsecond=999)
    assert FORMATS[name](feed(entries=(entry(0, published=there),)), HERE) == FORMATS[name](feed(1), HERE)


@pytest.mark.parametrize("year", [1, 999, 2005, 9999])
def test_a_year_has_four_digits_in_rss(year):
    """RFC 822 dates keep four digits of the year, also where strftime would not."""
    data = rss(feed(entries=(entry(0, published=datetime(year, 12, 9, tzinfo=UTC)),)), HERE)
    assert f"09 Dec {year:04} 00:00:00 +0000</pubDate>".encode() in data


def test_dates_are_english_and_the_locale_stays_as_it_was():
    """Writing a feed leaves the locale of the process alone."""
    before = locale.setlocale(locale.LC_ALL)
    assert b"<pubDate>Fri, 09 Dec 2005 10:31:00 +0000</pubDate>" in rss(feed(1), HERE)
    assert locale.setlocale(locale.LC_ALL) == before


def test_authors_need_no_mail_address_in_rss():
    """The name stands in dc:creator; RSS's own author, which asks for a mail address, is not written."""
    data = rss(feed(1), HERE)
    assert "<dc:creator>Dana Ödegaard</dc:creator>".encode() in data
    assert b"<author>" not in data


@pytest.mark.parametrize("name", XML_FORMATS)
def test_namespaces_are_declared_once_at_the_root(name):
    """No prefix is made up, and none is declared again further down."""
    data = XML_FORMATS[name](feed(3), HERE)
    root_tag = data[data.index(b"xmlns") :].partition(b">")[0]
    assert data.count(b"xmlns") == root_tag.count(b"xmlns")
    assert b"ns0" not in data


def test_an_entry_without_a_title_is_called_by_its_first_words():
    """An Atom entry without a title is refused by feedgen; ours has one from its text, or its address."""
    words = "<h2>A note</h2><p>Customers know more than we do, and they tell us when we listen to them.</p>"
    assert entry(0, title=" \n ", html=words).title == "A note Customers know more than we do, and they tell us…"
    assert entry(0, title="", html="<img src='https://e.org/a.png'>").title == entry(0).url


def test_a_comment_by_nobody_is_by_the_feed():
    """An author without a name is left out by feedgen, and Atom must have one: the feed's stands in."""
    nameless: FeedEntry = entry(0, author=Person(""))
    author = ElementTree.fromstring(atom(feed(entries=(nameless,)), HERE)).find(f"{ATOM}entry/{ATOM}author/{ATOM}name")
    assert author.text == "The editors"


def test_the_generator_is_named_without_a_version():
    """An upgrade of a library alone changes no feed."""
    assert b"<generator>Outside Innovation</generator>" in rss(feed(), HERE)
    assert b"<generator>Outside Innovation</generator>" in atom(feed(), HERE)
