"""JSON Lines: everything, an object a line, for whoever has a program of their own. The manual says what each holds.

A line's ``type`` stands first. Those of comments are the same that ``oi comments export`` writes, and ``oi comments import``
takes them out of such a file.
"""

import json
from collections.abc import Iterator
from typing import Any

from outsideinnovation.comments import exchange
from outsideinnovation.comments.record import stamp
from outsideinnovation.exporters.contents import ExportItem, SiteContents
from outsideinnovation.exporters.export_report import ExportedThing


def pieces(contents: SiteContents) -> Iterator[str]:
    """Yield the lines: the site, each post and page with its comments behind it, and old addresses."""
    yield _line("site", _site(contents))
    for entry in contents.entries():
        yield _line("post" if entry.row.is_post else "page", _text(entry))
        for said in entry.comments:
            by_author = {"by_author": True} if said.comment.by_author else {}
            yield exchange.escaped({"type": "comment"} | exchange.row(said.comment) | by_author)
        contents.count(entry, len(entry.comments))
    for old, new in contents.redirects.items():
        yield _line("redirect", {"from": old, "to": new})
        contents.report.count(ExportedThing.REDIRECT)


def _site(contents: SiteContents) -> dict[str, Any]:
    site = contents.site.configuration.site
    return {
        "name": site.name,
        "url": site.url,
        "subtitle": site.subtitle,
        "description": site.description,
        "language": site.language,
        "timezone": site.timezone,
    }


def _text(entry: ExportItem) -> dict[str, Any]:
    row = entry.row
    return {
        "id": row.id,
        "title": row.title,
        "url": entry.address,
        "slug": row.slug,
        "status": row.status,
        "date": stamp(entry.date) if entry.date else None,
        "local_date": entry.date.isoformat() if entry.date else None,
        "modified": stamp(entry.modified) if entry.modified else None,
        "authors": [name for name, _, _ in row.authors],
        "categories": [name for name, _, _ in row.categories] if row.is_post or entry.has_category else [],
        "tags": [name for name, _, _ in row.tags],
        "summary": entry.summary,
        "picture": entry.picture,
        "language": row.lang,
        "series": row.series,
        "comments": entry.takes_comments,
        "old_urls": row.old_urls,
        "html": entry.html,
        "file": row.path,
        "source": entry.source.decode(),
    }


def _line(kind: str, fields: dict[str, Any]) -> str:
    return json.dumps({"type": kind} | fields, ensure_ascii=False) + "\n"
