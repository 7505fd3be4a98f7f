"""The feeds of a built site: all formats, all addresses, the same entries in the same order, by the rules."""

import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from feed_rules import violations
from tests_support import Blog

from outsideinnovation.builder.outputs.feed_ids import FeedIds

SITE = "https://ours.example/"
SELF = {
    "rss.xml": "feeds/rss.xml",
    "atom.xml": "feeds/atom.xml",
}  # TypePad's names hold the same feed, which says where it lives


@pytest.fixture
def talkative(small_blog: Blog) -> Blog:
    """A site with 45 more posts, comments and a category or two."""
    for number in range(45):
        date = datetime(2006, 2, 1, 9, tzinfo=UTC) + timedelta(days=number)
        small_blog.post(
            f"post-{number:02}",
            f"Words of post {number}, [linked](/about/).",
            date=f"{date:%Y-%m-%d %H:%M}",
            category="Notes",
        )
    small_blog.comment("post-44", "00000002-talk", "First!")
    small_blog.comment("post-44", "00000003-talk", "An answer.", head='reply_to = "00000002-talk"')
    small_blog.build()
    return small_blog


def feed_files(blog: Blog) -> list[str]:
    """Every feed the site has."""
    names = [
        name
        for name in blog.files()
        if name.endswith((".atom.xml", "/atom.xml", "rss.xml", "feed.json", ".rdf", "atom.xml"))
    ]
    assert len(names) > 15
    return names


def test_every_feed_keeps_the_rules(talkative: Blog) -> None:
    """The validator's rules hold for every feed of the site, the empty ones too."""
    broken = {}
    for name in feed_files(talkative):
        if found := violations((talkative.output / name).read_bytes(), SITE + SELF.get(name, name)):
            broken[name] = found
    assert broken == {}


@pytest.mark.parametrize("folder", ["feeds", "feeds/notes"])
def test_all_formats_hold_the_same_entries_in_the_same_order(talkative: Blog, folder: str) -> None:
    """RSS, Atom and JSON Feed differ in form only."""
    ids = [
        [entry.id for entry in feedparser.parse(talkative.page(f"{folder}/{name}")).entries]
        for name in ("rss.xml", "atom.xml")
    ]
    ids.append([item["id"] for item in json.loads(talkative.page(f"{folder}/feed.json"))["items"]])
    assert ids[0] == ids[1] == ids[2]
    assert len(ids[0]) == 20
    assert ids[0][0] == FeedIds().post("post-44", 2006)


def test_the_addresses_of_typepad_answer(talkative: Blog) -> None:
    """Readers who subscribed to rss.xml, atom.xml or index.rdf get the same posts."""
    links = [
        [entry.link for entry in feedparser.parse(talkative.page(name)).entries]
        for name in ("rss.xml", "atom.xml", "index.rdf")
    ]
    assert links[0] == links[1] == links[2]
    assert links[0][0] == "https://ours.example/2006/03/post-44.html"


def test_older_posts_are_in_archive_pages(talkative: Blog) -> None:
    """Feed and archive pages together hold every post once (RFC 5005)."""
    pages = [name for name in talkative.files() if name.startswith("feeds/archive/")]
    assert pages
    ids = {entry.id for name in [*pages, "feeds/atom.xml"] for entry in feedparser.parse(talkative.page(name)).entries}
    assert len(ids) == 47


def test_a_renamed_post_keeps_its_id(small_blog: Blog) -> None:
    """Whoever has read a post is not shown it again because its address changed."""
    small_blog.post("first", id="first", category="Co-Design")
    small_blog.build()
    before = feedparser.parse(small_blog.page("feeds/atom.xml")).entries[-1]
    path = small_blog.content / "posts" / "first.md"
    path.write_text(path.read_text("utf-8").replace("Slug: first", "Slug: the-first"), "utf-8")
    small_blog.build()
    after = feedparser.parse(small_blog.page("feeds/atom.xml")).entries[-1]
    assert before.id == after.id
    assert before.link != after.link


def test_a_posts_comments_have_a_feed_beside_it(talkative: Blog) -> None:
    """Comments stand in it newest first, and say what they answer (RFC 4685)."""
    feed = talkative.page("2006/03/post-44.comments.atom.xml")
    entries = feedparser.parse(feed).entries
    assert [entry.link.partition("#")[2] for entry in entries] == ["comment-00000003-talk", "comment-00000002-talk"]
    assert f'ref="{FeedIds().comment("00000002-talk", 2005)}"' in feed
    assert f'ref="{FeedIds().post("post-44", 2006)}"' in feed


def test_the_feed_of_all_comments_has_those_of_live_posts(talkative: Blog) -> None:
    """Comments on drafts, and unapproved ones, are not in it."""
    talkative.post("secret", status="draft")
    talkative.comment("secret", "00000004-draft", "On a draft.")
    talkative.comment("first", "00000005-pending", "Not yet.", status="pending")
    talkative.build()
    feed = talkative.page("feeds/comments.atom.xml")
    assert len(feedparser.parse(feed).entries) == 3
    assert "On a draft" not in feed
    assert "Not yet" not in feed


def test_the_page_about_feeds_lists_them(talkative: Blog) -> None:
    """/feeds/ names every feed there is, and the list of them all."""
    page = talkative.page("feeds/index.html")
    for name in ("feeds/rss.xml", "feeds/notes/atom.xml", "feeds/comments.atom.xml", "opml.xml"):
        assert f'href="/{name}"' in page


def test_the_opml_lists_the_site_and_its_categories(talkative: Blog) -> None:
    """A reader that takes OPML is offered every feed of posts."""
    assert talkative.page("opml.xml").count("xmlUrl=") == 3  # the site, Co-Design, Notes


def test_links_in_a_feed_are_absolute(talkative: Blog) -> None:
    """A rooted link in a post leads to the blog from inside a reader too."""
    assert (
        'href="https://ours.example/about/"'
        in feedparser.parse(talkative.page("feeds/rss.xml")).entries[0].content[0].value
    )


def test_no_feed_is_too_large(blog: Blog) -> None:
    """Long posts make a shorter feed, never one over 250 KB."""
    for number in range(8):
        blog.post(f"long-{number}", "Long words. " * 5000)
    blog.build()
    assert max(len(data) for name, data in blog.files().items() if name.startswith("feeds/")) < 250_000
