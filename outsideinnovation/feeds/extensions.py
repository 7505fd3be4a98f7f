"""What feedgen leaves out, as extensions of feedgen; the one place that knows it.

feedgen loses an Atom entry's ``rel`` and ``type`` (its issues 135 and 143), and knows no slash, wfw, thr or fh. An
extension's namespace is declared by the class that is registered for the feed, so one class serves feed and entry.
"""

from datetime import datetime
from email.utils import format_datetime
from typing import TypeAlias

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator

from outsideinnovation.feeds.entry import Feed, InReplyTo
from outsideinnovation.feeds.xml_elements import NAMESPACES, Element, add, style

Generator: TypeAlias = FeedGenerator
GeneratorEntry: TypeAlias = FeedEntry

GENERATOR = "Outside Innovation"  # without a version: an upgrade alone must not change a feed's bytes


class FeedExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen is published without types
    """An extension that declares its own ``prefix``, if it has one."""

    prefix = ""

    def extend_ns(self) -> dict[str, str]:
        """Return the namespace for the head of the feed."""
        return {self.prefix: NAMESPACES[self.prefix]} if self.prefix else {}


class AtomLinks(FeedExtension):
    """Links with all their attributes: Atom's own, and the same in RSS as ``atom:link``."""

    def __init__(self) -> None:
        self.links: list[dict[str, str | None]] = []

    def add(self, rel: str, href: str, type: str | None = None, **more: str | None) -> None:  # noqa: A002 - Atom's word
        """Add a link; *more* are further attributes, a prefix set off by an underscore (``thr_count``)."""
        attributes = {name.replace("_", ":"): value for name, value in more.items()}
        self.links.append({"rel": rel, "href": href, "type": type} | attributes)

    def extend_atom(self, element: Element) -> Element:
        """Write the links into a feed or an entry."""
        for link in self.links:
            add(element, "link", None, link)
        return element

    def extend_rss(self, element: Element) -> Element:
        """Write the links into the channel or an item."""
        for link in self.links:
            add(_channel(element), "atom:link", None, link)
        return element


class DublinCore(FeedExtension):
    """``dc:creator``: who wrote, without the mail address that RSS's own ``author`` asks for."""

    prefix = "dc"
    creator: str | None = None

    def extend_rss(self, element: Element) -> Element:
        """Write the name."""
        if self.creator:
            add(element, "dc:creator", self.creator)
        return element


class Slash(FeedExtension):
    """``slash:comments``: how many comments there are. https://web.resource.org/rss/1.0/modules/slash/."""

    prefix = "slash"
    comments: int | None = None

    def extend_rss(self, element: Element) -> Element:
        """Write the count."""
        if self.comments is not None:
            add(element, "slash:comments", str(self.comments))
        return element


class CommentFeed(FeedExtension):
    """``wfw:commentRss``: the address of the feed of an item's comments."""

    prefix = "wfw"
    address: str | None = None

    def extend_rss(self, element: Element) -> Element:
        """Write the address."""
        if self.address:
            add(element, "wfw:commentRss", self.address)
        return element


class Threading(FeedExtension):
    """``thr:in-reply-to``: what an entry answers (RFC 4685, section 3)."""

    prefix = "thr"
    answers: InReplyTo | None = None

    def extend_atom(self, element: Element) -> Element:
        """Write the reference."""
        if self.answers:
            reference = {"ref": self.answers.ref, "href": self.answers.href, "type": "text/html"}
            add(element, "thr:in-reply-to", None, reference)
        return element


class History(FeedExtension):
    """``fh:archive``: this document is a page of the archive (RFC 5005, section 4)."""

    prefix = "fh"

    def extend_atom(self, element: Element) -> Element:
        """Write the mark."""
        add(element, "fh:archive")
        return element


class PublishedDate(FeedExtension):
    """``pubDate`` as RFC 822 has it: feedgen's own sets the locale of the whole process for every date."""

    at: datetime | None = None

    def extend_rss(self, element: Element) -> Element:
        """Write the date."""
        if self.at:
            add(element, "pubDate", format_datetime(self.at))
        return element


class Stylesheet(FeedExtension):
    """The CSS that browsers show the feed with; they no longer run XSLT."""

    address: str | None = None

    def extend_atom(self, element: Element) -> Element:
        """Write the instruction before the root."""
        if self.address:
            style(element, self.address)
        return element

    extend_rss = extend_atom


def generator(feed: Feed, *entry_extensions: tuple[str, type[FeedExtension]], stylesheet: str | None) -> Generator:
    """Return a feedgen generator with what all formats share, and these extensions for its feed and its entries.

    Dates are set, as feedgen would otherwise ask the clock.
    """
    generating = FeedGenerator()
    for name, extension in (("links", AtomLinks), *entry_extensions):
        generating.register_extension(name, extension, extension)
    generating.register_extension("stylesheet", Stylesheet)
    generating.stylesheet.address = stylesheet
    generating.id(feed.id)
    generating.title(feed.title)
    generating.language(feed.language)
    generating.updated(feed.updated)
    generating.generator(GENERATOR)
    if feed.rights:
        generating.rights(feed.rights)
    return generating


def _channel(element: Element) -> Element:
    return element[0] if element.tag == "rss" else element
