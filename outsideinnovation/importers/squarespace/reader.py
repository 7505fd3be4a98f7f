"""Squarespace's export, read as WordPress' is, but for what differs: addresses without a host, lists of its own, and its blocks.

Dates are UTC, logins are mail addresses, and only one of a site's blogs is in an export, besides its pages.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

from outsideinnovation.importers.blog.exported import ExportedPost, OldLists, Visibility
from outsideinnovation.importers.comment_export import Foreign, Losses
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.picture_hosts import picture_hosts
from outsideinnovation.importers.report import ImportReport, Thing
from outsideinnovation.importers.squarespace import block_markup
from outsideinnovation.importers.squarespace.block_markup import BlockCounts
from outsideinnovation.importers.wordpress import export_file, site_index
from outsideinnovation.importers.wordpress.comments import CommentReader
from outsideinnovation.importers.wordpress.posts import TYPES, PostReader, visibility
from outsideinnovation.importers.wordpress.records import ItemRecord
from outsideinnovation.wording import counted


class SquarespaceBlog:
    """The blog in *export*; *zone* is that of dates which say none."""

    system = "squarespace"

    def __init__(self, export: Path, zone: tzinfo) -> None:
        self.report, self.lists, self.hosts = ImportReport(export), OldLists(), dict[str, int]()
        self._export, self._zone = export, zone
        self._blocks = BlockCounts()
        self._numbers: set[str] = set()

    def read(self) -> Iterator[ExportedPost | Foreign]:
        """Yield each post that is whole, and after it its comments. Raises UnreadableExportError and NotFoundError."""
        self._numbers.clear()
        index = site_index.gather([self._export])
        self._count(urlsplit(index.base).hostname or "")
        posts, comments = PostReader(index, self._zone), CommentReader(Losses(self.report), self._zone)
        for found in export_file.read(self._export, self.report):
            if isinstance(found, ItemRecord) and self._is_post(found):
                post = self._post(found, posts)
                yield post
                author = index.authors.get(found.value("dc:creator"))
                yield from comments.read(found, post.place, author.number if author else "")
        self._sum_up()

    def _is_post(self, record: ItemRecord) -> bool:
        kind, number = record.value("wp:post_type"), record.value("wp:post_id")
        if kind not in TYPES:
            if record.comments:
                self.report.skip(Thing.COMMENT, "on what is no post", len(record.comments))
            return False
        if visibility(record) is Visibility.TRASH:
            self.report.skip(Thing.PAGE if kind == "page" else Thing.POST, "in the trash")
            return False
        if not number or number in self._numbers:
            self.report.problem(
                record.line, f"an item with the number {number[:20]!r}, as another has or none", "left out"
            )
            return False
        self._numbers.add(number)
        return True

    def _post(self, record: ItemRecord, posts: PostReader) -> ExportedPost:
        post, _ = posts.read(record)
        body = block_markup.plain_html(record.values.get("content:encoded", ""), self._blocks)
        login = record.value("dc:creator")  # a mail address, by which whoever gave no name is called
        authors = tuple(login.partition("@")[0] if name == exported_text.name(login) else name for name in post.authors)
        self._lists_of(post)
        for host in (urlsplit(post.address).hostname or "", *picture_hosts(body)):
            self._count(host)
        return replace(post, body=body, authors=authors, old_addresses=())

    def _lists_of(self, post: ExportedPost) -> None:
        """Remember where the lists were that a published post stood in: below the page of its blog."""
        path = urlsplit(post.address).path
        blog = f"/{path.strip('/').partition('/')[0]}"
        if post.is_page or post.visibility is not Visibility.PUBLISHED or path.count("/") < 2:  # noqa: PLR2004 - /blog/post
            return
        for kind, names, lists in (
            ("category", post.categories, self.lists.categories),
            ("tag", post.tags, self.lists.tags),
        ):
            for name in names:
                lists[f"{blog}/{kind}/{quote(name)}"] = lists[f"{blog}/{kind}/{quote_plus(name)}"] = name
                lists[f"{blog}?{kind}={quote_plus(name)}"] = name
        self.lists.feeds[f"{blog}?format=rss"] = ""

    def _count(self, host: str) -> None:
        if host:
            self.hosts[host] = self.hosts.get(host, 0) + 1

    def _sum_up(self) -> None:
        for what, number in self._blocks.left_out.items():
            self.report.note(0, f"{what} that Squarespace's server fills: {number}", "left out; look for another way")
        if self._blocks.links:
            what = f"{counted(self._blocks.links, 'film or page of other sites', 'films and pages of other sites')}"
            self.report.note(0, f"{what} that stood in the text", "links here")
