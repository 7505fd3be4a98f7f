"""WordPress: the comments of its XML export (WXR), with their parents. Pingbacks and trackbacks are counted, not taken."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

from outsideinnovation.importers import comment_export, elements
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign, Losses, Why
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.elements import Element

ROOT = "rss"
_UNREAD = frozenset({"encoded", "meta_value", "comment_author_IP"})
_PINGS = frozenset({"pingback", "trackback"})
_STATUSES = {  # as ``wp_set_comment_status`` in WordPress's wp-includes/comment.php
    "1": ExportedStatus.APPROVED,
    "approve": ExportedStatus.APPROVED,
    "0": ExportedStatus.PENDING,
    "hold": ExportedStatus.PENDING,
    "spam": ExportedStatus.SPAM,
    "trash": ExportedStatus.REJECTED,
    "post-trashed": ExportedStatus.REJECTED,
}


class WordPress:
    """One export. *zone* is that of the blog, for comments without a date in UTC."""

    system = "wordpress"

    def __init__(self, export: Path, zone: tzinfo) -> None:
        self.losses = Losses.of(export)
        self._export, self._zone = export, zone
        self._users: dict[str, str] = {}  # a login's number

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment. Raises UnreadableExportError, with the line, and NotFoundError."""
        elements.check(self._export, ROOT)
        for element in elements.read(self._export, ROOT, ("author", "item"), _UNREAD):
            if element.name == "author":
                self._users[element.value("author_login")] = element.value("author_id")
            else:
                place, owner = _place(element), self._users.get(element.value("creator"), "")
                for comment in element.all("comment"):
                    yield from self._comment(comment, place, owner)

    def _comment(self, comment: Element, place: ExportPlace, owner: str) -> Iterator[Foreign]:
        key, content = comment.value("comment_id"), comment.child("comment_content")
        if not key:
            self._problem(comment, "a comment without wp:comment_id")
        elif self.losses.is_first(key, comment.line):
            date, text = self._date(comment), conversion.markdown(content.text) if content else ""
            status = _STATUSES.get(comment.value("comment_approved"))
            if comment.value("comment_type") in _PINGS:
                self.losses.skipped[Why.PING] += 1
            elif content and content.cut:
                self._problem(content, f"wp:comment_content of more than {elements.TEXT_LENGTH} characters")
            elif not date:
                self._problem(comment, f"wp:comment_date_gmt is {comment.value('comment_date_gmt')[:40]!r}")
            elif not status:
                self._problem(comment, f"wp:comment_approved is {comment.value('comment_approved')[:40]!r}")
            elif not text:
                self._problem(comment, "no words")
            else:
                parent, user = comment.value("comment_parent"), comment.value("comment_user_id")
                yield Foreign(
                    key=key,
                    parent=parent if parent not in {"", "0"} else None,
                    place=place,
                    line=comment.line,
                    author=comment_export.name(comment.value("comment_author")),
                    email=comment_export.mail(comment.value("comment_author_email")),
                    website=comment_export.website(comment.value("comment_author_url")),
                    date=date,
                    text=text,
                    status=status,
                    by_author=user not in {"", "0"} and user == owner,
                )

    def _date(self, comment: Element) -> datetime | None:
        """Return the date in UTC; by the blog's own clock where the export says 0000-00-00."""
        local = comment.value("comment_date")
        try:
            own = datetime.fromisoformat(local).replace(tzinfo=self._zone).isoformat() if local else ""
        except ValueError:
            own = ""
        return comment_export.moment(comment.value("comment_date_gmt")) or comment_export.moment(own)

    def _problem(self, element: Element, what: str) -> None:
        self.losses.report.problem(element.line, f"{what}; comment left out", "correct it and import again")


def _place(item: Element) -> ExportPlace:
    link, name = item.value("link"), item.value("post_name")
    addresses = tuple(each for each in (link, item.value("guid")) if each)
    called = comment_export.path(link) or name or f"post {item.value('post_id')}"
    return ExportPlace(called, addresses, (name,) if name else ())
