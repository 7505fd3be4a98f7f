"""Hosts that keep the pictures of blogs for their system: what they show is the blog's own, wherever the blog itself was."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_IMAGE = re.compile(r"<img\b[^<>]{0,4000}?\ssrc\s*=\s*[\"']?(https?://[^\s\"'<>]{4,2000})", re.IGNORECASE)
_KEEPERS = re.compile(
    r"(?:.+\.)?(?:files\.wordpress\.com|i[0-3]\.wp\.com|bp\.blogspot\.com|(?:blogger|lh\d)\.googleusercontent\.com|media\.tumblr\.com"
    r"|cdn-images-\d\.medium\.com|miro\.medium\.com|squarespace-cdn\.com|static\d*\.squarespace\.com|substackcdn\.com"
    r"|lh\d\.ggpht\.com|(?:photos\d*|bp\d)\.blogger\.com|cdn\.substack\.com|bucketeer-[\w-]+\.s3\.amazonaws\.com"
    r"|substack-post-media\.s3\.amazonaws\.com|typepad\.com|ghost\.io|micro\.blog|posterous\.com)",
    re.IGNORECASE,
)


def picture_hosts(markup: str) -> Iterator[str]:
    """Yield the hosts of the pictures in *markup* that keep those of blogs, once a picture."""
    for found in _IMAGE.finditer(markup):
        try:
            host = urlsplit(found[1]).hostname or ""
        except ValueError:
            continue
        if _KEEPERS.fullmatch(host):
            yield host
