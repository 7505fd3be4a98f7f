"""The rules of feed_rules object to what is wrong: each is shown a feed that breaks it."""

import pytest
from feed_rules import violations
from feed_samples import FORMATS, SITE, entry, feed
from feed_values import SIZE_LIMIT

HERE = f"{SITE}/feeds/it"
POST = entry(0)


@pytest.mark.parametrize(
    ("name", "good", "bad", "objection"),
    [
        ("atom.xml", "<?xml version='1.0' encoding='UTF-8'?>", "", "no XML declaration"),
        ("atom.xml", "</feed>", "", "not well-formed"),
        ("atom.xml", "<title>", "<title></title><title>", "2 of"),
        ("atom.xml", "<updated>2006-12-09T10:31:00+00:00</updated>", "", "0 of"),
        ("atom.xml", "<updated>2006-12-09T", "<updated>2006-13-09T", "no date of RFC 3339"),
        ("atom.xml", "10:31:00+00:00", "10:31:00", "no date of RFC 3339"),
        ("atom.xml", f"<id>{POST.id}</id>", "<id>post 0</id>", "no IRI"),
        ("atom.xml", f'href="{HERE}"', f'href="{HERE}2"', "self links are"),
        ("atom.xml", f'href="{POST.url}"', 'href="/post.html"', "no absolute address"),
        ("atom.xml", 'type="html"', 'type="CDATA"', "not html"),
        ("atom.xml", 'xml:lang="en"', 'xml:lang="en_US!"', "no language"),
        ("atom.xml", 'thr:count="0"', 'thr:count="none"', "thr:count"),
        ("atom.xml", 'thr:updated="2005-12-09T13:31:00+00:00"', 'thr:updated="now"', "thr:updated"),
        ("atom.xml", 'rel="replies"', 'rel="alternate"', "two alternate links"),
        ("atom.xml", 'term="Lead users"', 'term=""', "category without a term"),
        ("atom.xml", "&lt;p&gt;", "&lt;script&gt;", "<script>"),
        ("atom.xml", "&lt;p&gt;", "&lt;p onclick='x()'&gt;", "onclick"),
        ("atom.xml", "&lt;p&gt;", "&lt;a href='/relative'&gt;", "relative address"),
        ("atom.xml", "&lt;p&gt;", "&lt;a href='javascript:x()'&gt;", "script in the content"),
        ("atom.xml", "&lt;p&gt;", "&lt;img srcset='https://e.org/a 1x, b 2x'&gt;", "relative address"),
        ("rss.xml", 'version="2.0"', 'version="0.91"', "RSS version"),
        ("rss.xml", "<pubDate>Fri", "<pubDate>Sat", "no date of RFC 822"),
        ("rss.xml", "<pubDate>Fri, 09 Dec 2005", "<pubDate>Fri, 09 Dec 05", "no date of RFC 822"),
        ("rss.xml", "<description>How customers &lt;lead&gt;</description>", "", "0 of description"),
        ("rss.xml", 'isPermaLink="false"', "", "guid that is a permalink"),
        ("rss.xml", "<item>", "<item><author>Dana</author>", "author without a mail address"),
        (
            "rss.xml",
            "<item>",
            '<item><enclosure url="https://e.org/a"/>',
            "more than one enclosure",
        ),
        ("rss.xml", 'length="1234"', "", "needs a length"),
        ("rss.xml", "<slash:comments>0", "<slash:comments>few", "slash:comments"),
        ("rss.xml", "<comments>https:", "<comments>", "no absolute address"),
        ("rss.xml", "<lastBuildDate>", "<lastBuildDate>x</lastBuildDate><lastBuildDate>", "2 of lastBuildDate"),
        ("index.rdf", f'rdf:resource="{POST.id}"', 'rdf:resource="tag:other"', "not that of the items"),
        ("index.rdf", f'<channel rdf:about="{HERE}"', '<channel rdf:about="x:y"', "rdf:about is"),
        ("index.rdf", "<link>https", "<link>gopher", "no absolute address"),
        ("feed.json", "version/1.1", "version/7", "version"),
        ("feed.json", f'"id": "{POST.id}"', '"id": 7', "the id is no text"),
        ("feed.json", '"content_html"', '"content"', "neither content_html"),
        ("feed.json", '"feed_url"', '"feed"', "feed_url is None"),
        ("feed.json", "2005-12-09T10:31:00+00:00", "2005-12-09", "no date of RFC 3339"),
        ("feed.json", '"items": [', '"entries": [', "items is no list"),
        ("feed.json", "}\n", "", "not JSON"),
    ],
)
def test_a_broken_rule_is_named(name, good, bad, objection):
    """A feed with one thing changed for the worse is objected to by name."""
    data = FORMATS[name](feed(1), HERE).decode()
    assert good in data
    found = violations(data.replace(good, bad).encode(), HERE)
    assert any(objection in violation for violation in found), found


@pytest.mark.parametrize("name", FORMATS)
def test_two_entries_with_one_id_are_objected_to(name):
    """Ids are unique in a document."""
    twice = feed(entries=(POST, POST))
    assert any("2 entries" in violation for violation in violations(FORMATS[name](twice, HERE), HERE))


@pytest.mark.parametrize("name", FORMATS)
def test_a_feed_that_readers_would_cut_off_is_objected_to(name):
    """More than 250,000 bytes are too many, unless one entry alone has them."""
    long = entry(1, html="x" * SIZE_LIMIT)
    assert any("more than" in found for found in violations(FORMATS[name](feed(entries=(long, POST)), HERE), HERE))
    assert violations(FORMATS[name](feed(entries=(long,)), HERE), HERE) == []


@pytest.mark.parametrize("data", [b"", b"\xff", b"<html/>", b"<?xml version='1.0' encoding='UTF-8'?><a/>", b"{", b"[]"])
def test_what_is_no_feed_is_objected_to(data):
    """Anything at all can be asked about; the answer is an objection and never an exception."""
    assert violations(data, HERE)
