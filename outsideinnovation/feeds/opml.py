"""OPML 2.0: all feeds of the site as one file that a reader takes in one go (https://opml.org/spec2.opml)."""

from collections.abc import Iterable
from dataclasses import dataclass

from outsideinnovation.feeds.feed_text import one_line, uri
from outsideinnovation.feeds.xml_elements import add, document, root

MEDIA_TYPE = "text/x-opml"


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of the list: what it is called, where it is, and the page it follows."""

    title: str
    feed_url: str
    home_url: str


def opml(title: str, outlines: Iterable[Outline]) -> bytes:
    """Write *outlines* as a subscription list called *title*, in the order given."""
    whole = root("opml")
    whole.set("version", "2.0")
    add(add(whole, "head"), "title", one_line(title))
    body = add(whole, "body")
    for outline in outlines:
        name = one_line(outline.title) or uri(outline.feed_url)
        addresses = {"xmlUrl": uri(outline.feed_url), "htmlUrl": uri(outline.home_url)}
        add(body, "outline", None, {"type": "rss", "text": name, "title": name} | addresses)
    return document(whole)
