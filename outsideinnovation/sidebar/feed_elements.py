"""The vocabulary of feeds: whose an element is, entities that HTML has and XML has not, and what is no feed."""

import html
import re

ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
RSS = ("", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss2")
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
RDF_ABOUT = f"{{{RDF}}}about"
ITEMS = frozenset({"item", "entry"})
ROOTS = frozenset({"rss", "RDF", "feed"})
HEAD = 1_000  # bytes in which a page says that it is one
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


class FeedError(ValueError):
    """What a feed's address gave is none, or a broken one; the text says what it is."""


def is_web_page(data: bytes) -> bool:
    """Tell whether *data* begins as a page does, and not as a feed."""
    return _PAGE.search(data, 0, HEAD) is not None


def numbered(name: str) -> str | None:
    """Return the entity ``&name;`` of HTML as the numbers of its characters; None where XML has it, or nobody knows it."""
    meant = html.unescape(f"&{name};")
    if name in XML_ENTITIES or meant.startswith("&"):
        return None
    return "".join(f"&#{ord(each)};" for each in meant)
