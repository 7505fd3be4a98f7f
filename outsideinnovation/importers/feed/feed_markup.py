"""The texts of feeds as HTML that stands by itself: plain ones in paragraphs, XHTML written as HTML, links made absolute.

RFC 4287, 3.1 and 4.1.3, for Atom; RSS does not say what a text is, so that one without a tag is taken as lines of words.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, tostring

from outsideinnovation.html_tags import ATTRIBUTE, TAG
from outsideinnovation.importers.feed import web_archive
from outsideinnovation.importers.feed.feed_xml import joined, local
from outsideinnovation.sidebar.feed_elements import ATOM, XML_BASE

XHTML = "http://www.w3.org/1999/xhtml"
_HTML_TAG = re.compile(r"<(?:/?[A-Za-z][\w-]*(?=[\s/>])|!--)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_LINKS = frozenset({"href", "src", "poster", "data", "cite", "longdesc", "background"})
_SOURCES = re.compile(r"(?P<url>[^\s,]\S*[^\s,]|[^\s,])(?P<size>(?:\s+[\d.]+[wx])?\s*(?:,|$))")
_UNRESOLVED = re.compile(
    r"#|[A-Za-z][A-Za-z0-9+.-]*:(?!/(?!/))"
)  # a place in the page itself; an address with a scheme


def of_element(element: Element, base: str) -> str:
    """Return the text of *element*, whose links start from *base*, as HTML with absolute addresses."""
    base = joined(base, element.get(XML_BASE, ""))
    is_atom = element.tag.startswith(tuple(f"{{{name}}}" for name in ATOM))
    kind = element.get("type", "text" if is_atom else "").lower().strip()
    if len(element):
        return resolved(_inner(_without_wrapper(element, kind)), base)
    text = element.text or ""
    if element.get("mode") == "base64" or (
        is_atom and "/" in kind and not kind.startswith("text/") and "xml" not in kind
    ):
        text = _from_base64(text)
    if is_atom and kind in {"text", "text/plain"} and element.get("mode") not in {"escaped", "base64"}:
        return paragraphs(html.escape(text, quote=False))
    return resolved(of_html(text), base)


def of_html(text: str) -> str:
    """Return *text*, which may be HTML or words with line breaks, as HTML."""
    return text.strip() if _HTML_TAG.search(text) else paragraphs(text)


def paragraphs(text: str) -> str:
    """Return lines of words, whose marks are escaped, in paragraphs that blank lines part."""
    parts = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n".join(f"<p>{part.strip().replace(chr(10), '<br>' + chr(10))}</p>" for part in parts if part.strip())


def resolved(markup: str, base: str) -> str:
    """Return *markup* with each relative link as the address that it means at *base*; places in the text itself stay."""
    markup = web_archive.original_links(markup)
    if not base:
        return markup

    def absolute(address: str) -> str:
        return address if not address.strip() or _UNRESOLVED.match(address.strip()) else joined(base, address)

    return TAG.sub(lambda tag: _rewritten(tag[0], absolute) if tag["attributes"] else tag[0], markup)


def _rewritten(tag: str, absolute: Callable[[str], str]) -> str:
    def changed(attribute: re.Match[str]) -> str:
        name = attribute["name"].lower()
        quote = next((each for each in ("double", "single", "bare") if attribute[each] is not None), "")
        if not quote or (name not in _LINKS and name != "srcset"):
            return attribute[0]
        said = html.unescape(attribute[quote])
        is_list = name == "srcset"
        meant = _SOURCES.sub(lambda each: absolute(each["url"]) + each["size"], said) if is_list else absolute(said)
        if meant == said:
            return attribute[0]
        before = tag_rest[attribute.start() : attribute.start("name")]
        return f'{before}{attribute["name"]}="{html.escape(meant)}"'

    name_end = re.match(r"</?[A-Za-z][^\s/>]*", tag)
    end = name_end.end() if name_end else 0
    tag_rest = tag[end:]
    return tag[:end] + ATTRIBUTE.sub(changed, tag_rest)


def is_web_address(address: str) -> bool:
    """Tell whether *address* is one of http or https."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def is_address(address: str) -> bool:
    """Tell whether *address* says where a post was read: on the web, or by a rooted path where the host is not known."""
    return is_web_address(address) or (address.startswith("/") and not address.startswith("//"))


def _without_wrapper(element: Element, kind: str) -> Element:
    """Return the ``div`` that Atom puts around XHTML (RFC 4287, 3.1.1.3), or a ``body``, which are no part of the text."""
    only = element[0] if len(element) == 1 and not (element.text or "").strip() else None
    is_wrapper = only is not None and (local(only) == "body" or (local(only) == "div" and "xhtml" in kind))
    return only if is_wrapper and only is not None else element


def _inner(element: Element) -> str:
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        _make_local(child)
        parts.append(tostring(child, encoding="unicode", method="html"))
    return "".join(parts).strip()


def _make_local(element: Element) -> None:
    for each in element.iter():
        each.tag = local(each)
        for name in [name for name in each.attrib if "}" in name]:
            value = each.attrib.pop(name)
            each.attrib.setdefault(name.rpartition("}")[2], value)


def _from_base64(text: str) -> str:
    """Return what *text* stands for, if that is text: nothing of a picture or film."""
    try:
        return base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
