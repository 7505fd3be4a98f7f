"""Feeds to try things on: a small blog's posts, as they come from the build."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from outsideinnovation.feeds.absolute import absolute
from outsideinnovation.feeds.atom import atom
from outsideinnovation.feeds.entry import Discussion, Enclosure, Feed, FeedEntry, InReplyTo, Person
from outsideinnovation.feeds.json_feed import json_feed
from outsideinnovation.feeds.rdf import rdf
from outsideinnovation.feeds.rss import rss

SITE = "https://blog.example.org"
FIRST_DAY = datetime(2005, 12, 9, 10, 31, tzinfo=UTC)
FORMATS = {"rss.xml": rss, "atom.xml": atom, "index.rdf": rdf, "feed.json": json_feed}
XML_FORMATS = {name: write for name, write in FORMATS.items() if name != "feed.json"}


def entry(number: int, **changes) -> FeedEntry:
    """Return the post of day *number*, with everything a post can have."""
    day = FIRST_DAY + timedelta(days=number)
    url = f"{SITE}/{day:%Y/%m}/post-{number}.html"
    post = FeedEntry(
        id=f"tag:blog.example.org,2005:post-{number}",
        url=url,
        title=f"Customers & their scenarios, part <{number}>",
        html=absolute(f'<p>Part {number}: <a href="../../about/">about</a> <img src="/a.png" alt=""></p>', url),
        summary="What customers do & why it's <new>",
        published=day,
        updated=day + timedelta(hours=2),
        author=Person("Dana Ödegaard", "https://dana.example.org/"),
        categories=("Lead users", "Co-design & more"),
        discussion=Discussion(f"{url}#comments", f"{url}.comments.atom.xml", number, day + timedelta(hours=3)),
        enclosure=Enclosure(f"{SITE}/talk-{number}.mp3", 1234, "audio/mpeg"),
    )
    return replace(post, **changes)


def reply(number: int, **changes) -> FeedEntry:
    """Return a comment that answers a post."""
    post = entry(number)
    answers = InReplyTo(post.id, post.url)
    return entry(number, id=f"{post.id}/comment", discussion=None, enclosure=None, answers=answers, **changes)


def feed(count: int = 3, **changes) -> Feed:
    """Return a feed of *count* posts, the newest first."""
    whole = Feed(
        id="tag:blog.example.org,2005:feed",
        title="Outside Innovation & co",
        subtitle="How customers <lead>",
        home_url=f"{SITE}/",
        language="en",
        updated=FIRST_DAY + timedelta(days=365),
        author=Person("The editors"),
        entries=tuple(entry(number) for number in reversed(range(count))),
        hub="https://hub.example.org/",
        rights="© The editors",
    )
    return replace(whole, **changes)
