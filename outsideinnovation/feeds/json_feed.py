"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

It has no word of its own for what an entry answers: ``_in_reply_to`` is an extension, as the format allows them.
"""

import json
from typing import Any

from outsideinnovation.feeds.entry import Enclosure, Feed, FeedEntry, Person

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed, address: str, next_url: str | None = None) -> bytes:
    """Write *feed* as the JSON Feed that will be found at *address*; older entries are in the one at *next_url*."""
    whole = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": address,
        "description": feed.subtitle,
        "next_url": next_url,
        "language": feed.language,
        "authors": [_person(feed.author)],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
    }
    items = [_item(entry) for entry in feed.entries]
    return json.dumps(_present(whole) | {"items": items}, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(entry: FeedEntry) -> dict[str, Any]:
    written = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [_person(entry.author)] if entry.author.name else None,
        "tags": list(entry.categories),
        "attachments": [_attachment(entry.enclosure)] if entry.enclosure else None,
        "_in_reply_to": {"id": entry.answers.ref, "url": entry.answers.href} if entry.answers else None,
    }
    return _present(written) | {"content_html": entry.html}


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    written = {"url": enclosure.url, "mime_type": enclosure.type, "size_in_bytes": enclosure.length}
    return _present(written)


def _person(person: Person) -> dict[str, Any]:
    return _present({"name": person.name, "url": person.url})


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
