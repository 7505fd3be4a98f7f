"""Commento: its export in JSON (version 1), packed with gzip, as Comentario up to 2 wrote it, too. Its comments are Markdown.

Comments come before those who wrote them, so the file is read twice. A page stands under ``url``, or under ``path``.
"""

from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.comment_export import ExportedStatus, Foreign
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

ROOT = "root"  # the parent of what answers no comment
_DELETED = "[deleted]"  # the words of a comment that was deleted
_ANONYMOUS = "anonymous"  # the commenter who has no account; Comentario wrote noughts
_STATUSES = {
    "approved": ExportedStatus.APPROVED,
    "unapproved": ExportedStatus.PENDING,
    "flagged": ExportedStatus.SPAM,  # by Akismet
}


class Commento(JsonExport):
    """One export."""

    system = "commento"

    def __init__(self, export: Path) -> None:
        super().__init__(export)
        self._commenters: dict[str, Commenter] = {}

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment that was not deleted. Raises UnreadableExportError and NotFoundError."""
        for _, row in self.rows("commenters"):
            if len(self._commenters) < COMMENTERS:
                self._commenters[text(row, "commenterHex")] = _commenter(row)
        for _, row in self.rows("comments"):
            yield from self._comment(row)

    def _comment(self, row: Row) -> Iterator[Foreign]:
        words = text(row, "markdown")
        if is_set(row, "deleted") or words.strip() in {"", _DELETED}:
            skip_deleted(self.losses)
            return
        parent = text(row, "parentHex")
        found = JsonComment(
            key=text(row, "commentHex"),
            parent="" if parent == ROOT else parent,
            place=place(text(row, "url") or text(row, "path")),
            who=self._who(text(row, "commenterHex")),
            date=comment_export.moment(text(row, "creationDate")),
            words=conversion.from_markdown(cut(words)),
            status=_STATUSES.get(text(row, "state")),
        )
        yield from taken(found, self.losses)

    def _who(self, commenter: str) -> Commenter | None:
        is_anybody = commenter == _ANONYMOUS or not commenter.strip("0") or not self.is_damaged
        return self._commenters.get(commenter) or (ANYBODY if is_anybody else None)


def _commenter(row: Row) -> Commenter:
    return Commenter(
        comment_export.name(text(row, "name")),
        comment_export.mail(text(row, "email")),
        comment_export.website(text(row, "link") or text(row, "websiteUrl")),
        is_set(row, "isModerator"),
    )
