"""A whole blog out of the files of a WordPress export. They are read twice: posts refer to what stands after them.

What has no counterpart here is counted while it goes by, and told once at the end.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from pathlib import Path

from outsideinnovation.importers.blog.exported import ExportedPost, OldLists, Visibility
from outsideinnovation.importers.comment_export import Foreign, Losses
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.importers.wordpress import export_file, site_index
from outsideinnovation.importers.wordpress.comments import CommentReader
from outsideinnovation.importers.wordpress.left_out import LeftOut
from outsideinnovation.importers.wordpress.old_lists import OldListReader
from outsideinnovation.importers.wordpress.posts import TYPES, PostReader
from outsideinnovation.importers.wordpress.records import Record
from outsideinnovation.importers.wordpress.site_index import Author, SiteIndex

_REFERRED_TO = frozenset({"attachment", "wp_block"})


class WordPressBlog:
    """The blog in the *exports*: several files of one blog, in any order. *zone* is that of dates which say none.

    Pings come only with *pings*. ``lists``, ``hosts`` and ``report`` are complete when ``read`` has come to its end.
    """

    system = "wordpress"

    def __init__(self, exports: Sequence[Path], zone: tzinfo, *, pings: bool = False) -> None:
        self.report = ImportReport(exports[0])
        self.lists = OldLists()
        self.hosts: dict[str, int] = {}
        self._exports, self._zone = tuple(exports), zone
        self._losses = Losses(self.report)
        self._comments = CommentReader(self._losses, zone, pings=pings)
        self._links: dict[str, str] = {}  # a post's number → its link

    def read(self) -> Iterator[ExportedPost | Foreign]:
        """Yield each post that is whole, and after it its comments. Raises UnreadableExportError and NotFoundError."""
        index = site_index.gather(self._exports)
        posts, left_out = PostReader(index, self._zone), LeftOut(self.report)
        old_lists = OldListReader(index, posts.terms, self.lists, self.hosts)
        for path in self._exports:
            self._comments.path = left_out.path = path
            for found in export_file.read(path, self.report):
                if isinstance(found, Record):
                    yield from self._item(found, index, posts, left_out, old_lists)
        old_lists.finish()
        left_out.tell(self._losses)

    def _item(
        self, record: Record, index: SiteIndex, posts: PostReader, left_out: LeftOut, old_lists: OldListReader
    ) -> Iterator[ExportedPost | Foreign]:
        kind = record.value("wp:post_type")
        if kind not in TYPES:
            left_out.item(record, is_used=kind in _REFERRED_TO)
            return
        if self._is_second(record, left_out):
            return
        post, body = posts.read(record)
        left_out.of_post(record, post, body)
        old_lists.remember(post, record)
        yield post
        if post.visibility is Visibility.TRASH:
            left_out.comments_in_trash += len(record.comments)
            return
        owner = index.authors.get(record.value("dc:creator"), Author("", ""))
        yield from self._comments.read(record, post.place, owner.number)

    def _is_second(self, record: Record, left_out: LeftOut) -> bool:
        """Tell whether a post of that number was there already: once more in another file, or one of another blog."""
        number, link = record.value("wp:post_id"), record.value("guid") or record.value("link")
        if not number:
            left_out.problem(record.line, "an item without wp:post_id", "left out; export again")
            return True
        first = self._links.get(number)
        if first is not None:
            left_out.second(record, is_same=first == link)
            return True
        self._links[number] = link
        return False
