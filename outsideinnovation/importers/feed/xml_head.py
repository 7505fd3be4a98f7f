"""What the feed as a whole says: whose it is, which program made it, and where its older posts stand."""

from xml.etree.ElementTree import Element

from outsideinnovation.importers.feed import feed_markup
from outsideinnovation.importers.feed.feed_item import FeedHead
from outsideinnovation.importers.feed.feed_xml import FeedPiece, joined
from outsideinnovation.importers.feed.xml_items import called, names
from outsideinnovation.text import plain


def add(head: FeedHead, piece: FeedPiece) -> None:
    """Let *head* know what *piece* says; of RSS 1.0 the channel's own parts come one by one, as of every other format."""
    element, name = piece.element, called(piece.element)
    text = "".join(element.itertext()).strip()
    if name == "link":
        _add_link(head, element, joined(piece.base or head.address, element.get("href") or text))
    elif name == "title":
        head.title = plain(text)
    elif name == "generator":
        head.generator = f"{text} {element.get('uri', '')}"
    elif name in {"language", "dc:language"}:
        head.language = text
    elif name in {"author", "dc:creator", "itunes:author"}:
        head.authors = head.authors or list(names([element]))
    elif name == "opensearch:totalResults" and text.isdecimal():
        head.total = int(text[:9])
    elif name == "opensearch:startIndex" and text.isdecimal():
        head.start = int(text[:9])
    elif name == "history:complete":
        head.is_complete = True


def _add_link(head: FeedHead, element: Element, url: str) -> None:
    relation = element.get("rel", "alternate").rpartition("/")[2]
    if not feed_markup.is_web_address(url):
        return
    if relation == "self":
        head.address = url
    elif relation == "alternate" and "feed" not in element.get("type", "") and "+xml" not in element.get("type", ""):
        head.site = head.site or url
    elif relation == "prev-archive" or (relation == "next" and not head.next):
        head.next = url
