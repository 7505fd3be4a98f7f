"""How a published file is to be served, whoever serves it: its type, and how long it may be kept."""

import mimetypes
from pathlib import PurePosixPath

ATOM, RSS, RDF, JSON_FEED, OPML = (
    "application/atom+xml",  # RFC 4287
    "application/rss+xml",
    "application/rdf+xml",  # RFC 3870
    "application/feed+json",  # jsonfeed.org, version 1.1
    "text/x-opml",
)
TYPES_BY_ENDING = {  # the longer names first: a feed is told by the whole end of its name
    "atom.xml": ATOM,
    "rss.xml": RSS,
    "index.rdf": RDF,
    "feed.json": JSON_FEED,
    "opml.xml": OPML,
}
TYPES_BY_SUFFIX = {  # mimetypes asks the machine for the others; these must be alike everywhere
    ".avif": "image/avif",
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",  # RFC 9239
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
UNKNOWN = "application/octet-stream"
WITH_CHARSET = ("text/", "application/json", "application/xml", "image/svg+xml")

# Pages are asked for anew each time, which costs a 304; what they look like may be ten minutes old, since a stylesheet
# keeps its name when it changes; a picture hardly ever changes.
FRESH = "public, max-age=0, must-revalidate"
CACHED_FOLDERS = {
    "theme/": "public, max-age=600, stale-while-revalidate=86400",
    "images/": "public, max-age=86400",
    "picture-versions/": "public, max-age=31536000, immutable",  # a digest of what they hold is in their names
    "search/shards/": "public, max-age=31536000, immutable",  # likewise
    "drafts/": "private, no-store",  # those that are shared for a time: nobody keeps them
}


def content_type(path: str) -> str:
    """Return the media type of the file at *path*, with its character set where it is text."""
    kind = next((kind for ending, kind in TYPES_BY_ENDING.items() if path.endswith(ending)), None) or _by_suffix(path)
    text = kind.startswith(WITH_CHARSET) or kind.endswith(("+xml", "+json"))
    return f"{kind}; charset=utf-8" if text else kind


def caching(path: str) -> str:
    """Return the Cache-Control header of the file at *path*."""
    return next((control for folder, control in CACHED_FOLDERS.items() if path.startswith(folder)), FRESH)


def is_page(path: str) -> bool:
    """Tell whether the file at *path* is what readers ask for: it goes up after all that it shows or links to."""
    return path.endswith((".html", *TYPES_BY_ENDING, "sitemap.xml"))


def _by_suffix(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    if not suffix:
        return "text/plain" if path.startswith("_") else UNKNOWN
    return TYPES_BY_SUFFIX.get(suffix) or mimetypes.guess_type(path, strict=False)[0] or UNKNOWN
