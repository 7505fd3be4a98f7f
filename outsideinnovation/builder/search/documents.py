"""Documents for search: what both engines know of a published post, and of the comments on it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from outsideinnovation import text
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.comments import markup
from outsideinnovation.comments.cleaning import shown
from outsideinnovation.comments.record import Comment
from outsideinnovation.search import document
from outsideinnovation.search.document import Document

VERSION = "2"  # of what a document is made of a post: with another, every post is indexed anew


class Documents:
    """Documents that are there already, to be told from others of the same posts by all that is in them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {each.id: each for each in documents}

    def keys(self) -> Mapping[str, str]:
        """Return the key of every document by its id."""
        return {id_: digest(VERSION, repr(each)) for id_, each in self._documents.items()}

    def some(self, posts: Iterable[str]) -> Mapping[str, str]:
        """Return the keys of those of *posts* that are there, by their ids."""
        return {id_: key for id_, key in self.keys().items() if id_ in {*posts}}

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """Return the documents of those *ids*."""
        return [self._documents[id_] for id_ in ids]


def of_row(row: Row, html: str, comments: Iterable[Comment], root: str) -> Document:
    """Return the document of a post that our own way has read; every address begins with *root*."""
    return Document(
        id=row.id,
        url=root + row.url,
        title=row.title,
        headings=text.headings(html),
        text=text.searchable(html),
        tags=tuple(name for name, _, _ in row.tags),
        category=row.categories[0][0],
        author=row.authors[0][0],
        date=row.when.astimezone(UTC),
        comments=tuple(map(_comment, comments)),
    )


def of_article(article: Any, comments: Iterable[Comment], root: str) -> Document:
    """Return the document of a post of Pelican's."""
    html = article._content  # as it was read: ``content`` has its links resolved, which are no words
    return Document(
        id=article.id,
        url=root + article.url,
        title=str(article.title),
        headings=text.headings(html),
        text=text.searchable(html),
        tags=tuple(dict.fromkeys(tag.name for tag in getattr(article, "tags", ()))),
        category=article.category.name,
        author=article.authors[0].name if getattr(article, "authors", ()) else "",
        date=article.date.astimezone(UTC),
        comments=tuple(map(_comment, comments)),
    )


def _comment(comment: Comment) -> document.DocumentComment:
    """Return an approved comment as a page shows it, without its marks."""
    seen = shown(comment)
    return document.DocumentComment(seen.id, seen.author, markup.plain(seen.body), seen.date.astimezone(UTC))
