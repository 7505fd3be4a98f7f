"""Posts as a feed's items tell of them: at their own address, with what was sent along, and without what programs added."""

import hashlib
import html
from collections.abc import Iterator
from datetime import datetime, tzinfo
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from outsideinnovation.importers import loose_dates
from outsideinnovation.importers.blog.exported import ExportedPicture, ExportedPost
from outsideinnovation.importers.feed import feed_additions, feed_markup
from outsideinnovation.importers.feed.feed_item import FeedEnclosure, FeedHead, FeedItem
from outsideinnovation.importers.movabletype import exported_text

_LENT = ("feedproxy.google.com", "feeds.feedburner.com", "rss.feedsportal.com")  # addresses that only counted readers


def post(item: FeedItem, head: FeedHead, zone: tzinfo) -> ExportedPost:
    """Return the post that *item* of the feed with that *head* is; dates without a zone are in *zone*."""
    address, body = address_of(item), feed_additions.without_additions(item.body)
    if _is_about_another_page(item, address, head):
        body = f'{body}\n<p><a href="{html.escape(address)}">{html.escape(address)}</a></p>'
        address = item.id
    published, updated = (loose_dates.moment(each, zone) for each in (item.published, item.updated))
    return ExportedPost(
        key=key(item),
        line=item.line,
        title=item.title,
        body="\n".join((body, *_attached(item, body))).strip(),
        address=address,
        date=published or updated,
        modified=_modified(published, updated),
        categories=_each_once(item.categories),
        tags=_each_once(item.tags),
        authors=tuple(item.authors),
        summary=item.summary,
        picture=_picture(item, body),
        language=item.language if item.language.lower() != head.language.lower() else "",
        old_addresses=_old_addresses(item, address),
    )


def key(item: FeedItem) -> str:
    """Return the name of *item* in its feed: its id, its address, or else what its words come to."""
    if item.id or item.address:
        return item.id or item.address
    return hashlib.sha256("\0".join((item.title, item.published, item.body)).encode("utf-8", "replace")).hexdigest()[
        :24
    ]


def address_of(item: FeedItem) -> str:
    """Return where *item* was read, without what feed services added to count where readers come from."""
    address = item.address
    if address and item.is_permalink and feed_markup.is_web_address(item.id) and _host(address) in _LENT:
        address = item.id
    parts = urlsplit(address)
    if _host(address) in _LENT:
        return ""
    fields = parse_qsl(parts.query, keep_blank_values=True)
    kept = [each for each in fields if not each[0].lower().startswith("utm_")]
    return parts._replace(query=urlencode(kept)).geturl() if len(kept) < len(fields) else address


def _is_about_another_page(item: FeedItem, address: str, head: FeedHead) -> bool:
    """Tell whether *address* is that of a page elsewhere which the post is about: then its id is on the blog's own host."""
    own = _host(head.site)
    return bool(own) and item.is_permalink and own == _host(item.id) and own != _host(address) and "?" not in item.id


def _old_addresses(item: FeedItem, address: str) -> tuple[str, ...]:
    """Return the id where it is another address on the same host: WordPress's is ``/?p=7``, which led to the post."""
    is_own = feed_markup.is_web_address(item.id) and _host(item.id) == _host(address)
    return (item.id,) if is_own and item.id != address else ()


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.") if feed_markup.is_web_address(address) else ""


def _modified(published: datetime | None, updated: datetime | None) -> datetime | None:
    return updated if published and updated and updated > published else None


def _each_once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(exported_text.name, names))))


def _picture(item: FeedItem, body: str) -> ExportedPicture | None:
    is_shown = html.escape(item.picture) in body or item.picture in body
    return ExportedPicture(item.picture, item.picture_alternative) if item.picture and not is_shown else None


def _attached(item: FeedItem, body: str) -> Iterator[str]:
    """Yield players and links for the files that came along and that the text does not name itself."""
    for each in item.enclosures:
        if each.url not in body and html.escape(each.url) not in body:
            yield _player(each)


def _player(file: FeedEnclosure) -> str:
    url, medium = html.escape(file.url), file.kind.partition("/")[0]
    name = html.escape(unquote(urlsplit(file.url).path).rpartition("/")[2] or _host(file.url))
    link = f'<p><a href="{url}">{name}</a></p>'
    if medium in {"audio", "video"}:
        return f'<p><{medium} controls preload="none" src="{url}"></{medium}></p>\n{link}'
    return link
