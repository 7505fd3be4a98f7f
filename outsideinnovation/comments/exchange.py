"""Comments as JSON Lines, one object a line: how they come from elsewhere and how they leave.

``{"id"?, "post", "author", "date", "body", "website"?, "reply_to"?, "email"?, "status"?, "by_author"?,
"answers_deleted"?}``. Of a whole site as JSON Lines the comments are read, and nothing else. A mail address is handed on beside
the comment, never in it: a comment's file may go to a public repository.
"""

import hashlib
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.record import (
    ANSWERS_DELETED,
    ID,
    NAME_LENGTH,
    WEBSITE_LENGTH,
    Comment,
    Status,
    new_id,
    stamp,
)
from outsideinnovation.comments.walk import POST
from outsideinnovation.errors import ContentError, Problem

ADDRESS_LENGTH = 254  # characters of a mail address; RFC 5321, 4.5.3.1.3, and its erratum 1690
LINE_LENGTH = 1_048_576  # bytes; a longer line is refused without being held in memory
_DIGEST = 16  # bytes that tell one line from another
_BLANK = b" \t\r\n"
# What else `oi export jsonl` writes: lines of a whole site, of which comments are one kind.
_NO_COMMENT = re.compile(rb'\s*\{\s*"type"\s*:\s*"(?:site|post|page|redirect)"')
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,6})?\d*([Zz]|[+-]\d\d:\d\d)", re.ASCII)  # RFC 3339


@dataclass(frozen=True, slots=True)
class Incoming:
    """A comment and the mail address that came with it, which nobody has confirmed."""

    comment: Comment
    email: str | None = None


def read_lines(
    stream: BinaryIO, path: Path, *, status: Status, posts: Container[str] | None = None
) -> Iterator[Comment | Problem]:
    """Read comments as ``read_rows`` does, without their mail addresses."""
    for row in read_rows(stream, path, status=status, posts=posts):
        yield row.comment if isinstance(row, Incoming) else row


def read_rows(
    stream: BinaryIO,
    path: Path,
    *,
    status: Status,
    posts: Container[str] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> Iterator[Incoming | Problem]:
    """Read comments from *stream*; every line that is none is a Problem with *path* and its number, the others come on.

    A line without a status gets *status*; one without an id gets one that is the same on every run. *posts*, if given,
    are the posts there are; *renamed* says what a post is called here that a line calls otherwise. A line whose id an
    earlier one has, which says something else, is a Problem too: only one of the two could be kept.
    """
    seen: dict[str, tuple[int, bytes]] = {}
    for number, data in enumerate(_lines(stream), start=1):
        if data is None:
            yield Problem(path, number, f"a line of more than {LINE_LENGTH} bytes", "make the comment shorter")
        elif data.strip(_BLANK):
            try:
                incoming = _Line(path, number, status, posts, {} if renamed is None else renamed).incoming(data)
                yield _contradiction(incoming.comment, seen, path, number) or incoming
            except ContentError as error:
                yield error.problems[0]


def write_line(comment: Comment, score: float | None = None, reasons: Iterable[object] = ()) -> str:
    """Return *comment* as one line of JSON, line end included, for `export` and `list --json`.

    ``read_lines`` reads the same comment back, but for head keys that this version does not know. *score* and *reasons*
    are the spam filter's, for readers of the list; nothing that drives a terminal stands in the line.
    """
    more = {"by_author": True} if comment.by_author else {}
    return escaped(row(comment) | {"score": score, "reasons": [*reasons]} | more)


def row(comment: Comment) -> dict[str, Any]:
    """Return what a line says of *comment*, in the order of its keys."""
    more = ANSWERS_DELETED if comment.answers_deleted else {}
    return {
        "id": comment.id,
        "post": comment.post,
        "status": str(comment.status),
        "author": comment.author,
        "website": comment.website,
        "date": stamp(comment.date),
        "reply_to": comment.reply_to,
        "body": comment.body,
        **more,
    }


def escaped(fields: Mapping[str, Any]) -> str:
    """Return an object as one line of JSON, line end included, in which nothing drives a terminal or is not seen."""
    written = json.dumps(fields, ensure_ascii=False)
    return cleaning.with_escapes(written, lambda character: json.dumps(character)[1:-1]) + "\n"


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines, without a byte-order mark before the first; None for one that is too long, nothing for no comment's."""
    first = True
    while data := stream.readline(LINE_LENGTH + 1):
        if first:
            data, first = data.removeprefix(b"\xef\xbb\xbf"), False
        whole = data.endswith(b"\n") or len(data) <= LINE_LENGTH
        yield b"" if _NO_COMMENT.match(data) else data if whole else None
        while not whole and (data := stream.readline(LINE_LENGTH)):
            whole = data.endswith(b"\n")


def _contradiction(comment: Comment, seen: dict[str, tuple[int, bytes]], path: Path, number: int) -> Problem | None:
    """Return what is wrong where a line before said something else under the id of *comment*; *seen* remembers the first.

    That it is in another state is nothing else: the first counts, as a comment's that is there already.
    """
    digest = hashlib.blake2b(
        repr(replace(comment, status=Status.PENDING)).encode("utf-8", "surrogatepass"), digest_size=_DIGEST
    ).digest()
    first, known = seen.setdefault(comment.id, (number, digest))
    if known == digest:
        return None
    what = f"the id {comment.id} is that of line {first}, which says something else"
    return Problem(path, number, what, "give one of them another id, or remove one of the lines")


@dataclass(frozen=True, slots=True)
class _Line:
    """Reads one line and knows where it stands, so that every complaint says so."""

    path: Path
    number: int
    status: Status
    posts: Container[str] | None
    renamed: Mapping[str, str] = field(default_factory=dict)

    def error(self, what: str, remedy: str) -> ContentError:
        return ContentError([Problem(self.path, self.number, what, remedy)])

    def incoming(self, data: bytes) -> Incoming:
        row = self.row(data)
        return Incoming(self.comment(row), self.email(row))

    def comment(self, row: dict[str, Any]) -> Comment:
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
            extra=ANSWERS_DELETED if row.get("answers_deleted") is True else {},
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
        called = self.required(row, "post")
        post = self.renamed.get(called, called)
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

    def email(self, row: dict[str, Any]) -> str | None:
        """Return the address, or None where it is none that mail could be sent to; the comment comes in all the same."""
        value = row.get("email")
        address = cleaning.line(value).strip() if isinstance(value, str) else ""
        return address if re.fullmatch(r"[^\s@]+@[^\s@]+", address) and len(address) <= ADDRESS_LENGTH else None

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
        address = cleaning.typed_website(value)
        if address is None or len(address) > WEBSITE_LENGTH:
            remedy = f"write an http or https address of at most {WEBSITE_LENGTH} characters, or leave it out"
            raise self.error(f"no website: {_short(value)}", remedy)
        return address


def _short(value: object) -> str:
    """Return *value* for a message: escaped and not longer than a line."""
    written = ascii(value)
    return written if len(written) <= 80 else f"{written[:79]}…"  # noqa: PLR2004 - a terminal's width
