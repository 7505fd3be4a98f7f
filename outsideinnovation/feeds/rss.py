"""RSS 2.0, by the rules of the RSS Advisory Board's profile (https://www.rssboard.org/rss-profile)."""

from html import escape

from outsideinnovation.feeds.entry import Feed, FeedEntry
from outsideinnovation.feeds.extensions import CommentFeed, DublinCore, GeneratorEntry, PublishedDate, Slash, generator

MEDIA_TYPE = "application/rss+xml"
EXTENSIONS = (
    ("dublin_core", DublinCore),
    ("slash", Slash),
    ("comment_feed", CommentFeed),
    ("published_at", PublishedDate),
)


def rss(feed: Feed, address: str, *, stylesheet: str | None = None) -> bytes:
    """Write *feed* as RSS 2.0 that will be found at *address*; browsers show it by the CSS at *stylesheet*."""
    generating = generator(feed, *EXTENSIONS, stylesheet=stylesheet)
    generating.description(feed.subtitle or feed.title)
    generating.link(href=feed.home_url, rel="alternate")  # the only one: feedgen's last link becomes the channel's
    generating.links.add("self", address, MEDIA_TYPE)
    if feed.hub:
        generating.links.add("hub", feed.hub)
    for entry in feed.entries:
        _describe(generating.add_entry(order="append"), entry)
    data: bytes = generating.rss_str()
    return data


def _describe(item: GeneratorEntry, entry: FeedEntry) -> None:
    item.guid(entry.id, permalink=entry.id == entry.url)
    item.title(entry.title)
    item.link(href=entry.url)
    item.description(escape(entry.teaser, quote=False))  # readers take a description for HTML
    item.content(entry.html)
    item.category([{"term": category} for category in entry.categories])
    item.published_at.at = entry.published
    item.dublin_core.creator = entry.author.name
    if entry.discussion:
        item.comments(entry.discussion.url)
        item.slash.comments = entry.discussion.count
        item.comment_feed.address = entry.discussion.feed_url
    if entry.enclosure:
        item.enclosure(entry.enclosure.url, entry.enclosure.length, entry.enclosure.type)
