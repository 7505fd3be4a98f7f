"""Posts out of the elements of RSS 0.9 to 2.0, RSS 1.0 and Atom 0.3 and 1.0, with the extensions that blogs use."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from outsideinnovation.importers.feed import feed_additions, feed_markup, web_archive
from outsideinnovation.importers.feed.feed_item import FeedEnclosure, FeedHead, FeedItem
from outsideinnovation.importers.feed.feed_xml import FeedPiece, joined, local
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.sidebar.feed_elements import ATOM, CONTENT, DUBLIN_CORE, RDF_ABOUT, RSS
from outsideinnovation.text import plain

_PREFIXES = {
    **dict.fromkeys((*map(str.lower, ATOM), *RSS), ""),
    CONTENT: "content:",
    DUBLIN_CORE: "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://purl.org/syndication/thread/1.0": "thr:",
    "http://wellformedweb.org/CommentAPI/": "wfw:",
    "http://purl.org/rss/1.0/modules/slash/": "slash:",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch:",
    "http://a9.com/-/spec/opensearchrss/1.0/": "opensearch:",
    "http://purl.org/syndication/history/1.0": "history:",
    "http://purl.org/atompub/tombstones/1.0": "deleted:",
    feed_markup.XHTML: "xhtml:",
}
_WHOLE = ("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fullitem")
_PARTS = ("description", "dc:description", "itunes:summary", "media:description", "summary")
_BODIES = (*_WHOLE, *_PARTS)
_PUBLISHED = ("published", "issued", "pubDate", "dc:date", "dcterms:created", "dcterms:issued", "created")
_UPDATED = ("updated", "modified", "dcterms:modified")
_KIND_SCHEME = "http://schemas.google.com/g/2005#kind"  # Blogger's: what an entry is, not what it is about
_MAIL = re.compile(r"[^\s@()<>]+@[^\s@()<>]+")
Parts = dict[str, list[Element]]


def item(piece: FeedPiece, head: FeedHead) -> FeedItem:
    """Return the post or comment that *piece* of the feed with that *head* is."""
    element, base = piece.element, piece.base or head.site
    parts = _parts(element)
    found = FeedItem(piece.line, base=base, language=_language(element, head))
    found.id = _text(parts, "guid") or _text(parts, "id")
    found.title = _title(parts, base)
    _add_addresses(found, element, parts)
    _add_texts(found, parts)
    found.published, found.updated = _first(parts, _PUBLISHED), _first(parts, _UPDATED)
    found.categories = list(_categories(parts))
    found.tags = [
        each for name in ("media:keywords", "itunes:keywords") for each in _text(parts, name).split(",") if each.strip()
    ]
    _add_authors(found, parts, head)
    _add_media(found, parts)
    _add_conversation(found, parts)
    return found


def _parts(element: Element) -> Parts:
    parts: Parts = {}
    for part in element:
        if name := called(part):
            parts.setdefault(name, []).append(part)
            if name == "media:group":
                for inner in part:
                    parts.setdefault(called(inner), []).append(inner)
    return parts


def called(element: Element) -> str:
    """Return an element's name with the prefix it usually has; nothing for those of others."""
    namespace, _, name = element.tag.removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(namespace.lower())
    return "" if prefix is None else prefix + name


def _text(parts: Parts, name: str) -> str:
    return next((text for each in parts.get(name, ()) if (text := "".join(each.itertext()).strip())), "")


def _first(parts: Parts, names: tuple[str, ...]) -> str:
    return next(filter(None, (_text(parts, name) for name in names)), "")


def _language(element: Element, head: FeedHead) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}lang", "") or head.language


def _title(parts: Parts, base: str) -> str:
    for each in parts.get("title", ()):
        if words := exported_text.title(feed_markup.of_element(each, base)):
            return words
    return exported_text.title(_first(parts, ("dc:title", "media:title")))


def _add_addresses(found: FeedItem, element: Element, parts: Parts) -> None:
    links = [each for each in parts.get("link", ()) if each.get("rel", "alternate").rpartition("/")[2] == "alternate"]
    written = [_text(parts, "feedburner:origLink"), *((each.get("href") or each.text or "").strip() for each in links)]
    is_permalink = any(each.get("isPermaLink", "true") == "true" for each in parts.get("guid", ()))
    found.is_permalink = is_permalink or feed_markup.is_web_address(found.id)
    written += [found.id if is_permalink else "", element.get(RDF_ABOUT, "")]
    addresses = (web_archive.original(joined(found.base, each)) for each in written if each)
    found.address = next(filter(feed_markup.is_address, addresses), "")


def _add_texts(found: FeedItem, parts: Parts) -> None:
    base = found.base or found.address
    texts = [(name, text) for name in _BODIES for each in parts.get(name, ()) if (text := _body(each, base))]
    if texts:
        name, found.body = texts[0]
        found.is_beginning = name == "summary" or (name not in _WHOLE and feed_additions.ends_early(found.body))
    if len(texts) > 1 and texts[0][0] in _WHOLE and not feed_additions.ends_early(texts[1][1]):
        found.summary = plain(texts[1][1])


def _body(element: Element, base: str) -> str:
    source = element.get("src")
    if source and not (element.text or "").strip():
        url = joined(base, source)
        return f'<p><a href="{url}">{url}</a></p>' if feed_markup.is_web_address(url) else ""
    return feed_markup.of_element(element, base)


def _categories(parts: Parts) -> Iterator[str]:
    for each in parts.get("category", ()):
        if each.get("scheme") != _KIND_SCHEME:
            yield each.get("label") or each.get("term") or each.text or ""
    for each in parts.get("dc:subject", ()):
        yield from re.split(r"[;,]", each.text or "")


def _add_authors(found: FeedItem, parts: Parts, head: FeedHead) -> None:
    authors = [each for name in ("dc:creator", "author", "itunes:author") for each in parts.get(name, ())]
    found.authors = list(dict.fromkeys(names(authors))) or list(head.authors)
    for each in parts.get("author", ()):
        inner = {called(part): (part.text or "").strip() for part in each}
        found.author_address = inner.get("uri", "") or inner.get("url", "")
        found.author_mail = inner.get("email", "")


def names(authors: list[Element]) -> Iterator[str]:
    """Yield the names of *authors*, without the mail addresses that RSS writes beside them: ``a@b.org (Ann)``."""
    for each in authors:
        said = next((part.text or "" for part in each if called(part) == "name"), "") if len(each) else each.text or ""
        inside = re.fullmatch(r"\s*\S+@\S+\s*\((?P<name>[^()]*)\)\s*", said)
        name = exported_text.name(inside["name"] if inside else _MAIL.sub("", said))
        if name:
            yield name


def _add_media(found: FeedItem, parts: Parts) -> None:
    for each in parts.get("enclosure", ()):
        _add_enclosure(found, each, each.get("url", ""))
    for each in parts.get("link", ()):
        if each.get("rel") == "enclosure":
            _add_enclosure(found, each, each.get("href", ""))
    for each in parts.get("media:content", ()):
        _add_enclosure(found, each, each.get("url", ""))
    pictures = [each for name in ("media:thumbnail", "itunes:image") for each in parts.get(name, ())]
    urls = (joined(found.base, each.get("url") or each.get("href") or "") for each in pictures)
    found.picture = found.picture or next(filter(feed_markup.is_web_address, urls), "")


def _add_enclosure(found: FeedItem, element: Element, address: str) -> None:
    url, kind, length = (
        joined(found.base, address) if address else "",
        element.get("type", ""),
        element.get("length", ""),
    )
    kind = kind or {"image": "image/*", "audio": "audio/*", "video": "video/*"}.get(element.get("medium", ""), "")
    if not feed_markup.is_web_address(url):
        return
    if kind.startswith("image/"):
        found.picture = found.picture or url
        found.picture_alternative = next(
            (plain(each.text or "") for each in element if local(each) == "description"), ""
        )
    elif all(each.url != url for each in found.enclosures):
        found.enclosures.append(FeedEnclosure(url, kind, int(length[:15]) if length.isdecimal() else 0))


def _add_conversation(found: FeedItem, parts: Parts) -> None:
    replies = [
        each.get("href", "")
        for each in parts.get("link", ())
        if each.get("rel") == "replies" and "xml" in each.get("type", "")
    ]
    comments = next(filter(None, (_text(parts, "wfw:commentRss"), _text(parts, "wfw:commentRSS"), *replies)), "")
    found.comments = joined(found.base, comments) if comments else ""
    count = _first(parts, ("slash:comments", "thr:total"))
    found.comment_count = int(count[:9]) if count.isdecimal() else None
    for each in parts.get("thr:in-reply-to", ()):
        found.answers.append((each.get("ref", "").strip(), each.get("href", "").strip()))
