"""Comentario: its export in JSON (version 3), packed with gzip: pages, comments, and those who wrote them, in this order.

So the file is read twice. A comment that is neither approved nor pending had been rejected.
"""

from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.json_comments import (
    ANYBODY,
    COMMENTERS,
    Commenter,
    JsonComment,
    JsonExport,
    cut,
    place,
    skip_deleted,
    taken,
)
from outsideinnovation.importers.json_rows import Row, is_set, text

_NOBODY = "00000000-0000-0000-0000-000000000000"  # in the place of an id


class Comentario(JsonExport):
    """One export."""

    system = "comentario"

    def __init__(self, export: Path) -> None:
        super().__init__(export)
        self._commenters: dict[str, Commenter] = {}
        self._pages: dict[str, ExportPlace] = {}

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment that was not deleted. Raises UnreadableExportError and NotFoundError."""
        for kind, row in self.rows("pages", "commenters"):
            if kind == "pages":
                self._pages[text(row, "id")] = place(text(row, "path"))
            elif len(self._commenters) < COMMENTERS:
                self._commenters[text(row, "id")] = _commenter(row)
        for _, row in self.rows("comments"):
            yield from self._comment(row)

    def _comment(self, row: Row) -> Iterator[Foreign]:
        if is_set(row, "isDeleted"):
            skip_deleted(self.losses)
            return
        parent, page = text(row, "parentId"), text(row, "pageId")
        markdown, html = cut(text(row, "markdown")), cut(text(row, "html"))
        found = JsonComment(
            key=text(row, "id"),
            parent="" if parent == _NOBODY else parent,
            place=self._pages.get(page) or ExportPlace(f"page {page}"),
            who=self._who(row),
            date=comment_export.moment(text(row, "createdTime")),
            words=conversion.from_markdown(markdown) if markdown else conversion.markdown(html),
            status=_status(row),
        )
        yield from taken(found, self.losses)

    def _who(self, row: Row) -> Commenter | None:
        """Return who wrote a comment: somebody with an account, or whoever typed a name."""
        account, typed = text(row, "userCreated"), text(row, "authorName")
        if account in self._commenters:
            return self._commenters[account]
        if typed:
            return Commenter(comment_export.name(typed))
        return None if self.is_damaged and account not in {"", _NOBODY} else ANYBODY


def _status(row: Row) -> ExportedStatus:
    if is_set(row, "isPending"):
        return ExportedStatus.PENDING
    return ExportedStatus.APPROVED if is_set(row, "isApproved") else ExportedStatus.REJECTED


def _commenter(row: Row) -> Commenter:
    return Commenter(
        comment_export.name(text(row, "name")),
        comment_export.mail(text(row, "email")),
        comment_export.website(text(row, "websiteUrl")),
        is_set(row, "isModerator"),
    )
