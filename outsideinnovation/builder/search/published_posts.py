"""The published posts of a site as documents for search, from what our own way of building knows while it runs."""

from collections.abc import Iterable, Mapping, Sequence

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.comment_index import CommentIndex
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.builder.search.documents import VERSION, of_row
from outsideinnovation.search.document import Document

PART = 50  # documents a worker makes at a time


class PublishedPosts:
    """The posts that *site_index* knows, with the comments that *comment_index* does; addresses begin with *root*."""

    def __init__(self, site_index: SiteIndex, comment_index: CommentIndex, root: str) -> None:
        self._site_index, self._comment_index, self._root = site_index, comment_index, root
        self._paths: dict[str, str] = {}

    def keys(self) -> Mapping[str, str]:
        """Return the key of every published post by its id."""
        whole = self._site_index.whole
        rows = self._site_index.rows if whole else self._site_index.state.rows() | self._site_index.rows
        self._site_index.rows = rows
        return dict(self._key(row, check_sum) for row, check_sum, _ in rows.values() if _is_published(row))

    def some(self, posts: Iterable[str]) -> Mapping[str, str]:
        """Return the keys of those of the posts at the paths *posts* that are published."""
        found = map(self._site_index.row, posts)
        return dict(self._key(row, check_sum) for row, check_sum in found if _is_published(row))

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """Return documents, made on all cores; their keys have been asked for. Raises ContentError."""
        return flat(in_parts(lambda some: [self._document(self._paths[id_]) for id_ in some], ids, PART))

    def _key(self, row: Row, check_sum: str) -> tuple[str, str]:
        self._paths[row.id] = row.path
        return row.id, digest(VERSION, self._root, check_sum, self._comment_index.summary(row.id).digest)

    def _document(self, path: str) -> Document:
        row, _ = self._site_index.row(path)
        return of_row(row, self._site_index.html(path), self._comment_index.comments(row.id), self._root)


def _is_published(row: Row) -> bool:
    return row.is_post and row.status == "published"
