"""Hyvor Talk: its export in JSON. A comment has its page and its user inside it, or names them by their ids in lists beside.

Hyvor documents its API and not its export, so both ways of saying a thing are read: a body as HTML or as ProseMirror's tree,
times as seconds or as dates. What is in neither is named.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from outsideinnovation.importers import comment_export, prosemirror
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
from outsideinnovation.importers.json_rows import Row, inner, is_set, text

_DELETED = "deleted"
_STATUSES = {
    "published": ExportedStatus.APPROVED,
    "approved": ExportedStatus.APPROVED,
    "pending": ExportedStatus.PENDING,
    "spam": ExportedStatus.SPAM,
    "rejected": ExportedStatus.REJECTED,
}
_LISTS = frozenset({"pages", "users"})


class Hyvor(JsonExport):
    """One export."""

    system = "hyvor"

    def __init__(self, export: Path) -> None:
        super().__init__(export)
        self._pages: dict[str, ExportPlace] = {}
        self._users: dict[str, Commenter] = {}

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment that was not deleted. Raises UnreadableExportError and NotFoundError."""
        for kind, row in self.rows(*_LISTS):
            if kind == "pages":
                self._pages[text(row, "id")] = _place(row)
            elif len(self._users) < COMMENTERS:
                for key in ("id", "htid"):
                    self._users[text(row, key)] = _user(row)
        for _, row in self.rows("comments"):
            yield from self._comment(row)

    def _comment(self, row: Row) -> Iterator[Foreign]:
        status = text(row, "status").lower()
        if status == _DELETED or is_set(row, "is_deleted"):
            skip_deleted(self.losses)
            return
        found = JsonComment(
            key=text(row, "id"),
            parent=text(row, "parent_id") or text(inner(row, "parent"), "id"),
            place=self._page(row),
            who=self._who(row),
            date=_date(row, "created_at"),
            words=_words(row),
            status=ExportedStatus.SPAM if is_set(row, "is_spam") else _STATUSES.get(status),
        )
        yield from taken(found, self.losses)

    def _page(self, row: Row) -> ExportPlace:
        page = inner(row, "page")
        if page:
            return _place(page)
        key = text(row, "page_id")
        named = place(text(row, "page_url"), text(row, "page_identifier"))
        return self._pages.get(key) or (
            named if named.addresses or named.ids else ExportPlace(f"page {key}", (), (key,))
        )

    def _who(self, row: Row) -> Commenter:
        """Return who wrote a comment: somebody with an account, or a guest, who has typed a name."""
        user = inner(row, "user") or inner(row, "guest")
        if user:
            return _user(user)
        known = [self._users.get(text(row, key)) for key in ("user_id", "user_htid") if text(row, key)]
        guest = {key: text(row, f"guest_{key}") for key in ("name", "email")}
        return next(filter(None, known), None) or (_user(guest) if guest["name"] else ANYBODY)


def _place(page: Row) -> ExportPlace:
    return place(text(page, "url"), text(page, "identifier"), text(page, "page_identifier"))


def _user(row: Row) -> Commenter:
    return Commenter(
        comment_export.name(text(row, "name") or text(row, "username")),
        comment_export.mail(text(row, "email")),
        comment_export.website(text(row, "website_url") or text(row, "website")),
        text(row, "role").lower() in {"admin", "owner"},
    )


def _words(row: Row) -> str:
    shown, body = cut(text(row, "body_html")), row.get("body") or row.get("body_prosemirror")
    if shown.strip():
        return conversion.markdown(shown)
    tree = prosemirror.document(body)
    return conversion.markdown(prosemirror.html_of(tree)) if tree else conversion.markdown(cut(text(row, "body")))


def _date(row: Row, name: str) -> datetime | None:
    value = row.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return comment_export.epoch(value)
    return comment_export.moment(text(row, name))
