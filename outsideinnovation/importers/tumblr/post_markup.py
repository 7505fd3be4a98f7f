"""The markup of a Tumblr post: media that lie in the export, as addresses by which they can be brought over."""

import html
import re
from collections.abc import Iterator

from outsideinnovation.html_tags import ATTRIBUTE, TAG

MEDIA = "media"
_IN_EXPORT = re.compile(r"(?:\.{1,2}/)*(?:posts/)?media/(?P<name>[^/?#]{1,200})(?:[?#].*)?")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|pnj|gifv)$", re.IGNORECASE)
_SHOWING = frozenset({"src", "href", "poster"})


def resolved(markup: str, host: str) -> str:
    """Return *markup* with each file of the export at ``https://HOST/media/NAME``: there nobody finds it, but imports do."""

    def rewritten(tag: re.Match[str]) -> str:
        if not tag["attributes"]:
            return tag[0]
        return tag[0].replace(
            tag["attributes"], ATTRIBUTE.sub(lambda each: _attribute(each, host), tag["attributes"]), 1
        )

    return TAG.sub(rewritten, markup).strip()


def local_media(markup: str, host: str) -> Iterator[str]:
    """Yield the names of films and sounds in *markup* that lie in the export."""
    for found in dict.fromkeys(re.findall(rf"https://{re.escape(host)}/{MEDIA}/([^\"'<>\s]+)", markup)):
        if not _PICTURE.search(found):
            yield f"{MEDIA}/{html.unescape(found)}"


def _attribute(attribute: re.Match[str], host: str) -> str:
    if attribute["name"].lower() not in _SHOWING:
        return attribute[0]
    value = next((attribute[quote] for quote in ("double", "single", "bare") if attribute[quote] is not None), "")
    file = _IN_EXPORT.fullmatch(html.unescape(value).strip())
    return f' {attribute["name"]}="https://{host}/{MEDIA}/{html.escape(file["name"])}"' if file else attribute[0]
