"""Posts, pages and pictures as items of a WXR file.

Two posts of one title and local date are one post to WordPress's importer, which then gives the first the comments of both; so
each has its own second. Our own files go along (``importers.blog.original``), so that our own import gives them back.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from urllib.parse import unquote

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.exporters import wordpress_text, wxr
from outsideinnovation.exporters.contents import ExportItem, SiteContents
from outsideinnovation.exporters.site_pictures import SitePictures
from outsideinnovation.exporters.unique_moments import UniqueMoments
from outsideinnovation.exporters.wordpress_comments import CommentWriter
from outsideinnovation.exporters.wxr import cdata, element, meta
from outsideinnovation.feeds.feed_text import legal
from outsideinnovation.importers.blog import original

STATES = {"published": "publish", "hidden": "private", "waiting": "future"}  # all else is a draft
OPEN = "open"
HIDDEN = "Hidden posts are private in WordPress, where what is public is in lists as well"
SEVERAL = "WordPress keeps one author a post: the first of these texts' authors"


class ItemWriter:
    """Writes the items of one file, and numbers them; *old_names* are of posts, by the paths of their addresses."""

    def __init__(self, contents: SiteContents, pictures: SitePictures, old_names: Mapping[str, Sequence[str]]) -> None:
        self._contents, self._pictures, self._old_names = contents, pictures, old_names
        self._site = contents.site.configuration.site
        self._numbers = {row.path: number for number, row in enumerate(contents.rows, 1)}
        self._pages = {row.url: self._numbers[row.path] for row in contents.rows if not row.is_post}
        self._attachments = len(self._numbers)
        self._moments = UniqueMoments()
        self._comments = CommentWriter(self._site.zone)
        self._picture_numbers: dict[str, int] = {}

    def item(self, entry: ExportItem) -> str:
        """Return a post or page with its comments."""
        row = entry.row
        self._tell(entry)
        self._number_pictures(entry)
        kind, status = "post" if row.is_post else "page", STATES.get(row.status, "draft")
        date = self._moments.of(
            (kind, wordpress_text.folded(row.title)), entry.date or entry.modified or self._contents.newest
        )
        title, excerpt = escape(row.title, quote=False), escape(entry.summary, quote=False)
        content = wordpress_text.block(entry.html)
        terms = list(_terms(row)) if row.is_post else []
        told = (
            title,
            content,
            excerpt,
            status,
            kind,
            wxr.local(date),
            *sorted(f"{term}:{slug}" for term, slug, _ in terms),
        )
        parts = (
            self._head(title, entry.address or f"{self._site.url}/?p={self._numbers[row.path]}", date, row),
            cdata("content:encoded", content) + cdata("excerpt:encoded", excerpt),
            self._state(
                row, date, entry.modified or date, status=status, kind=kind, is_open=entry.takes_comments == OPEN
            ),
            *(cdata("category", wxr.name(name), domain=term, nicename=slug) for term, slug, name in terms),
            meta("wp:postmeta", self._metadata(entry, original.seal(map(legal, told)))),
            *self._comments.written(entry.comments),
        )
        return f"<item>\n{''.join(parts)}</item>\n"

    def attachment(self, address: str, alternative: str) -> str:
        """Return a picture, which WordPress fetches from its *address* and then shows in its place."""
        number, name = self._picture_numbers[address], unquote(address.rpartition("/")[2])
        title = name.rpartition(".")[0] or name
        date = self._moments.of(("attachment", wordpress_text.folded(title)), self._contents.newest)
        slug = wordpress_text.sanitized(title)
        parts = (
            cdata("title", escape(title, quote=False)) + element("link", address),
            element("pubDate", wxr.published(date)) + cdata("dc:creator", ""),
            element("guid", address, isPermaLink="false") + element("description", ""),
            cdata("content:encoded", "") + cdata("excerpt:encoded", ""),
            _dated(number, date, date),
            cdata("wp:comment_status", "closed") + cdata("wp:ping_status", "closed") + cdata("wp:post_name", slug),
            cdata("wp:status", "inherit") + element("wp:post_parent", "0") + cdata("wp:post_type", "attachment"),
            cdata("wp:attachment_url", address),
            meta("wp:postmeta", {"_wp_attachment_image_alt": alternative} if alternative else {}),
        )
        return f"<item>\n{''.join(parts)}</item>\n"

    def _tell(self, entry: ExportItem) -> None:
        if entry.row.status == "hidden" and entry.row.is_post:
            self._contents.report.note(HIDDEN, entry.row.path)
        if len(entry.row.authors) > 1:
            self._contents.report.note(SEVERAL, entry.row.path)

    def _number_pictures(self, entry: ExportItem) -> None:
        for address in self._pictures.meet(entry.html, entry.picture):
            self._attachments += 1
            self._picture_numbers[address] = self._attachments

    def _head(self, title: str, address: str, date: datetime, row: Row) -> str:
        guid = f"{self._site.url}/?p={self._numbers[row.path]}"
        head = cdata("title", title) + element("link", address) + element("pubDate", wxr.published(date))
        told = cdata("dc:creator", row.authors[0][1]) + element("guid", guid, isPermaLink="false")
        return head + told + element("description", "")

    def _state(self, row: Row, date: datetime, modified: datetime, *, status: str, kind: str, is_open: bool) -> str:
        name = wordpress_text.post_name(f"/{row.url}") or wordpress_text.sanitized(row.slug)
        return "".join((
            _dated(self._numbers[row.path], date, modified),
            cdata("wp:comment_status", "open" if is_open else "closed") + cdata("wp:ping_status", "closed"),
            cdata("wp:post_name", name) + cdata("wp:status", status),
            element("wp:post_parent", str(self._parent(row))) + element("wp:menu_order", "0"),
            cdata("wp:post_type", kind) + cdata("wp:post_password", "") + element("wp:is_sticky", "0"),
        ))  # fmt: skip

    def _parent(self, row: Row) -> int:
        """Return the number of the page below whose address this page's is; 0 for none."""
        above = row.url.rstrip("/").rpartition("/")[0]
        return 0 if row.is_post or not above else self._pages.get(f"{above}/", 0)

    def _metadata(self, entry: ExportItem, seal: str) -> Iterator[tuple[str, str]]:
        row = entry.row
        yield original.SOURCE, original.encoded(entry.source)
        yield original.FILE, row.path
        yield original.SEAL, seal
        if entry.picture in self._picture_numbers:
            yield "_thumbnail_id", str(self._picture_numbers[entry.picture])
        name = wordpress_text.post_name(f"/{row.url}")
        for old in dict.fromkeys(self._old_names.get(self._site.root + row.url, ())):
            if old and old != name:
                yield "_wp_old_slug", old


def _terms(row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield the categories and tags of a post: the taxonomy, the slug and the name."""
    for taxonomy, names in (("category", row.categories), ("post_tag", row.tags)):
        for name, slug, _ in names:
            yield taxonomy, wordpress_text.sanitized(slug), name


def _dated(number: int, date: datetime, modified: datetime) -> str:
    return "".join((
        element("wp:post_id", str(number)),
        cdata("wp:post_date", wxr.local(date)) + cdata("wp:post_date_gmt", wxr.universal(date)),
        cdata("wp:post_modified", wxr.local(modified)) + cdata("wp:post_modified_gmt", wxr.universal(modified)),
    ))  # fmt: skip
