"""Ghost: posts, pages, tags and authors as the JSON that its importer takes, by its rules, which were found by running it.

It answers success at once, and one row that it does not like takes the whole file back later, told in its log alone; so what is
too long for its tables is cut here, and told.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from outsideinnovation.exporters.contents import ExportItem, SiteContents
from outsideinnovation.exporters.export_report import ExportReport
from outsideinnovation.exporters.ghost_html import carded
from outsideinnovation.feeds.feed_text import legal

VERSION = "6.0.0"  # of Ghost, whose tables these are
TITLE, EXCERPT, NAME, SLUG, ADDRESS = 255, 300, 191, 191, 2000  # characters that its tables take
STATES = {"published": "published", "waiting": "scheduled"}  # all else is a draft
CUT_TITLE = f"Titles of more than {TITLE} characters are cut, since Ghost would refuse the whole file"
CUT_EXCERPT = f"Summaries of more than {EXCERPT} characters are cut, since Ghost would refuse the whole file"
CUT_NAME = (
    f"Tags, categories and authors of more than {NAME} characters are cut, since Ghost would refuse the whole file"
)
INTERNAL = "Tags that begin with # lose it, since Ghost would hide them"
COMMENTS = "Comments are not in it, since Ghost's importer takes none"
HIDDEN = "Hidden posts and pages are drafts in Ghost, which has no others"


def pieces(contents: SiteContents) -> Iterator[str]:
    """Yield the file, row by row: posts first, and then the tags and authors that they have."""
    tables = _Tables(contents)
    meta = {"exported_on": int(contents.newest.timestamp() * 1000), "version": VERSION}
    yield f'{{"db": [{{"meta": {json.dumps(meta)}, "data": {{\n"posts": ['
    for number, entry in enumerate(contents.entries()):
        yield f"{',' if number else ''}\n{_row(tables.post(entry, number + 1))}"
        contents.count(entry, 0)
    yield "\n]"
    for name, rows in tables.others():
        yield f',\n"{name}": [' + ",".join(f"\n{_row(row)}" for row in rows) + "\n]"
    yield "\n}}]}\n"
    if contents.choice.comments.states:
        contents.report.note(COMMENTS)


class _Tables:
    """The rows of all tables but the posts', which grow as posts are met."""

    def __init__(self, contents: SiteContents) -> None:
        self._contents, self._report = contents, contents.report
        self._tags: dict[str, dict[str, Any]] = {}
        self._users: dict[str, dict[str, Any]] = {}
        self._of_posts: list[dict[str, Any]] = []
        self._by_authors: list[dict[str, Any]] = []
        self._more: list[dict[str, Any]] = []
        self._slugs: set[str] = set()

    def post(self, entry: ExportItem, number: int) -> dict[str, Any]:
        """Return the row of a post or page, and remember what belongs to it."""
        row = entry.row
        date = entry.date or entry.modified or self._contents.newest
        if row.status == "hidden":
            self._report.note(HIDDEN, row.path)
        names = [*row.categories, *row.tags] if row.is_post or entry.has_category else list(row.tags)
        tags = dict.fromkeys(self._named(self._tags, name, slug, row.path) for name, slug, _ in names)
        self._of_posts += _links(number, "tag_id", [self._tags[tag]["id"] for tag in tags])
        authors = dict.fromkeys(self._named(self._users, name, slug, row.path) for name, slug, _ in row.authors)
        self._by_authors += _links(number, "author_id", [self._users[each]["id"] for each in authors])
        if len(entry.summary) > EXCERPT:
            self._more.append({"id": f"m{number}", "post_id": str(number), "meta_description": entry.summary[:500]})
        return {
            "id": str(number),
            "title": _cut(row.title, TITLE, CUT_TITLE, row.path, self._report),
            "slug": self._slug(entry),
            "html": carded(legal(entry.html)),
            "feature_image": entry.picture if len(entry.picture) <= ADDRESS and entry.picture else None,
            "type": "post" if row.is_post else "page",
            "status": STATES.get(row.status, "draft"),
            "visibility": "public",
            "custom_excerpt": _cut(entry.summary, EXCERPT, CUT_EXCERPT, row.path, self._report) or None,
            "created_at": _moment(date),
            "updated_at": _moment(entry.modified or date),
            "published_at": _moment(date) if entry.is_public or entry.date else None,
        }

    def others(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield the other tables, with their rows."""
        yield "posts_meta", self._more
        yield "tags", [*self._tags.values()]
        yield "posts_tags", self._of_posts
        # A user needs a mail address. Nobody's leaves this house, so that it is one that no domain can have (RFC 2606).
        yield "users", [{**user, "email": f"{user['slug'][:60]}@users.invalid"} for user in self._users.values()]
        yield "posts_authors", self._by_authors

    def _named(self, table: dict[str, dict[str, Any]], name: str, slug: str, path: str) -> str:
        """Return the slug of a tag or author, who is in the *table* then."""
        slug = slug[:SLUG]
        if slug not in table:
            if name.startswith("#") and table is self._tags:
                self._report.note(INTERNAL, name)
                name = name.lstrip("#").strip() or slug
            short = _cut(name, NAME, CUT_NAME, path, self._report)
            table[slug] = {"id": f"{'t' if table is self._tags else 'u'}{len(table) + 1}", "name": short, "slug": slug}
        return slug

    def _slug(self, entry: ExportItem) -> str:
        """Return a slug that no other post has, since Ghost would number it by itself."""
        wanted = slug = entry.row.slug[:SLUG]
        number = 1
        while slug in self._slugs:
            number += 1
            slug = f"{wanted[: SLUG - 8]}-{number}"
        self._slugs.add(slug)
        return slug


def _links(post: int, key: str, ids: list[str]) -> list[dict[str, Any]]:
    """Return the rows that tie *ids* to a post, in their order: the first is its primary one."""
    return [
        {"id": f"{post}-{each}", "post_id": str(post), key: each, "sort_order": place} for place, each in enumerate(ids)
    ]


def _cut(text: str, length: int, note: str, path: str, report: ExportReport) -> str:
    text = " ".join(legal(text).split())
    if len(text) <= length:
        return text
    report.note(note, path)
    start = text[: length - 1]
    return f"{start.rpartition(' ')[0] or start}…"


def _moment(date: datetime) -> str:
    """Return *date* as Ghost writes it from MySQL, in UTC."""
    return f"{date.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _row(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
