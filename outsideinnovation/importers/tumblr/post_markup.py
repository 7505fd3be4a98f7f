"""The markup of a Tumblr post: media that lie in the export, as addresses by which they can be brought over."""

import html
import re
from collections.abc import Iterator

from outsideinnovation.html_tags import ATTRIBUTE, TAG

MEDIA = "media"
_IN_EXPORT = re.compile(r"(?:\.{1,2}/)*(?:posts/)?media/(?P<name>[^/?#]{1,200})(?:[?#].*)?")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|pnj|gifv)$", re.IGNORECASE)
_OTHER = re.compile(rf"(?<==\")/({MEDIA}/[^\"]+)")
_SHOWING = frozenset({"src", "href", "poster"})


def resolved(markup: str, host: str) -> str:
    """Return *markup* with the files of the export at ``/media/NAME``; pictures at that of *host*, where imports find them."""

    def rewritten(tag: re.Match[str]) -> str:
        if not tag["attributes"]:
            return tag[0]
        return tag[0].replace(
            tag["attributes"], ATTRIBUTE.sub(lambda each: _attribute(each, host), tag["attributes"]), 1
        )

    return TAG.sub(rewritten, markup).strip()


def other_media(markup: str) -> Iterator[str]:
    """Yield the names of films and sounds that lie in the export, of *markup* that was ``resolved``."""
    for found in dict.fromkeys(_OTHER.findall(markup)):
        yield html.unescape(found)


def _attribute(attribute: re.Match[str], host: str) -> str:
    if attribute["name"].lower() not in _SHOWING:
        return attribute[0]
    value = next((attribute[quote] for quote in ("double", "single", "bare") if attribute[quote] is not None), "")
    file = _IN_EXPORT.fullmatch(html.unescape(value).strip())
    if not file:
        return attribute[0]
    root = f"https://{host}" if _PICTURE.search(file["name"]) else ""
    return f' {attribute["name"]}="{root}/{MEDIA}/{html.escape(file["name"])}"'
