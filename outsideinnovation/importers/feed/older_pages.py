"""Where a feed's older posts are when it does not say so: each system has its own way to turn pages."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from outsideinnovation.html_tokens import TokenKind, tokens
from outsideinnovation.importers.feed import feed_markup
from outsideinnovation.importers.feed.feed_item import FeedHead
from outsideinnovation.importers.feed.feed_xml import joined

_FEEDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json"}
)
_LOOKED_AT = 500_000  # characters of a page in which its feeds are announced


def guessed(head: FeedHead, url: str, read: int) -> str:
    """Return the address of the page after *read* pages of the feed at *url*; nothing where its system turns none.

    WordPress takes ``?paged=2``, Blogger ``?start-index=26`` while its counts (OpenSearch) say that there are more.
    """
    if head.is_complete:
        return ""
    if "wordpress." in head.generator.lower():
        return with_query(url, "paged", str(_number(url, "paged", 1) + read))
    older = head.start + head.count
    if head.start and head.count and older <= head.total and "blogger" in head.generator.lower():
        return with_query(url, "start-index", str(older))
    return ""


def announced(page: str, url: str) -> str:
    """Return the address of the feed that the web *page* at *url* announces, its posts before its comments."""
    found = []
    for token in tokens(page[:_LOOKED_AT]):
        if token.kind is TokenKind.START and token.name == "link":
            said = token.attributes()
            if "alternate" in said.get("rel", "").lower().split() and said.get("type", "").lower() in _FEEDS:
                found.append((said.get("title", ""), joined(url, said.get("href", ""))))
    found = [
        (title, feed)
        for title, feed in found
        if feed_markup.is_web_address(feed) and "oembed" not in feed and "wp-json" not in feed
    ]
    found.sort(key=lambda each: "comment" in f"{each[0]} {each[1]}".lower())
    return found[0][1] if found else ""


def with_query(url: str, name: str, value: str) -> str:
    """Return *url* with the field *name* of its query set to *value*."""
    parts = urlsplit(url)
    fields = [(key, each) for key, each in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return parts._replace(query=urlencode([*fields, (name, value)]), fragment="").geturl()


def _number(url: str, name: str, default: int) -> int:
    said = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(said[:6]) if said.isdecimal() else default
