"""Feeds of others are read in all their forms, and what strangers write in them becomes plain lines and links."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.sidebar.feed_elements import FeedError
from outsideinnovation.sidebar.feed_formats import headlines
from outsideinnovation.sidebar.headline import KEPT, LENGTH, Headline

URL = "https://news.example/feeds/all.xml"
WHEN = datetime(2005, 12, 9, 10, 31, tzinfo=UTC)
WANTED = [
    Headline("Tools for users", "https://news.example/1", WHEN),
    Headline("& more", "https://news.example/0", None),
]
FORMS = {
    "RSS 2.0": """<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
        xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title><link>https://news.example/</link>
        <atom:link href="https://news.example/feeds/all.xml" rel="self"/>
        <item><media:title>A picture</media:title><title>Tools for users</title><link>https://news.example/1</link>
        <pubDate>Fri, 09 Dec 2005 05:31:00 -0500</pubDate></item>
        <item><title>&amp; more</title><guid>https://news.example/0</guid></item></channel></rss>""",
    "RSS 0.91": """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
        "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item><title>Tools for users</title>
        <link>/1</link><pubDate>9 Dec 2005 10:31 GMT</pubDate></item><item><title>&amp;amp; more</title><link>/0</link></item>
        </channel></rss>""",
    "RSS 1.0": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>News</title></channel>
        <item rdf:about="https://news.example/1"><title>Tools for users</title><dc:date>2005-12-09T10:31Z</dc:date></item>
        <item><title>&amp; more</title><link>https://news.example/0</link></item></rdf:RDF>""",
    "Atom": """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/"><title>News</title>
        <link rel="alternate" href="https://news.example/"/>
        <entry><title type="html">&lt;b&gt;Tools&lt;/b&gt; for users</title><link rel="self" href="x"/><link href="1"/>
        <updated>2006-01-01T00:00:00Z</updated><published>2005-12-09T11:31:00+01:00</published></entry>
        <entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&amp; <i>more</i></div></title>
        <link href="0"/></entry></feed>""",
    "JSON Feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {"title": "Tools for users", "url": "../1", "date_published": "2005-12-09T10:31:00Z"},
                {"content_html": "<p>&amp; more", "external_url": "https://news.example/0"},
            ],
        }
    ),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_every_form_says_the_same(text: str) -> None:
    """Words, address and date, in the feed's order; relative addresses are those of the feed."""
    assert list(headlines(text.encode(), URL)) == WANTED


def test_posts_without_titles_are_told_by_their_words() -> None:
    """As Mastodon and Bluesky have them."""
    text = """<rss version="2.0" xmlns:webfeeds="http://webfeeds.org/rss/1.0"><channel><title>Ann</title>
    <item><guid isPermaLink="true">https://social.example/@ann/1</guid><link>https://social.example/@ann/1</link>
    <pubDate>Fri, 09 Dec 2005 10:31:00 +0000</pubDate><description>&lt;p&gt;Read &lt;a href="https://a.example"&gt;this&lt;/a&gt;
    &lt;br&gt;&amp;amp; weep&lt;/p&gt;</description></item></channel></rss>"""
    assert headlines(text.encode(), URL) == (Headline("Read this & weep", "https://social.example/@ann/1", WHEN),)


def rss(*items: str) -> bytes:
    """Return a feed of *items*."""
    return f"<rss><channel>{''.join(f'<item>{each}</item>' for each in items)}</channel></rss>".encode()


def lines(*titles: str) -> list[str]:
    """Return the lines of a feed that has these titles."""
    return [each.text for each in headlines(rss(*(f"<title>{escape(each)}</title>" for each in titles)), URL)]


TITLES = {
    "<script>alert(1)</script>Hello <b>you</b>": "Hello you",
    "A\u202egnp.exe\n\tB\u0085C": "Agnp.exe B C",
    "AT&amp;T &lt;3": "AT&T <3",
    "مرحبا بالعالم": "مرحبا بالعالم",
    "👩‍🚀 up": "👩‍🚀 up",
    "write to ann@a.example": "write to ann at a.example",
}


@pytest.mark.parametrize(("title", "wanted"), TITLES.items())
def test_a_title_is_one_plain_line(title: str, wanted: str) -> None:
    """No tags, no breaks, nothing that turns the writing round, and no mail address to harvest."""
    assert lines(title) == [wanted]


def test_a_title_of_an_atom_feed_may_speak_of_tags() -> None:
    """What the feed says to be text is no markup (RFC 4287, 3.1.1)."""
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Use &lt;b&gt;, not &lt;i&gt;</title></entry></feed>'
    assert headlines(atom.encode(), URL) == (Headline("Use <b>, not <i>", "", None),)


def test_a_long_title_is_cut_between_two_words() -> None:
    """Or anywhere, where it has none; the cut is seen."""
    assert lines("word " * 100, "x" * 500) == ["word " * 26 + "word…", "x" * (LENGTH - 1) + "…"]


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "http://[1",
     "https://a.example/" + "x" * 3000],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_none(target: str) -> None:
    """The line stays, without it."""
    assert headlines(rss(f"<title>A</title><link>{target}</link>"), URL) == (Headline("A", "", None),)


def test_a_link_is_written_in_ascii() -> None:
    """Nothing in it can end the attribute that it stands in."""
    found = headlines(rss('<title>A</title><link>/käfer "x"&lt;b&gt;</link>'), URL)
    assert found[0].url == "https://news.example/k%C3%A4fer%20%22x%22%3Cb%3E"


def test_the_newest_come_first_where_all_have_dates() -> None:
    """A post that is pinned to the top of its feed is not the newest."""
    dated = [f"<title>{day}</title><pubDate>{day} Dec 2005 10:00 GMT</pubDate>" for day in (2, 9, 5)]
    assert [each.text for each in headlines(rss(*dated), URL)] == ["9", "5", "2"]
    assert [each.text for each in headlines(rss(*dated, "<title>undated</title>"), URL)][:2] == ["2", "9"]


def test_of_ten_thousand_headlines_the_newest_are_kept() -> None:
    """No more than anybody would show."""
    many = rss(*(f"<title>Number {number}</title><link>/{number}</link>" for number in range(10_000)))
    assert [each.text for each in headlines(many, URL)] == [f"Number {number}" for number in range(KEPT)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_is_what_the_feed_says(encoding: str) -> None:
    """UTF-8 where it says none."""
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text = f"{declared}<rss><channel><item><title>Käfer</title></item></channel></rss>"
    assert headlines(text.encode(encoding), URL)[0].text == "Käfer"


def test_entities_of_html_are_known() -> None:
    """XML does not know them, and feeds have them."""
    assert headlines(rss("<title>A&nbsp;B &eacute; &unknownthing</title>".replace("&unknownthing", "&amp;c;")), URL)[
        0
    ].text == ("A B é &c;")


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>
<rss><channel><item><title>&c;</title></item></channel></rss>"""
OUTSIDE = """<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>"""
BROKEN = {
    "an entity bomb": (BOMB, "it defines entities of its own"),
    "a file of this machine": (OUTSIDE, "it defines entities of its own"),
    "a page": ("<!DOCTYPE html><html><head><title>News</title></head></html>", "it is a web page, not a feed"),
    "a page in XML": ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "it is a web page, not a feed"),
    "cut off": ("<rss>\n<channel><item><title>A</ti", r"it is no feed, or a broken one \(line 2, column"),
    "an entity nobody knows": ("<rss><channel><item><title>&huh;</title></item></channel></rss>", "or a broken one"),
    "nothing": ("", "it is no feed"),
    "a picture": ("\x89PNG\r\n", "it is no feed"),
    "another XML": ("<opml/>", "it is XML, but no feed"),
    "an encoding nobody knows": ('<?xml version="1.0" encoding="utf-99"?><rss/>', "encoding that cannot be read|broken"),
    "broken JSON": ('{"items": [', "it is broken JSON"),
    "deep JSON": ('{"items": ' + "[" * 100_000, "it is broken JSON"),
    "other JSON": ('{"items": 3}', "it is JSON, but no feed"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_feed_is_said_to_be_none(text: str, reason: str) -> None:
    """With what it is instead, or where it breaks."""
    with pytest.raises(FeedError, match=reason):
        headlines(text.encode("latin-1"), URL)


def test_elements_inside_each_other_a_hundred_thousand_times_do_no_harm() -> None:
    """Whatever is read of them."""
    depth = 100_000
    assert headlines(b"<rss>" + b"<item>" * depth + b"</item>" * depth + b"</rss>", URL) == ()


def test_json_of_other_types_is_passed_over() -> None:
    """A number for a title is none."""
    feed = {"items": [1, None, {"title": 5, "summary": ["x"]}, {"title": "A", "url": 7, "date_published": 8}]}
    assert headlines(json.dumps(feed).encode(), URL) == (Headline("A", "", None),)


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    """Nothing else happens."""
    with suppress(FeedError):
        headlines(body, URL)


@given(st.text(max_size=400), st.text(max_size=50))
def test_whatever_a_title_says_is_a_short_line_and_whatever_a_link_is_an_address(title: str, target: str) -> None:
    """Of characters that are seen, or nothing."""
    feed = json.dumps({"items": [{"title": title, "url": target}]}).encode()
    for each in headlines(feed, URL):
        assert 0 < len(each.text) <= LENGTH
        assert each.text == " ".join(each.text.split())
        each.text.encode("utf-8")
        assert not set(each.text) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
        assert each.url == "" or (each.url.isascii() and each.url.startswith(("http://", "https://")))
        assert not set(each.url) & set("\"<> '\n") - {"'"}
