"""A whole blog out of the files of a WordPress export. They are read twice: posts refer to what stands after them.

What has no counterpart here is counted while it goes by, and told once at the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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


@dataclass(slots=True)
class _Numbered:
    """The posts that have one number: ``guid`` of the first, the file that it is in, and a hash of each by what it is there."""

    guid: str
    source: Path
    posts: list[int] = field(default_factory=list)


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
        self._numbers: dict[str, _Numbered] = {}

    def item(self, record: ItemRecord) -> Iterator[ExportedPost | Foreign]:
        """Yield the post that *record* is, if it is one that comes, and its comments."""
        kind, number = _kind(record), record.value("wp:post_id")
        if kind not in TYPES:
            self._left_out.item(record, is_used=kind in _REFERRED_TO)
        elif visibility(record) is Visibility.TRASH:
            self._left_out.in_trash(record)
        elif not number:
            self._left_out.problem(record.line, "an item without wp:post_id", "left out; export again")
        else:
            yield from self._numbered(record, number)

    def finish(self) -> None:
        """Tell what was counted."""
        self._left_out.tell(self._losses)

    def _numbered(self, record: ItemRecord, number: str) -> Iterator[ExportedPost | Foreign]:
        """Yield the post of that *number*, which another may have had: in one file they are two, of several it is a later one."""
        source, identity = self._left_out.source, _identity(record)
        known = self._numbers.setdefault(number, _Numbered(_guid(record), source))
        if known.guid != _guid(record):
            self._left_out.of_another_blog(record)
        elif identity in known.posts or (known.posts and known.source != source):
            self._left_out.again(record)
            yield from self._later_comments(record)
        else:
            known.posts.append(identity)
            yield from self._post(record, len(known.posts))

    def _post(self, record: ItemRecord, place: int) -> Iterator[ExportedPost | Foreign]:
        """Yield a post, the *place*-th of its number, and its comments."""
        post, body = self._posts.read(record)
        if place > 1:
            post = replace(post, key=f"{post.key}-{place}")
            self._left_out.of_same_number(record)
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


def _kind(record: ItemRecord) -> str:
    """Return the type of an item; what other programs than WordPress write often names none, and is a post if it has a state."""
    is_untyped = "wp:post_type" not in record.values and record.value("wp:status") and record.value("wp:post_id")
    return "post" if is_untyped else record.value("wp:post_type")


def _guid(record: ItemRecord) -> str:
    return record.value("guid") or record.value("link")


def _identity(record: ItemRecord) -> int:
    """Return what tells a post from another of its number: its link, and its title where the link is but that number."""
    link = record.value("link")
    return hash((link, record.value("title") if "?" in link or not link else ""))
