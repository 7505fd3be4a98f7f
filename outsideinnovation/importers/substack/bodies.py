"""What Substack's editor made, as HTML that is whole without Substack's styles and scripts, with its pictures' own addresses."""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import unquote

from outsideinnovation.html_tokens import Token
from outsideinnovation.importers import html_rewriting
from outsideinnovation.importers.html_rewriting import OUT, UNWRAPPED, Instead, classes, tag

DATA_LENGTH = 65_536  # characters of an element's data-attrs
_FETCHED = re.compile(
    r"https?://(?:[\w-]+\.)*(?:substackcdn|cdn\.substack)\.com/image/fetch/[^?#\"]*?(https?(?:%3A|:)[^?#\"]+)",
    re.IGNORECASE,
)
_OUT = frozenset(
    {
        "image-link-expand",
        "paywall-jump",
        "poll-embed",
        "pencraft",
        "fake-input-wrapper",
        "fake-button",
        "footnote-hovercard",
    }
)
_OUT_ELEMENTS = frozenset({"svg", "button", "form", "input", "source"})
_UNWRAPPED = frozenset(
    {"captioned-image-container", "image2-inset", "subscription-widget-wrap", "subscription-widget-wrap-editor",
     "subscription-widget", "captioned-button-wrap", "preamble"}
)  # fmt: skip
_FOOTNOTE = re.compile(r"(#?)(footnote-(?:anchor-)?\d{1,6})")
_EMBEDDED = frozenset(
    {"tweet", "twitter-embed", "digest-post-embed", "embedded-post-wrap", "embedded-publication-wrap", "instagram",
     "instagram-embed", "community-chat", "comment", "install-substack-app-embed", "file-embed-wrapper", "bluesky-wrap"}
)  # fmt: skip
_WORDS = ("full_text", "title", "caption", "body", "filename", "name")


def body(markup: str, post: str) -> str:
    """Return a post's HTML; *post* is its number, which the marks of its footnotes carry: a page may show many posts."""

    def rewriting(token: Token, attributes: Mapping[str, str]) -> Instead | None:
        found = classes(attributes)
        if found & _OUT or token.name in _OUT_ELEMENTS:
            return OUT
        if found & _UNWRAPPED or token.name == "picture":
            return UNWRAPPED
        if token.name in {"img", "a"}:
            return _picture(attributes) if token.name == "img" else _link(attributes, found, post)
        return _embedded(attributes, found)

    return html_rewriting.rewritten(markup, rewriting)


def source(address: str) -> str:
    """Return the address of a picture that Substack's servers fetch and shrink; any other as it is."""
    found = _FETCHED.match(address)
    return unquote(found[1]) if found else address


def _picture(attributes: Mapping[str, str]) -> Instead:
    own = {**attributes, "src": source(_data(attributes).get("src") or attributes.get("src", ""))}
    own["alt"] = attributes.get("alt") or _data(attributes).get("alt") or ""
    return Instead(tag("img", own, ("src", "alt", "title", "width", "height")))


def _link(attributes: Mapping[str, str], found: frozenset[str], post: str) -> Instead | None:
    """Return what stands for a link: of a footnote or picture; one that Substack fills in when it sends a mail is its words."""
    address = attributes.get("href", "")
    if address.startswith("%%") or not address.strip():
        return UNWRAPPED
    if found & {"footnote-anchor", "footnote-number"}:
        marked = {name: _FOOTNOTE.sub(rf"\1{_prefix(post)}\2", attributes.get(name, "")) for name in ("id", "href")}
        start, end = ("<sup>", "</sup>") if "footnote-anchor" in found else ("", " ")
        return Instead(f"{start}{tag('a', marked, ('id', 'href'))}", f"</a>{end}")
    if found & {"image-link", "image2", "button"}:
        return Instead(tag("a", {"href": source(address)}, ("href",)), "</a>")
    return None


def _embedded(attributes: Mapping[str, str], found: frozenset[str]) -> Instead | None:
    """Return what stands for a piece of another page, of which an export has the data alone."""
    data = _data(attributes)
    if "latex-rendered" in found:
        return Instead(f"<p><code>{escape(data.get('persistentExpression', ''), quote=False)}</code></p>", inside=False)
    if not found & _EMBEDDED:
        return None
    address = next((data[name] for name in ("url", "canonical_url", "href") if data.get(name)), "")
    words = next((data[name] for name in _WORDS if data.get(name)), "") or address
    if not address.lower().startswith(("https://", "http://")):
        return Instead(f"<p>{escape(words, quote=False)}</p>" if words else "", inside=not words)
    who = " ".join(filter(None, (data.get("name", ""), f"@{data['username']}" if data.get("username") else "")))
    told = f"{escape(words, quote=False)}<br>" if data.get("full_text") else ""
    shown = escape((who if told else words) or address, quote=False)
    return Instead(f'<blockquote><p>{told}<a href="{escape(address)}">{shown}</a></p></blockquote>', inside=False)


def _data(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the words in an element's data-attrs, which hold JSON."""
    said = attributes.get("data-attrs", "")
    if not said.startswith("{") or len(said) > DATA_LENGTH:
        return {}
    try:
        found: dict[str, Any] = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _prefix(post: str) -> str:
    return f"post-{post}-" if post.isalnum() else ""
