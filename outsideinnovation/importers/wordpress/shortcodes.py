"""Shortcodes, ``[name value="…"]``: WordPress' own become HTML, plug-ins' stay readable as they were typed, and are counted.

WordPress runs them in ``<code>`` too; ``[[gallery]]`` shows one.
"""

import html
import re
from collections import Counter
from html import escape

from outsideinnovation.importers.wordpress import markup
from outsideinnovation.importers.wordpress.galleries import Galleries

OWN = ("wp_caption", "caption", "gallery", "playlist", "embed", "audio", "video")
_ENCLOSING = frozenset(OWN) - {"gallery", "playlist"}
_ATTRIBUTES = r"(?P<attributes>(?:[^\[\]\"'/]|\"[^\"\[\]]*+\"|'[^'\[\]]*+'|/(?!\]))*+)"
_OWN = re.compile(rf"\[(?P<escaped>\[?)(?P<name>{'|'.join(OWN)})(?![\w-]){_ATTRIBUTES}(?P<void>/?)\](?P<more>\]?)")
_VALUE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))|\"([^\"]*)\"|'([^']*)'|(\S+)")
_IMAGE = re.compile(r"\s*((?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_OTHER = re.compile(r"(?<!\[)\[(?P<name>[A-Za-z][\w-]{1,40})(?P<rest>(?:\s[^\[\]<>\n]{0,300})?)/?\](?![\](])")
_PAIR = re.compile(r"\s[\w-]+\s*=\s*[\"'“”″&\w]")
# Names without anything else that plug-ins gave meaning to.
_BARE = frozenset(
    {"contact-form", "toc", "sitemap", "archives", "subscribe2", "polls", "contact", "jetpack_subscription_form"}
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_HOST = re.compile(r"https?://(?:www\.)?([^/?#]*).*", re.DOTALL)
_FILES = ("src", "mp4", "m4v", "webm", "ogv", "flv", "mp3", "m4a", "ogg", "wav", "flac", "wmv", "wma")


class Shortcodes:
    """Replaces shortcodes of one post; ``others`` counts those that stay by name, ``embeds`` what came from elsewhere."""

    def __init__(self, galleries: Galleries) -> None:
        self.others = Counter[str]()
        self.embeds = Counter[str]()
        self._galleries = galleries

    def replaced(self, text: str) -> str:
        """Return *text* with WordPress' own shortcodes as HTML, each apart from the words around it."""
        if "[" not in text:
            return text
        parts: list[str] = []
        end = 0
        while (found := _OWN.search(text, end)) is not None:
            parts.append(text[end : found.start()])
            made, end = self._one(text, found)
            parts.append(made)
        text = "".join((*parts, text[end:]))
        for other in _OTHER.finditer(text):
            if self._is_shortcode(other, text):
                self.others[other["name"]] += 1
        return text

    def _one(self, text: str, found: re.Match[str]) -> tuple[str, int]:
        """Return what stands for a shortcode, and where the text goes on."""
        if found["escaped"] and found["more"]:
            return found[0][1:-1], found.end()
        before, name = found["escaped"], found["name"]
        inside, end = "", found.end() - len(found["more"])
        if name in _ENCLOSING and not found["void"]:
            following = re.compile(rf"\[{name}[\s\]]").search(text, end)
            closing = f"[/{name}]"
            closed = text.find(closing, end, following.start() if following else len(text))
            if closed >= 0:
                inside, end = text[end:closed], closed + len(closing)
        made = self._made(name, values(found["attributes"]), inside)
        if not made:
            self.others[name] += 1
        return f"{before}\n\n{made}\n\n" if made else before + text[found.start() + len(before) : end], end

    def _made(self, name: str, attributes: dict[str, str], inside: str) -> str:
        """Return the HTML for one of WordPress' own shortcodes; nothing where it lacks what it would show."""
        match name:
            case "caption" | "wp_caption":
                return _caption(attributes, inside)
            case "gallery":
                return self._galleries.gallery(attributes)
            case "playlist":
                return self._galleries.playlist(attributes)
            case "embed":
                return self._embed(attributes, inside)
            case _:
                return _media(name, attributes, inside)

    def count_embed(self, address: str) -> None:
        """Count what was shown from *address*."""
        self.embeds[_HOST.sub(r"\1", address)[:80]] += 1

    def _embed(self, attributes: dict[str, str], inside: str) -> str:
        address = _ADDRESS.search(html.unescape(inside) or attributes.get("src", ""))
        if not address:
            return ""
        self.count_embed(address[0])
        return markup.figure(markup.link(address[0]), kind="embed")

    def _is_shortcode(self, found: re.Match[str], text: str) -> bool:
        """Tell a shortcode from words in brackets, such as ``[sic]``: it has values or an end, or its name is no word."""
        name = found["name"]
        is_named = "_" in name or "-" in name or name.lower() in _BARE
        return name not in OWN and (is_named or bool(_PAIR.search(found["rest"])) or f"[/{name}]" in text)


def values(text: str) -> dict[str, str]:
    """Return a shortcode's values by their names in lower case; one without a name is ``src``, where that is an address."""
    found: dict[str, str] = {}
    for each in _VALUE.finditer(html.unescape(text).replace("”", '"').replace("“", '"').replace("″", '"')):
        name, *told = each.groups()
        value = next((one for one in told if one is not None), "")
        if name:
            found.setdefault(name.lower(), value)
        elif _ADDRESS.match(value):
            found.setdefault("src", value)
    return found


def _caption(attributes: dict[str, str], inside: str) -> str:
    """Return a picture with the words below it: behind it since WordPress 3.4, in the value ``caption`` before."""
    found = _IMAGE.match(inside)
    if not found:
        return ""
    words = attributes.get("caption") or found[2]
    kind = f"wp-caption {attributes.get('align', '')}".strip()
    return markup.figure(found[1].strip(), " ".join(words.split()), kind)


def _media(kind: str, attributes: dict[str, str], inside: str) -> str:
    addresses = [attributes[name] for name in _FILES if attributes.get(name)]
    addresses += _ADDRESS.findall(html.unescape(inside)) if not addresses else []
    if not addresses:
        return ""
    shown = escape(addresses[0])
    poster = f' poster="{escape(attributes["poster"])}"' if kind == "video" and attributes.get("poster") else ""
    return markup.figure(
        f'<{kind} controls preload="none" src="{shown}"{poster}><a href="{shown}">{shown}</a></{kind}>'
    )
