"""Comments that come from elsewhere: each finds its post, its place in the queue and its row in the private book.

What belongs to no post of this site is listed and kept whole in ``instance/imports``, which may hold mail addresses.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import disqus, isso
from outsideinnovation.importers.comment_export import CommentExport, ExportedStatus, ExportPlace, Losses
from outsideinnovation.importers.comment_filing import CommentFiling, Filed
from outsideinnovation.importers.comment_settling import settled
from outsideinnovation.importers.post_lookup import PostLookup
from outsideinnovation.importers.time_shift import TimeShift
from outsideinnovation.importers.unmatched_comments import UnmatchedComments
from outsideinnovation.importers.wordpress.conversation import WordPressComments
from outsideinnovation.site import Site

_HEAD = 65_536  # bytes that tell one format from another
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(disqus|rss)[\s>]")


class ExportFormat(StrEnum):
    """The formats that comments come in."""

    JSONL = "jsonl"
    DISQUS = "disqus"
    WORDPRESS = "wordpress"
    ISSO = "isso"


@dataclass(frozen=True, slots=True)
class BroughtComments:
    """What became of the comments of one file: those ``filed``, and the ``losses`` of its reader.

    ``unknown`` counts those of each post that is not here, by its name; ``unmatched_file`` is the file that holds them.
    """

    filed: Filed
    losses: Losses
    unknown: Counter[str]
    unmatched_file: Path | None


def recognise(path: Path) -> ExportFormat:
    """Tell by its content what format the file at *path* is in. Raises NotFoundError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name a file, or - for standard input.") from None
    if head.startswith(isso.MAGIC):
        return ExportFormat.ISSO
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # XML in UTF-16
        head = head.decode("utf-16", "ignore").encode()
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        root = _ROOT.search(head)
        return ExportFormat.WORDPRESS if root and root[1] == b"rss" else ExportFormat.DISQUS
    return ExportFormat.JSONL


def conversation(
    path: Path, origin: ExportFormat, site: Site, status: Status = Status.PENDING, time_shift: TimeShift | None = None
) -> CommentExport:
    """Return the reader of a Disqus, WordPress or Isso export.

    *status* is that of comments whose own Isso had lost, and *time_shift* puts the times of those right.
    """
    if origin is ExportFormat.WORDPRESS:
        return WordPressComments(path, site.configuration.site.zone)
    if origin is ExportFormat.ISSO:
        return isso.Isso(path, ExportedStatus(status), time_shift)
    return disqus.Disqus(path)


class CommentImport:
    """The way in to one site, for comments that other systems kept."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._filing = CommentFiling(site)

    def bring(self, export: Path, exported: CommentExport, renamed: Mapping[str, str]) -> BroughtComments:
        """File the comments of *exported*, read from *export*; *renamed* says which post here an unknown one there is.

        What is there already stays as it is, so a second run changes nothing. Raises UnreadableExportError before anything
        is written, ContentError for posts that cannot be read, and StorageError.
        """
        unmatched = UnmatchedComments(self._site, export, exported.system)
        post_lookup = PostLookup(self._site)

        @cache
        def find(place: ExportPlace) -> str | None:
            return renamed.get(place.name) or post_lookup.find(place.addresses, place.ids)

        try:
            comments = settled(exported.comments(), exported.system, find, unmatched, exported.losses.report)
            filed = self.file(comments)
            return BroughtComments(filed, exported.losses, unmatched.posts, unmatched.close())
        finally:
            unmatched.discard()

    def file(self, incoming: Iterable[Incoming]) -> Filed:
        """Write comments into the queue, and their mail addresses, unconfirmed, into the private book before that."""
        return self._filing.file(incoming)


def named(pairs: Iterable[str], site: Site) -> dict[str, str]:
    """Read ``OLD=NEW`` pairs: what a post is called in an export, and its id here. Raises NotFoundError for no such post."""
    renamed: dict[str, str] = {}
    post_lookup: PostLookup | None = None
    for pair in pairs:
        old, _, new = pair.rpartition("=")
        if not old or not new:
            raise NotFoundError(f"--post {pair!r}: write the old name, =, and the id of a post: /old/path.html=a-post")
        post_lookup = post_lookup or PostLookup(site)
        found = post_lookup.find([new] if "/" in new else [], [new])
        if not found:
            raise NotFoundError(
                f"--post {pair!r}: no such post: {new!r}. Name the id or address of one in content/posts."
            )
        renamed[old] = found
    return renamed
