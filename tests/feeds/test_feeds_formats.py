"""RSS, Atom, RDF and JSON Feed say the same of the same entries, by the rules of each."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import pytest
from feed_rules import ATOM, THREAD, violations
from feed_samples import FIRST_DAY, FORMATS, SITE, XML_FORMATS, entry, feed, reply

from outsideinnovation.feeds.atom import atom
from outsideinnovation.feeds.entry import ArchiveLinks, Feed, FeedEntry, Person
from outsideinnovation.feeds.json_feed import json_feed
from outsideinnovation.feeds.rdf import rdf
from outsideinnovation.feeds.rss import rss

HERE = f"{SITE}/feeds/it"


def items_of(name: str, data: bytes) -> list[dict]:
    """Return id, address, title, text and tags of the entries, as a reader of that format sees them."""
    if name == "feed.json":
        return [
            {
                "id": item["id"],
                "link": item["url"],
                "title": item["title"],
                "html": item["content_html"],
                "author": item["authors"][0]["name"],
                "tags": item["tags"],
                "published": datetime.fromisoformat(item["date_published"]).utctimetuple()[:6],
            }
            for item in json.loads(data)["items"]
        ]
    parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == {"rss.xml": "rss20", "atom.xml": "atom10", "index.rdf": "rss10"}[name]
    return [
        {
            "id": item.id,
            "link": item.link,
            "title": item.title,
            "html": item.content[0].value,
            "author": item.author,
            "tags": [tag.term for tag in item.tags],
            "published": (item.get("published_parsed") or item.updated_parsed)[:6],
        }
        for item in parsed.entries
    ]


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("name", FORMATS)
def test_a_feed_keeps_the_rules_of_its_format(name, count):
    """No rule of feed_rules is broken, by an empty feed neither."""
    assert violations(FORMATS[name](feed(count), HERE), HERE) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_feed_of_comments_keeps_the_rules_of_its_format(name):
    """Comments, which have no discussion and no enclosure of their own, can be written in every format."""
    comments = feed(entries=(reply(2), reply(1, author=Person("Sam", "javascript:alert(1)"), summary="")), hub=None)
    assert violations(FORMATS[name](comments, HERE), HERE) == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_barest_feed_keeps_the_rules_of_its_format(name):
    """An entry without title, text, author and categories, in a feed without subtitle and author, is still valid."""
    post = FeedEntry(
        id=f"{SITE}/a", url=f"{SITE}/a", title="", html="", published=FIRST_DAY, updated=FIRST_DAY, author=Person("")
    )
    bare = Feed(
        id=SITE, title="", home_url=SITE, language="pt_BR", updated=FIRST_DAY, author=Person(""), entries=(post,)
    )
    assert violations(FORMATS[name](bare, HERE), HERE) == []


def test_all_formats_hold_the_same_entries_in_the_same_order():
    """A reader sees ids, addresses, titles, texts, authors, tags and dates alike, newest first, in every format."""
    whole = feed(5)
    seen = {name: items_of(name, write(whole, HERE)) for name, write in FORMATS.items()}
    assert [item["id"] for item in seen["atom.xml"]] == [post.id for post in whole.entries]
    assert seen["rss.xml"] == seen["atom.xml"] == seen["index.rdf"] == seen["feed.json"]
    assert seen["rss.xml"][0]["html"] == whole.entries[0].html
    assert seen["rss.xml"][0]["title"] == whole.entries[0].title


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_entries_give_the_same_bytes_whatever_the_hash_seed(name):
    """Two processes with different PYTHONHASHSEED and time zones write the same bytes."""
    script = f"import sys, feed_samples as s; sys.stdout.buffer.write(s.FORMATS[{name!r}](s.feed(), {HERE!r}))"
    path = os.pathsep.join(filter(None, sys.path))
    written = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/New_York"))
    ]
    assert written[0] == written[1] == FORMATS[name](feed(), HERE)


@pytest.mark.parametrize("name", XML_FORMATS)
def test_a_stylesheet_is_named_before_the_root_for_people_who_click_a_feed(name):
    """The CSS is named by an instruction, with its address escaped, and only when there is one."""
    styled = XML_FORMATS[name](feed(), HERE, stylesheet="/theme/feed.css?a=1&b=2")
    head = b'<?xml-stylesheet type="text/css" href="/theme/feed.css?a=1&amp;b=2"?>'
    assert styled.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n" + head)
    assert b"xml-stylesheet" not in XML_FORMATS[name](feed(), HERE)
    assert violations(styled, HERE) == []


def test_rss_says_what_readers_of_blogs_look_for():
    """An item has creator, comment count, comment page, comment feed, enclosure, and a guid that is no permalink."""
    item = feedparser.parse(rss(feed(4), HERE)).entries[0]
    post = entry(3)
    assert (item.author, item.slash_comments) == ("Dana Ödegaard", "3")
    assert (item.comments, item.wfw_commentrss) == (post.discussion.url, post.discussion.feed_url)
    assert [(file.href, file.length, file.type) for file in item.enclosures] == [
        (post.enclosure.url, "1234", "audio/mpeg")
    ]
    assert not item.guidislink
    assert item.summary == "What customers do &amp; why it's &lt;new&gt;"


def test_an_id_that_is_the_address_is_a_permalink_in_rss():
    """TypePad's guids were permalinks; where the id is the address, isPermaLink says so."""
    data = rss(feed(entries=(entry(1, id=entry(1).url),)), HERE)
    assert ElementTree.fromstring(data).find("channel/item/guid").get("isPermaLink") == "true"


def test_atom_links_to_the_conversation_with_its_count_and_its_last_change():
    """``rel=replies`` names the page and the feed of the comments, with thr:count and thr:updated."""
    root = ElementTree.fromstring(atom(feed(4), HERE))
    links = [link for link in root.find(f"{ATOM}entry").findall(f"{ATOM}link") if link.get("rel") == "replies"]
    assert [link.get("type") for link in links] == ["text/html", "application/atom+xml"]
    assert {link.get(f"{THREAD}count") for link in links} == {"3"}
    assert {link.get(f"{THREAD}updated") for link in links} == {"2005-12-12T13:31:00+00:00"}


def test_a_discussion_without_comments_has_a_count_and_no_last_change():
    """Nought comments are said; thr:updated is left out."""
    post = entry(0)
    quiet = replace(post, discussion=replace(post.discussion, updated=None))
    data = atom(feed(entries=(quiet,)), HERE)
    assert b'thr:count="0"' in data
    assert b"thr:updated" not in data


def test_a_comment_says_in_atom_what_it_answers():
    """``thr:in-reply-to`` names id and address of the post."""
    answer = ElementTree.fromstring(atom(feed(entries=(reply(1),)), HERE)).find(f".//{THREAD}in-reply-to")
    assert (answer.get("ref"), answer.get("href")) == (entry(1).id, entry(1).url)


def test_an_archive_page_names_its_neighbours_and_the_feed_of_today():
    """prev-archive, next-archive and current are links; fh:archive marks the page (RFC 5005, section 4)."""
    data = atom(feed(), HERE, archive=ArchiveLinks(f"{SITE}/1", f"{SITE}/3", f"{SITE}/now"))
    assert violations(data, HERE) == []
    links = {link.rel: link.href for link in feedparser.parse(data).feed.links}
    assert links["prev-archive"] == f"{SITE}/1"
    assert links["next-archive"] == f"{SITE}/3"
    assert links["current"] == f"{SITE}/now"
    assert b"<fh:archive/>" in data


def test_the_feed_of_today_points_to_its_archive_and_is_none_itself():
    """The subscription document has prev-archive and no fh:archive."""
    data = atom(feed(), HERE, archive=ArchiveLinks(older=f"{SITE}/1"))
    assert b"prev-archive" in data
    assert b"fh:archive" not in data


def test_rdf_names_the_items_of_its_channel_in_order_and_counts_their_comments():
    """RSS 1.0 has the modules dc, content and slash that TypePad's readers knew."""
    parsed = feedparser.parse(rdf(feed(4), HERE))
    assert [item.slash_comments for item in parsed.entries] == ["3", "2", "1", "0"]
    assert parsed.entries[0].summary.startswith("What customers do")


def test_json_feed_says_who_what_where_and_what_comes_next():
    """Hubs are named with their type, attachments with media type and size; next_url leads to older entries."""
    whole = json.loads(json_feed(feed(), HERE, f"{SITE}/feeds/2.json"))
    assert whole["version"] == "https://jsonfeed.org/version/1.1"
    assert whole["next_url"] == f"{SITE}/feeds/2.json"
    assert whole["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]
    assert whole["items"][0]["attachments"] == [
        {"url": f"{SITE}/talk-2.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234}
    ]
