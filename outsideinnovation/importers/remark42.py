"""Remark42: its backup, a JSON object a line, packed with gzip. The first line tells of users, each other one is a comment.

Its words are there as HTML, and mostly as they were typed; those are escaped as if they were HTML, so the HTML is taken.
"""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from outsideinnovation.importers import comment_export, unpacking
from outsideinnovation.importers.comment_export import ExportedStatus, Foreign
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.json_comments import (
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

LINE_LENGTH = 64 * 1_048_576  # bytes; the first line has all users of whom anything is known


class Remark42(JsonExport):
    """One backup."""

    system = "remark42"

    def __init__(self, export: Path) -> None:
        super().__init__(export)
        self._emails: dict[str, str | None] = {}
        self._blocked: set[str] = set()

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment that was not deleted. Raises UnreadableExportError and NotFoundError."""
        for number, row in self._lines():
            if "users" in row or "version" in row:
                self._learn(row.get("users"))
            else:
                yield from self._comment(number, row)

    def _lines(self) -> Iterator[tuple[int, Row]]:
        with self._opened() as stream, unpacking.opened(stream, str(self._export), self._damaged) as whole:
            for number, data in enumerate(_lines(whole), 1):
                row = _row(data) if data else None
                if row is not None:
                    yield number, row
                elif data is None or data.strip():
                    self.losses.report.problem(number, "no whole object of JSON", "left out; export again for it")

    def _learn(self, users: object) -> None:
        """Take in who is blocked, and who has given a mail address."""
        for user in users if isinstance(users, list) else ():
            if isinstance(user, dict) and len(self._emails) < COMMENTERS:
                key = text(user, "id")
                self._emails[key] = comment_export.mail(text(inner(user, "details"), "email"))
                if is_set(inner(user, "blocked"), "status"):
                    self._blocked.add(key)

    def _comment(self, number: int, row: Row) -> Iterator[Foreign]:
        if is_set(row, "delete") or is_set(row, "deleted"):
            skip_deleted(self.losses)
            return
        user, shown, typed = inner(row, "user"), cut(text(row, "text")), cut(text(row, "orig"))
        is_blocked = is_set(user, "block") or text(user, "id") in self._blocked
        found = JsonComment(
            key=text(row, "id"),
            parent=text(row, "pid"),
            place=place(text(inner(row, "locator"), "url")),
            who=self._who(user),
            date=comment_export.moment(text(row, "time")),
            words=conversion.markdown(shown) if shown.strip() else conversion.from_markdown(html.unescape(typed)),
            status=ExportedStatus.REJECTED if is_blocked else ExportedStatus.APPROVED,
            line=number,
        )
        yield from taken(found, self.losses)

    def _who(self, user: Row) -> Commenter:
        name = comment_export.name(html.unescape(text(user, "name")))
        return Commenter(name, self._emails.get(text(user, "id")), None, is_set(user, "admin"))


def _row(data: bytes) -> Row | None:
    try:
        row = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines, without a byte-order mark; None for one that is too long."""
    first = True
    while data := stream.readline(LINE_LENGTH):
        whole = data.endswith(b"\n") or len(data) < LINE_LENGTH
        yield data.removeprefix(b"\xef\xbb\xbf") if first and whole else data if whole else None
        first = False
        while not whole and (data := stream.readline(LINE_LENGTH)):
            whole = data.endswith(b"\n")
