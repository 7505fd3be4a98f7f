"""Hosts that keep the pictures of blogs for their system: what they show is the blog's own, wherever the blog itself was."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from outsideinnovation.importers.images import variants

_IMAGE = re.compile(r"<img\b[^<>]{0,4000}?\ssrc\s*=\s*[\"']?(https?://[^\s\"'<>]{4,2000})", re.IGNORECASE)
_LENT = re.compile(  # to one blog each, below a host of many
    r"(?:.+\.)?(?:files\.wordpress\.com|static\d*\.squarespace\.com|typepad\.com|ghost\.io|micro\.blog|posterous\.com)",
    re.IGNORECASE,
)


def picture_hosts(markup: str, own: str = "") -> Iterator[str]:
    """Yield the hosts of the pictures in *markup* that keep those of blogs, once a picture; and those below the blog's *own*."""
    for found in _IMAGE.finditer(markup):
        try:
            host = urlsplit(found[1]).hostname or ""
        except ValueError:
            continue
        if host and (variants.is_shared(host) or _LENT.fullmatch(host) or _is_below(host, own)):
            yield host


def _is_below(host: str, own: str) -> bool:
    """Tell whether *host* is the blog's, with or without ``www.``, or one below it, such as ``static.blog.example``."""
    bare = own.removeprefix("www.")
    return "." in bare and f".{host}".endswith(f".{bare}")
