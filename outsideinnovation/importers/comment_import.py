"""Comments that come from elsewhere: each finds its post, its place in the queue and its row in the private book.

What belongs to no post of this site is listed and kept whole in ``instance/imports``, which may hold mail addresses.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.comment_export import CommentExport, ExportPlace, Losses
from outsideinnovation.importers.comment_filing import CommentFiling, Filed
from outsideinnovation.importers.comment_settling import settled
from outsideinnovation.importers.post_lookup import PostLookup
from outsideinnovation.importers.unmatched_comments import UnmatchedComments
from outsideinnovation.site import Site


@dataclass(frozen=True, slots=True)
class BroughtComments:
    """What became of the comments of one file: those ``filed``, and the ``losses`` of its reader.

    ``unknown`` counts those of each post that is not here, by its name; ``unmatched_file`` is the file that holds them.
    """

    filed: Filed
    losses: Losses
    unknown: Counter[str]
    unmatched_file: Path | None


class CommentImport:
    """The way in to one site, for comments that other systems kept. A *dry_run* counts the same, and writes nothing."""

    def __init__(self, site: Site, *, dry_run: bool = False) -> None:
        self._site, self._dry_run = site, dry_run
        self._filing = CommentFiling(site, dry_run=dry_run)

    def bring(self, export: Path, exported: CommentExport, renamed: Mapping[str, str]) -> BroughtComments:
        """File the comments of *exported*, read from *export*; *renamed* says which post here an unknown one there is.

        What is there already stays as it is, so a second run changes nothing. Raises UnreadableExportError before anything
        is written, ContentError for posts that cannot be read, and StorageError.
        """
        unmatched = UnmatchedComments(self._site, export, exported.system, dry_run=self._dry_run)
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


class PostNames(Mapping[str, str]):
    """The id here of a post by what it is called elsewhere: as *renamed* says, else by an address that it has or had here."""

    def __init__(self, renamed: Mapping[str, str], site: Site) -> None:
        self._renamed, self._site = renamed, site

    def __getitem__(self, called: str) -> str:
        """Return the id. Raises KeyError where no post is known by that name, ContentError for content that cannot be read."""
        if called in self._renamed:
            return self._renamed[called]
        found = self._posts.find([called], []) if "/" in called or called.startswith("?") else None
        if not found:
            raise KeyError(called)
        return found

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names that were given by hand."""
        return iter(self._renamed)

    def __len__(self) -> int:
        """Return how many were given by hand."""
        return len(self._renamed)

    @cached_property
    def _posts(self) -> PostLookup:
        return PostLookup(self._site)


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
