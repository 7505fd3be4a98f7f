"""Comments as JSON Lines, one object a line: how they come from elsewhere and how they leave.

``{"id"?, "post", "author", "date", "body", "website"?, "reply_to"?, "email"?, "status"?, "by_author"?}``. A mail
address is never kept: a comment's file may go to a public repository.
"""

import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.record import ID, NAME_LENGTH, WEBSITE_LENGTH, Comment, Status, new_id, stamp
from outsideinnovation.comments.survey import POST
from outsideinnovation.errors import ContentError, Problem

LINE_LENGTH = 1_048_576  # bytes; a longer line is refused without being held in memory
_BLANK = b" \t\r\n"
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,6})?\d*([Zz]|[+-]\d\d:\d\d)", re.ASCII)  # RFC 3339


def read_lines(
    stream: BinaryIO, path: Path, *, status: Status, posts: Container[str] | None = None
) -> Iterator[Comment | Problem]:
    """Read comments from *stream*; every line that is none is a Problem with *path* and its number, the others come on.

    A line without a status gets *status*; one without an id gets one that is the same on every run. *posts*, if given,
    are the posts there are.
    """
    for number, data in enumerate(_lines(stream), start=1):
        if data is None:
            yield Problem(path, number, f"a line of more than {LINE_LENGTH} bytes", "make the comment shorter")
        elif data.strip(_BLANK):
            try:
                yield _Line(path, number, status, posts).comment(data)
            except ContentError as error:
                yield error.problems[0]


def write_line(comment: Comment) -> str:
    """Return *comment* as one line of JSON, line end included, for `export` and `list --json`.

    ``read_lines`` reads the same comment back, but for head keys that this version does not know. ``score`` and
    ``reasons`` are the spam filter's, for readers of the list; nothing that drives a terminal stands in the line.
    """
    row: dict[str, Any] = {
        "id": comment.id,
        "post": comment.post,
        "status": str(comment.status),
        "author": comment.author,
        "website": comment.website,
        "date": stamp(comment.date),
        "reply_to": comment.reply_to,
        "body": comment.body,
        "score": None,
        "reasons": [],
    }
    if comment.by_author:
        row["by_author"] = True
    return cleaning.DANGEROUS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(row, ensure_ascii=False)) + "\n"


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines, without a byte-order mark before the first; None for one that is too long."""
    first = True
    while data := stream.readline(LINE_LENGTH + 1):
        if first:
            data, first = data.removeprefix(b"\xef\xbb\xbf"), False
        whole = data.endswith(b"\n") or len(data) <= LINE_LENGTH
        yield data if whole else None
        while not whole and (data := stream.readline(LINE_LENGTH)):
            whole = data.endswith(b"\n")


@dataclass(frozen=True, slots=True)
class _Line:
    """Reads one line and knows where it stands, so that every complaint says so."""

    path: Path
    number: int
    status: Status
    posts: Container[str] | None

    def error(self, what: str, remedy: str) -> ContentError:
        return ContentError([Problem(self.path, self.number, what, remedy)])

    def comment(self, data: bytes) -> Comment:
        row = self.row(data)
        post, date = self.post(row), self.date(row)
        typed = cleaning.body(self.required(row, "body"))
        author = cleaning.line(self.required(row, "author"))
        if not typed:
            raise self.error("an empty body", "write the comment's words, or remove the line")
        if not 0 < len(author) <= NAME_LENGTH:
            raise self.error(f"an author of {len(author)} characters", f"give a name of 1 to {NAME_LENGTH}")
        return Comment(
            id=self.identifier(row, "id") or new_id(date, post, author, typed),
            post=post,
            status=self.status_of(row),
            author=author,
            date=date,
            body=typed,
            website=self.website(row),
            reply_to=self.identifier(row, "reply_to"),
            by_author=row.get("by_author") is True,
        )

    def row(self, data: bytes) -> dict[str, Any]:
        try:
            row = json.loads(data)
        except UnicodeDecodeError:
            raise self.error("not UTF-8", "save the file as UTF-8") from None
        except (ValueError, RecursionError) as error:  # also of a number with thousands of digits
            raise self.error(f"not JSON: {error}", "write one whole object a line") from None
        if not isinstance(row, dict):
            raise self.error("not an object", 'write {"post": …, "author": …, "date": …, "body": …}')
        return row

    def optional(self, row: dict[str, Any], key: str) -> str | None:
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            raise self.error(f"{key} is not text: {_short(value)}", f'write "{key}": "…"')
        return value or None

    def required(self, row: dict[str, Any], key: str) -> str:
        value = self.optional(row, key)
        if value is None:
            raise self.error(f"no {key}", f'add "{key}": "…"')
        return value

    def post(self, row: dict[str, Any]) -> str:
        post = self.required(row, "post")
        if not POST.fullmatch(post) or (self.posts is not None and post not in self.posts):
            raise self.error(f"no such post: {_short(post)}", "name the id of a post in content/posts")
        return post

    def identifier(self, row: dict[str, Any], key: str) -> str | None:
        value = self.optional(row, key)
        if value is not None and not ID.fullmatch(value):
            raise self.error(f"{key} is no comment id: {_short(value)}", "write 8 to 64 of 0-9, a-z and -")
        return value

    def status_of(self, row: dict[str, Any]) -> Status:
        value = self.optional(row, "status") or self.status
        if value not in set(Status):
            raise self.error(f"no such status: {_short(value)}", f"write one of {', '.join(Status)}")
        return Status(value)

    def date(self, row: dict[str, Any]) -> datetime:
        value = self.required(row, "date")
        found = _DATE.fullmatch(value)
        try:
            if found:
                day, time, fraction, zone = found.groups()
                return datetime.fromisoformat(f"{day}T{time}{fraction or ''}{zone.upper()}").astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise self.error(f"no date with a zone: {_short(value)}", "write it as 2005-12-09T10:31:00Z (RFC 3339)")

    def website(self, row: dict[str, Any]) -> str | None:
        value = self.optional(row, "website")
        if value is None or not value.strip():
            return None
        address = cleaning.website(value)
        if address is None or len(address) > WEBSITE_LENGTH:
            remedy = f"write an http or https address of at most {WEBSITE_LENGTH} characters, or leave it out"
            raise self.error(f"no website: {_short(value)}", remedy)
        return address


def _short(value: object) -> str:
    """Return *value* for a message: escaped and not longer than a line."""
    written = ascii(value)
    return written if len(written) <= 80 else f"{written[:79]}…"  # noqa: PLR2004 - a terminal's width
