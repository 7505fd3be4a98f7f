"""A whole blog out of the files of a WordPress export. They are read twice: posts refer to what stands after them.

What has no counterpart here is counted while it goes by, and told once at the end.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from pathlib import Path

from outsideinnovation.importers.blog import original
from outsideinnovation.importers.blog.exported import ExportedPost, OldLists, Visibility
from outsideinnovation.importers.blog.original import OriginalFile
from outsideinnovation.importers.comment_export import Foreign, Losses
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.importers.wordpress import export_file, site_index
from outsideinnovation.importers.wordpress.comments import CommentReader
from outsideinnovation.importers.wordpress.left_out import LeftOut
from outsideinnovation.importers.wordpress.old_lists import OldListReader
from outsideinnovation.importers.wordpress.posts import TYPES, PostReader, visibility
from outsideinnovation.importers.wordpress.records import ItemRecord
from outsideinnovation.importers.wordpress.site_index import ExportIndex

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
        self._exports, self._zone, self._pings = tuple(exports), zone, pings

    def read(self) -> Iterator[ExportedPost | Foreign | OriginalFile]:
        """Yield each post that is whole, and after it its comments. Raises UnreadableExportError and NotFoundError.

        Our own export holds lists of addresses too; the lists of posts that WordPress makes by itself were never there.
        """
        is_ours = False
        index = site_index.gather(self._exports)
        posts, left_out = PostReader(index, self._zone), LeftOut(self.report)
        old_lists = OldListReader(index, posts.terms, self.lists, self.hosts)
        reading = _Reading(index, posts, left_out, old_lists, Losses(self.report), self._zone, pings=self._pings)
        for path in self._exports:
            self.report.source = path  # so that whoever tells of a line names its file
            for found in export_file.read(path, self.report):
                if isinstance(found, ItemRecord):
                    yield from reading.item(found)
                elif (
                    found.name == "oi:file" and (data := original.decoded(found.values.get("oi:data", ""))) is not None
                ):
                    is_ours = True
                    yield OriginalFile(found.values.get("oi:path", "").strip(), data)
                elif found.name == "oi:version":
                    is_ours = True
        self.report.source = self._exports[0]
        old_lists.finish()
        if is_ours:
            self.lists = OldLists()
        reading.finish()


class _Reading:
    """One reading of a blog, item by item."""

    def __init__(
        self,
        index: ExportIndex,
        posts: PostReader,
        left_out: LeftOut,
        old_lists: OldListReader,
        losses: Losses,
        zone: tzinfo,
        *,
        pings: bool,
    ) -> None:
        self._index, self._posts, self._left_out, self._old_lists = index, posts, left_out, old_lists
        self._losses, self._comments = losses, CommentReader(losses, zone, pings=pings)
        self._links: dict[str, str] = {}  # a post's number → its link

    def item(self, record: ItemRecord) -> Iterator[ExportedPost | Foreign]:
        """Yield the post that *record* is, if it is one that comes, and its comments."""
        kind, number = record.value("wp:post_type"), record.value("wp:post_id")
        if kind not in TYPES:
            self._left_out.item(record, is_used=kind in _REFERRED_TO)
        elif visibility(record) is Visibility.TRASH:
            self._left_out.in_trash(record)
        elif not number:
            self._left_out.problem(record.line, "an item without wp:post_id", "left out; export again")
        elif number not in self._links:
            self._links[number] = _link(record)
            yield from self._post(record)
        elif self._links[number] == _link(record):
            self._left_out.again(record)
            yield from self._later_comments(record)
        else:
            self._left_out.of_another_blog(record)

    def finish(self) -> None:
        """Tell what was counted."""
        self._left_out.tell(self._losses)

    def _post(self, record: ItemRecord) -> Iterator[ExportedPost | Foreign]:
        post, body = self._posts.read(record)
        if not post.original:
            self._left_out.of_post(record, post, body)
        self._old_lists.remember(post, record)
        yield post
        yield from self._comments.read(record, post.place, self._owner(record))

    def _later_comments(self, record: ItemRecord) -> Iterator[Foreign]:
        """Yield the comments of a post that came before which were not there then: a later export may hold more."""
        record.comments = [each for each in record.comments if not self._losses.has(each.values.get("id", ""))]
        if record.comments:
            yield from self._comments.read(record, self._posts.read(record)[0].place, self._owner(record))

    def _owner(self, record: ItemRecord) -> str:
        """Return the number of the author's account."""
        author = self._index.authors.get(record.value("dc:creator"))
        return author.number if author else ""


def _link(record: ItemRecord) -> str:
    return record.value("guid") or record.value("link")
