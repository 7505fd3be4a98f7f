"""A post's HTML made fit to be read far from its page: absolute addresses, and nothing that acts.

It is no sanitizer: what strangers write is sanitized where comments are read. Text and code stay as they are, but for a
stray ``<``, which becomes ``&lt;``.
"""

import re
from html import escape, unescape
from urllib.parse import urljoin

from outsideinnovation.feeds.feed_text import uri
from outsideinnovation.html_tags import ATTRIBUTE, TAG
from outsideinnovation.portable_markup import portable

LEFT_OUT = frozenset({"script", "style", "template", "textarea", "select", "button", "datalist"})
RAW = frozenset({"script", "style", "textarea"})  # without an end tag they hide the rest of the page in browsers too
FIELDS = frozenset({"form", "fieldset", "legend", "label", "output", "input"})
FRAME = frozenset({"html", "head", "body", "meta", "link", "base", "noscript"})
TAGS_LEFT_OUT = LEFT_OUT | FIELDS | FRAME
ADDRESSES = frozenset({"href", "src", "poster", "cite", "data", "longdesc", "background", "xlink:href"})
ADDRESS_LISTS = frozenset({"srcset", "imagesrcset"})
ACTING = frozenset({"action", "formaction", "ping", "srcdoc", "autofocus"})
OF_INTEREST = re.compile(r"href|src|poster|cite|data|longdesc|background|style|action|ping|auto|on", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
HARMFUL = re.compile(r"javascript:|vbscript:|data:(?!image/|audio/|video/|font/)", re.IGNORECASE)
HARMFUL_STYLE = re.compile(r"url\s*\(|expression|behaviou?r|binding|script:|@import|\\", re.IGNORECASE)
REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
CANDIDATE = re.compile(r"[\s,]*+(?P<address>\S*[^\s,])(?P<descriptor>\s[^,]*)?,?")
CONTROL = re.compile(r"[\x00-\x1f]")

FIT = re.compile(  # markup in which there is nothing to do: most posts, and found out in a tenth of the time
    rf"(?:[^<]++|</?(?!(?:{'|'.join(sorted(TAGS_LEFT_OUT))})\b)[a-z][a-z0-9]*+"
    r"(?: (?:class|id|title|alt|lang|rel|start|width|height)=\"[^\"<>]*+\"| (?:href|src)=\"https?://[^\"<>]*+\")*+ ?/?>)*+"
)


def absolute(markup: str, base_url: str) -> str:
    """Return *markup* with every address resolved against *base_url*, the address of its own page.

    Left out: scripts, styles, forms and their fields (but not the words in them), comments, event handlers, addresses
    that cannot be resolved. Takes time linear to the text, whatever the text is.
    """
    markup = portable(markup)
    if FIT.fullmatch(markup):
        return markup
    pieces: list[str] = []
    endless: set[str] = set()
    at = 0
    while tag := TAG.search(markup, at):
        pieces.append(_text(markup[at : tag.start()]))
        at = tag.end()
        element = (tag["element"] or "").lower()
        if element in LEFT_OUT and not tag["end"]:
            at = _after(markup, at, element, endless)
        elif element and element not in TAGS_LEFT_OUT and tag["close"]:
            pieces.append(_tag(tag, base_url))
    pieces.append(_text(markup[at:]))
    return "".join(pieces)


def _text(text: str) -> str:
    return text.replace("<", "&lt;") if "<" in text else text  # else it could become a tag with what follows a gap


def _after(markup: str, at: int, element: str, endless: set[str]) -> int:
    """Return where the content of *element*, which starts at *at*, and its end tag are over."""
    if element not in endless:
        if end := re.compile(rf"</{element}(?=[ \t\n\f\r/>])[^>]*+(?:>|\Z)", re.IGNORECASE).search(markup, at):
            return end.end()
        endless.add(element)  # nor is there one further on: without this, many would take quadratic time
    return len(markup) if element in RAW else at


def _tag(tag: re.Match[str], base_url: str) -> str:
    attributes = tag["attributes"]
    if not attributes or not OF_INTEREST.search(attributes):
        return tag[0]
    fit = ATTRIBUTE.sub(lambda attribute: _attribute(attribute, base_url), attributes)
    return f"<{tag['end']}{tag['element']}{fit}{tag[0][tag.end('attributes') - tag.start() :]}"


def _attribute(attribute: re.Match[str], base_url: str) -> str:
    name = attribute["name"].lower()
    raw = attribute["double"] or attribute["single"] or attribute["bare"] or ""
    if name.startswith("on") or name in ACTING or (name == "style" and HARMFUL_STYLE.search(_decoded(raw))):
        return " "
    if name in ADDRESSES:
        value = _resolved(_decoded(raw), base_url)
    elif name in ADDRESS_LISTS:
        value = _resolved_list(_decoded(raw), base_url)
    else:
        return attribute[0]
    if value is None:
        return " "
    return attribute[0] if value == _decoded(raw) else f' {attribute["name"]}="{escape(value)}"'


def _decoded(raw: str) -> str:
    return REFERENCE.sub(lambda reference: unescape(reference[0]), raw) if "&" in raw else raw


def _resolved(value: str, base_url: str) -> str | None:
    """Return *value* as an absolute address, unchanged when it is one; None when it is none or acts."""
    compact = CONTROL.sub("", value).strip()
    if HARMFUL.match(compact):
        return None
    if SCHEME.match(compact):
        return value
    try:
        return uri(urljoin(base_url, compact))
    except ValueError:
        return None


def _resolved_list(value: str, base_url: str) -> str | None:
    """Resolve a ``srcset``: addresses, each with an optional width or density, separated by commas."""
    candidates = [
        f"{address} {(candidate['descriptor'] or '').strip()}".strip()
        for candidate in CANDIDATE.finditer(value)
        if (address := _resolved(candidate["address"], base_url))
    ]
    return ", ".join(candidates) or None
