"""The markup of Squarespace's blocks as plain HTML: its grid and classes go, pictures that a script would load are there.

A post is a ``sqs-layout`` of rows, columns and ``sqs-block``; each picture stands there twice, lazy and in ``<noscript>``.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from outsideinnovation.html_tokens import Token
from outsideinnovation.importers.html_rewriting import OUT, UNWRAPPED, Instead, classes, rewritten, tag

_NOSCRIPT = re.compile(r"<noscript\b[^>]{0,500}>(.{0,20000}?)</noscript\s{0,100}>", re.DOTALL | re.IGNORECASE)
_SHOWN = re.compile(r"""\s(?:data-src|data-image)\s*=\s*["']([^"'<>]+)""", re.IGNORECASE)
_SOURCE = re.compile(r"""\ssrc\s*=\s*["']([^"'<>]+)""", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")
_BLOCK = re.compile(r"sqs-block-(?P<kind>[a-z0-9]+)(?:-v\d+)?|(?P<name>[a-z0-9]+)(?:-v\d+)?-block")
_FRAME = re.compile(r"""<iframe\b[^>]{0,2000}?\ssrc\s{0,100}=\s{0,100}["']([^"'<>]+)""", re.IGNORECASE)
_EMPTY = re.compile(r"<(p|h[1-6]|figure|figcaption)>\s*</\1>\s*")
_FILLED_LATER = {  # blocks that Squarespace fills for each reader, or that only its server can answer
    "form": "forms", "newsletter": "sign-up forms", "summary": "summaries of other posts", "archive": "archives",
    "search": "searches", "tagcloud": "clouds of tags", "instagram": "Instagram feeds", "twitter": "Twitter feeds",
    "map": "maps", "donation": "donations", "product": "products", "calendar": "calendars", "menu": "menus", "spacer": "",
    "socialaccountlinks": "", "rss": "feeds",
    "foursquare": "places", "opentable": "reservations", "tock": "reservations",
}  # fmt: skip
_KEPT = {
    "a": ("href", "title"), "img": ("src", "alt", "width", "height"), "iframe": ("src", "width", "height", "title"),
    "ol": ("start",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "video": ("src", "controls", "poster"),
    "audio": ("src", "controls"), "source": ("src", "type"),
}  # fmt: skip
_DROPPED = frozenset({"script", "style", "noscript", "form", "button", "svg"})
_SHAPES = frozenset({"div", "span", "section", "article"})


@dataclass(slots=True)
class BlockCounts:
    """What could not come as it was: blocks left out, by what they held, and addresses that are links now."""

    left_out: Counter[str] = field(default_factory=Counter)
    links: int = 0


def plain_html(markup: str, counts: BlockCounts) -> str:
    """Return the *markup* of a post or page without Squarespace's own, and count in *counts* what it loses."""
    linked = False

    def plain(token: Token, attributes: Mapping[str, str]) -> Instead | None:
        nonlocal linked
        frame = _FRAME.search(attributes.get("data-html", ""))
        if (
            frame and not linked and (address := _web_address(frame[1]))
        ):  # a block that does not say in JSON what it shows
            return _linked(address, counts)
        before = counts.links
        instead = _plain(token.name, attributes, counts)
        if "sqs-block" in classes(attributes):
            linked = counts.links > before
        return instead

    body = rewritten(_without_twins(markup), plain)
    return _EMPTY.sub("", _EMPTY.sub("", body)).strip()


def _without_twins(markup: str) -> str:
    """Return *markup* where each picture stands once: in ``<noscript>`` only where no script would have loaded it."""
    shown = {_file(each) for each in _SHOWN.findall(markup)}

    def once(found: re.Match[str]) -> str:
        sources = [_file(each) for each in _SOURCE.findall(found[1])]
        return "" if sources and shown.issuperset(sources) else found[1]

    return _NOSCRIPT.sub(once, markup)


def _plain(name: str, attributes: Mapping[str, str], counts: BlockCounts) -> Instead | None:
    said = classes(attributes)
    if name in _DROPPED:
        return OUT
    if name == "div" and "sqs-block" in said:
        return _block(said, attributes, counts)
    if name == "div" and "sqs-audio-embed" in said:
        return _sound(attributes)
    if name in _SHAPES:
        return UNWRAPPED
    if name == "img":
        return Instead(_picture(attributes))
    return Instead(tag(name, attributes, _KEPT.get(name, ())), f"</{name}>") if attributes else None


def _block(said: frozenset[str], attributes: Mapping[str, str], counts: BlockCounts) -> Instead:
    kinds = {found["kind"] or found["name"] for each in said if (found := _BLOCK.fullmatch(each))}
    kind = next((each for each in _FILLED_LATER if each in kinds), None)
    if kind is not None:
        if _FILLED_LATER[kind]:
            counts.left_out[_FILLED_LATER[kind]] += 1
        return OUT
    address = _embedded(attributes.get("data-block-json", "")) if kinds & {"video", "embed"} else ""
    return _linked(address, counts) if address else UNWRAPPED


def _linked(address: str, counts: BlockCounts) -> Instead:
    counts.links += 1
    shown = html.escape(address)
    return Instead(f'<p><a href="{shown}">{shown}</a></p>')


def _embedded(said: str) -> str:
    """Return the address of a film or of another site's page, which a block names in JSON."""
    try:
        block = json.loads(said)
    except (ValueError, RecursionError):
        return ""
    address = block.get("url") if isinstance(block, dict) else None
    return _web_address(address) if isinstance(address, str) else ""


def _web_address(address: str) -> str:
    address = f"https:{address}" if address.startswith("//") else address
    return address if address.startswith(("https://", "http://")) else ""


def _sound(attributes: Mapping[str, str]) -> Instead:
    url, title = attributes.get("data-url", ""), attributes.get("data-title", "")
    if not url.startswith(("https://", "http://")):
        return OUT
    shown, name = html.escape(url), html.escape(title or url.rpartition("/")[2])
    return Instead(
        f'<p><audio controls preload="none" src="{shown}"></audio></p>\n<p><a href="{shown}">{name}</a></p>',
        inside=False,
    )


def _picture(attributes: Mapping[str, str]) -> str:
    """Return an image whose source is the one that a script would have put there."""
    source = attributes.get("data-src") or attributes.get("data-image") or attributes.get("src", "")
    size = _SIZE.fullmatch(attributes.get("data-image-dimensions", ""))
    known = {"width": size[1], "height": size[2]} if size else {}
    return tag("img", {**attributes, **known, "src": source}, _KEPT["img"]) if source else ""


def _file(address: str) -> str:
    """Return what the sizes of a picture share of its address."""
    return html.unescape(address).partition("?")[0].removeprefix("https:").removeprefix("http:")
