"""RSS 1.0, which is RDF: the ``index.rdf`` that readers of TypePad's blogs subscribed to.

https://web.resource.org/rss/1.0/spec, with its modules dc, content and slash. It has no ``atom:link``: an element
with plain attributes is no RDF, and readers take a document that declares Atom's namespace for Atom.
"""

from outsideinnovation.feeds.entry import Feed, FeedEntry
from outsideinnovation.feeds.xml_elements import Element, add, document, root, style

MEDIA_TYPE = "application/rdf+xml"
PREFIXES = ("rdf", "content", "dc", "slash", "wfw")


def rdf(feed: Feed, address: str, *, stylesheet: str | None = None) -> bytes:
    """Write *feed* as RSS 1.0 that will be found at *address*."""
    whole = root("rdf:RDF", PREFIXES, default="rss")
    if stylesheet:
        style(whole, stylesheet)
    _channel(whole, feed, address)
    for entry in feed.entries:
        _item(whole, entry)
    return document(whole)


def _channel(whole: Element, feed: Feed, address: str) -> None:
    channel = add(whole, "rss:channel", None, {"rdf:about": address})
    add(channel, "rss:title", feed.title)
    add(channel, "rss:link", feed.home_url)
    add(channel, "rss:description", feed.subtitle or feed.title)
    add(channel, "dc:language", feed.language)
    add(channel, "dc:creator", feed.author.name)
    add(channel, "dc:date", feed.updated.isoformat())
    if feed.rights:
        add(channel, "dc:rights", feed.rights)
    sequence = add(add(channel, "rss:items"), "rdf:Seq")
    for entry in feed.entries:
        add(sequence, "rdf:li", None, {"rdf:resource": entry.id})


def _item(whole: Element, entry: FeedEntry) -> None:
    item = add(whole, "rss:item", None, {"rdf:about": entry.id})
    add(item, "rss:title", entry.title)
    add(item, "rss:link", entry.url)
    add(item, "rss:description", entry.teaser)
    add(item, "content:encoded", entry.html)
    add(item, "dc:creator", entry.author.name)
    add(item, "dc:date", entry.published.isoformat())
    for category in entry.categories:
        add(item, "dc:subject", category)
    if entry.discussion:
        add(item, "slash:comments", str(entry.discussion.count))
        if entry.discussion.feed_url:
            add(item, "wfw:commentRss", entry.discussion.feed_url)
