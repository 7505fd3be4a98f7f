"""Posts out of a JSON Feed (jsonfeed.org, versions 1 and 1.1); of one that was cut off, those that are whole."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from outsideinnovation.importers.feed import feed_markup, web_archive
from outsideinnovation.importers.feed.feed_item import FeedEnclosure, FeedHead, FeedItem
from outsideinnovation.importers.feed.feed_xml import FeedDamage, joined
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.sidebar.feed_elements import FeedError

_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*,\s*")
Record = dict[str, Any]


def items(text: str, head: FeedHead) -> Iterator[FeedItem | FeedDamage]:
    """Yield the posts of the feed *text*, and let *head* know what it says of itself. Raises FeedError."""
    try:
        feed = json.loads(text)
    except RecursionError:
        raise FeedError("it is JSON nested deeper than any feed") from None
    except ValueError:
        yield from _whole_ones(text, head)
        return
    records = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(records, list):
        raise FeedError("it is JSON, but no feed")
    _read_head(feed, head)
    for number, record in enumerate(records, 1):
        yield item(record, head) if isinstance(record, dict) else FeedDamage(0, f"item {number} is no object")


def _whole_ones(text: str, head: FeedHead) -> Iterator[FeedItem | FeedDamage]:
    """Yield the posts before the place where *text* is no JSON."""
    found, decoder = _ITEMS.search(text), json.JSONDecoder()
    if not found:
        raise FeedError("it is broken JSON")
    end: int | None = found.end()
    while end is not None:
        try:
            record, stopped = decoder.raw_decode(text, end)
        except (ValueError, RecursionError):
            yield FeedDamage(text.count("\n", 0, end) + 1, "it is no JSON from here")
            return
        if isinstance(record, dict):
            yield item(record, head)
        between = _BETWEEN.match(text, stopped)
        end = between.end() if between else None
    yield FeedDamage(text.count("\n") + 1, "it ends in the middle")


def item(record: Record, head: FeedHead) -> FeedItem:
    """Return the post that *record* is."""
    base = _text(record, "url") or head.site or head.address
    base = joined(head.address, base)
    identity = record.get("id")
    found = FeedItem(0, base=base, id=str(identity) if isinstance(identity, str | int | float) else "")
    said = (_text(record, "url"), _text(record, "external_url"), found.id)
    urls = (web_archive.original(joined(base, each)) for each in said if each)
    found.address = next(filter(feed_markup.is_address, urls), "")
    found.title = exported_text.title(html.escape(_text(record, "title"), quote=False))
    _add_texts(found, record)
    found.published, found.updated = _text(record, "date_published"), _text(record, "date_modified")
    found.tags = [each for each in _list(record, "tags") if isinstance(each, str)]
    authors = [*_list(record, "authors"), record.get("author")]
    found.authors = [
        name for each in authors if isinstance(each, dict) and (name := exported_text.name(_text(each, "name")))
    ]
    found.authors = list(dict.fromkeys(found.authors)) or list(head.authors)
    found.language = _text(record, "language") or head.language
    picture = _text(record, "image") or _text(record, "banner_image")
    found.picture = joined(base, picture) if picture else ""
    for each in _list(record, "attachments"):
        if isinstance(each, dict) and feed_markup.is_web_address(url := joined(base, _text(each, "url"))):
            size = each.get("size_in_bytes")
            found.enclosures.append(
                FeedEnclosure(url, _text(each, "mime_type"), int(size) if isinstance(size, int) else 0)
            )
    return found


def _add_texts(found: FeedItem, record: Record) -> None:
    markup, words, summary = (_text(record, name) for name in ("content_html", "content_text", "summary"))
    whole = (
        feed_markup.resolved(markup, found.base) if markup else feed_markup.paragraphs(html.escape(words, quote=False))
    )
    found.summary = " ".join(summary.split()) if whole else ""
    found.body = whole or feed_markup.paragraphs(html.escape(summary, quote=False))
    found.is_beginning = not whole and bool(summary)


def _read_head(feed: Record, head: FeedHead) -> None:
    head.title, head.language = _text(feed, "title"), _text(feed, "language")
    address, site, older = (_text(feed, name) for name in ("feed_url", "home_page_url", "next_url"))
    head.address = address if feed_markup.is_web_address(address) else head.address
    head.site = site if feed_markup.is_web_address(site) else ""
    head.next = joined(head.address, older) if older else ""
    authors = [*_list(feed, "authors"), feed.get("author")]
    head.authors = [
        name for each in authors if isinstance(each, dict) and (name := exported_text.name(_text(each, "name")))
    ]


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return value.encode("utf-8", "replace").decode("utf-8").strip() if isinstance(value, str) else ""


def _list(record: Record, name: str) -> list[Any]:
    value = record.get(name)
    return value if isinstance(value, list) else []
