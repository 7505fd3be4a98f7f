"""The comments of a WordPress export's items, each before its answers. Pingbacks and trackbacks come only where asked for."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.blog import original
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign, Losses, Why
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.wordpress import dates
from outsideinnovation.importers.wordpress.records import CommentRecord, ItemRecord

TEXT_LENGTH = 1_048_576  # characters; what is longer is nobody's comment
SEALED = (
    "content",
    "author",
    "author_url",
    "approved",
    "date_gmt",
)  # what our own exports say of a comment, in this order
PINGS = frozenset({"pingback", "trackback"})
_STATUSES = {  # as ``wp_set_comment_status`` in WordPress's wp-includes/comment.php
    "1": ExportedStatus.APPROVED,
    "approve": ExportedStatus.APPROVED,
    "0": ExportedStatus.PENDING,
    "hold": ExportedStatus.PENDING,
    "spam": ExportedStatus.SPAM,
    "trash": ExportedStatus.REJECTED,
    "post-trashed": ExportedStatus.REJECTED,
}


class CommentReader:
    """Reads the comments of items. *zone* is that of the blog, for comments without a date in UTC."""

    def __init__(self, losses: Losses, zone: tzinfo, *, pings: bool = False) -> None:
        self._losses, self._zone, self._pings = losses, zone, pings

    def read(self, record: ItemRecord, place: ExportPlace, owner: str) -> Iterator[Foreign]:
        """Yield the comments on *record*, which is known by *place*; *owner* is the number of its author's account."""
        for comment in _parents_first(record.comments):
            foreign = self._comment(comment, place, owner)
            if foreign:
                yield foreign

    def _comment(self, comment: CommentRecord, place: ExportPlace, owner: str) -> Foreign | None:
        """Return a comment; None where it was told of, or counted, and stays out."""
        key, values = _value(comment, "id"), comment.values
        if not key:
            self._problem(comment, "a comment without wp:comment_id")
            return None
        if not self._losses.is_first(key, comment.line):
            return None
        is_ping = _value(comment, "type") in PINGS
        if is_ping and not self._pings:
            self._losses.skipped[Why.PING] += 1
            return None
        if len(values.get("content", "")) > TEXT_LENGTH:
            self._problem(comment, f"wp:comment_content of more than {TEXT_LENGTH} characters")
            return None
        text = conversion.markdown(values.get("content", ""))
        date = dates.universal(values.get("date_gmt", ""), values.get("date", ""), self._zone)
        status = _STATUSES.get(_value(comment, "approved"))
        if date is None or status is None or not text:
            self._problem(comment, _lacking(comment, date, status))
            return None
        return self._made(comment, key, place, owner, date=date, status=status, text=text, is_ping=is_ping)

    def _made(
        self,
        comment: CommentRecord,
        key: str,
        place: ExportPlace,
        owner: str,
        *,
        date: datetime,
        status: ExportedStatus,
        text: str,
        is_ping: bool,
    ) -> Foreign:
        parent, user = _value(comment, "parent"), _value(comment, "user_id")
        return Foreign(
            key=key,
            parent=parent if parent not in {"", "0"} else None,
            place=place,
            line=comment.line,
            author=comment_export.name(_value(comment, "author")),
            email=comment_export.mail(_value(comment, "author_email")),
            website=comment_export.website(_value(comment, "author_url")),
            date=date,
            text=text,
            status=status,
            by_author=user not in {"", "0"} and user == owner,
            is_ping=is_ping,
            original=original.believed(comment.values, [comment.values.get(each, "") for each in SEALED]),
        )

    def _problem(self, comment: CommentRecord, what: str) -> None:
        self._losses.report.problem(comment.line, f"{what}; comment left out", "correct it and import again")


def _lacking(comment: CommentRecord, date: datetime | None, status: ExportedStatus | None) -> str:
    """Return what keeps a comment from being one."""
    if date is None:
        return f"wp:comment_date_gmt is {_value(comment, 'date_gmt')[:40]!r}"
    return f"wp:comment_approved is {_value(comment, 'approved')[:40]!r}" if status is None else "no words"


def _value(comment: CommentRecord, name: str) -> str:
    return comment.values.get(name, "").strip()


def _parents_first(comments: list[CommentRecord]) -> Iterator[CommentRecord]:
    """Yield *comments* in their order, but each after the one it answers, if that is among them: a child may have a lower id."""
    there = {_value(each, "id") for each in comments}
    waiting: dict[str, list[CommentRecord]] = {}
    given: set[str] = set()
    for each in comments:
        parent = _value(each, "parent")
        if parent in there and parent not in given:
            waiting.setdefault(parent, []).append(each)
            continue
        ready = [each]
        while ready:
            one = ready.pop()
            yield one
            given.add(_value(one, "id"))
            ready += reversed(waiting.pop(_value(one, "id"), []))
    for circle in waiting.values():  # comments that answer each other
        yield from circle
