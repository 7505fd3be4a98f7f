"""XML elements by the usual prefixes of feeds; the one place that knows lxml."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://purl.org/rss/1.0/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}


def root(name: str, prefixes: Iterable[str] = (), default: str | None = None) -> Element:
    """Return the root of a new document that declares *prefixes*, and *default* as the one left unwritten."""
    declared: dict[str | None, str] = {prefix: NAMESPACES[prefix] for prefix in prefixes}
    if default:
        declared[None] = NAMESPACES[default]
    return etree.Element(_qualified(name), nsmap=declared)


def add(
    parent: Element, name: str, text: str | None = None, attributes: Mapping[str, str | None] | None = None
) -> Element:
    """Add a child ``name`` or ``prefix:name`` and return it; attributes that are None are left out."""
    element = etree.SubElement(parent, _qualified(name))
    element.text = text
    for key, value in (attributes or {}).items():
        if value is not None:
            element.set(_qualified(key), value)
    return element


def style(document: Element, stylesheet: str) -> None:
    """Tell browsers to show the document whose root is given by the CSS at the address *stylesheet*."""
    pseudo_attributes = f'type="text/css" href="{stylesheet.translate(_QUOTED)}"'
    document.addprevious(etree.ProcessingInstruction("xml-stylesheet", pseudo_attributes))


def document(element: Element) -> bytes:
    """Write the document of this root in UTF-8, with its declaration and what stands before the root."""
    data: bytes = etree.tostring(element.getroottree(), encoding="UTF-8", xml_declaration=True)
    return data


_QUOTED = str.maketrans({"&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;"})


@cache
def _qualified(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name
