"""A comment as it lies on disk: a head in TOML between two ``+++`` lines, then the words as they were typed.

The file is ``content/comments/<status>/<post id>/<comment id>.md``; status, post and id are its place, not its text.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli_w

from outsideinnovation.errors import ContentError, Problem

ID = re.compile(r"[0-9a-z-]{8,64}")
FENCE = "+++"
NAME_LENGTH = 80  # characters; interfaces: a comment's limits
WEBSITE_LENGTH = 200
# What ``extra`` holds where the comment that was answered had been deleted before this one came in from elsewhere.
ANSWERS_DELETED: Mapping[str, Any] = MappingProxyType({"answers_deleted": True})
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Status(StrEnum):
    """Where a comment stands; the names are the folders' names."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. ``date`` is aware and UTC; ``body`` is Markdown as typed, never HTML to be trusted.

    ``by_author`` marks the post's own author speaking; it is only ever set by an editor or an importer. ``extra`` holds
    the other keys of the head: ``answers_deleted``, and those that this version does not know, so that they are kept.
    """

    id: str
    post: str
    status: Status
    author: str
    date: datetime
    body: str
    website: str | None = None
    reply_to: str | None = None
    by_author: bool = False
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)

    @property
    def answers_deleted(self) -> bool:
        """Whether it answers a comment that was deleted elsewhere, before this one came in."""
        return self.extra.get("answers_deleted") is True


def new_id(date: datetime, *parts: str) -> str:
    """Return an id that sorts by *date* and is the same for the same *parts*: 12 hex digits of time, 16 of hash."""
    milliseconds = int(date.timestamp() * 1000) & 0xFFFFFFFFFFFF
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{milliseconds:012x}-{digest}"


def dump(comment: Comment) -> bytes:
    """Write *comment* as a file; ``parse`` reads the same comment back.

    The text must be clean of NUL and of lone surrogates (``cleaning.text`` sees to it), or no file can hold it.
    """
    known: dict[str, Any] = {"website": comment.website, "reply_to": comment.reply_to}
    rest = {key: value for key, value in known.items() if value}
    if comment.by_author:
        rest["by_author"] = True
    rest.update((key, value) for key, value in comment.extra.items() if key not in _KNOWN)
    author = tomli_w.dumps({"author": comment.author})
    return f"{FENCE}\n{author}date = {stamp(comment.date)}\n{tomli_w.dumps(rest)}{FENCE}\n{comment.body}\n".encode()


def stamp(date: datetime) -> str:
    """Return an aware *date* as RFC 3339 and TOML write it, in UTC: ``2005-12-09T10:31:00Z``."""
    return date.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse(data: bytes, path: Path) -> Comment:
    """Read a comment file that lies at *path*.

    Raises ContentError naming the line, for anything that is not a whole comment: it is never skipped silently.
    """
    reader = _RecordReader(path)
    try:
        status = Status(path.parent.parent.name)
    except ValueError:
        raise reader.error(0, f"no such status: {path.parent.parent.name!r}", _PLACE) from None
    if not ID.fullmatch(path.stem):
        raise reader.error(0, f"no comment id: {path.stem!r}", "name the file by 8 to 64 of 0-9, a-z and -")
    head_text, body = reader.split(data)
    head = reader.toml(head_text)
    numbered = enumerate(head_text.split("\n"), 2)
    reader = replace(reader, lines={line.partition("=")[0].strip(): number for number, line in numbered})
    return Comment(
        id=path.stem,
        post=path.parent.name,
        status=status,
        author=reader.text(head, "author"),
        date=reader.date(head),
        body=body,
        website=reader.optional_text(head, "website"),
        reply_to=reader.optional_text(head, "reply_to"),
        by_author=reader.flag(head, "by_author"),
        extra=MappingProxyType({key: value for key, value in head.items() if key not in _KNOWN}),
    )


def parse_plain(data: bytes, identifier: str, post: str, status: Status) -> Comment | None:
    """Read a file of the plain shape that ``dump`` writes, many times faster than TOML at large can be read.

    None means that the file is of another shape, or broken: ``parse`` then knows better. Where this returns a comment,
    ``parse`` returns the same (a law the tests hold).
    """
    found = _PLAIN.match(data)
    if not found or b"\0" in data:
        return None
    author, date, website, reply_to, by_author = found.groups()
    try:
        body = data[found.end() :].decode().removesuffix("\n")
        moment = datetime.fromisoformat(date.decode())
        name, address = author.decode(), website.decode() if website else None
    except ValueError:
        return None
    if not name.strip() or not body or body.isspace():
        return None
    answered = reply_to.decode() if reply_to else None
    return Comment(identifier, post, status, name, moment, body, address, answered, by_author is not None)


_KNOWN = frozenset({"author", "date", "website", "reply_to", "by_author"})
_PLACE = "comments lie in content/comments/<status>/<post id>/, status one of " + ", ".join(Status)
_STRING = rb'"([^"\\\x00-\x08\x0a-\x1f\x7f]*)"'
_PLAIN = re.compile(
    rb"\+\+\+\nauthor = " + _STRING + rb"\ndate = (\d{4}-\d\d-\d\dT[012]\d:\d\d:\d\d(?:\.\d{6})?Z)\n"
    rb"(?:website = " + _STRING + rb"\n)?(?:reply_to = " + _STRING + rb"\n)?(by_author = true\n)?\+\+\+\n"
)
_CLOSING = re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE)
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True)
class _RecordReader:
    """Reads one file and knows where it lies, so that every complaint says so."""

    path: Path
    lines: Mapping[str, int] = field(default_factory=dict)  # of the keys in the head

    def error(self, line: int, what: str, remedy: str) -> ContentError:
        return ContentError([Problem(self.path, line, what, remedy)])

    def split(self, data: bytes) -> tuple[str, str]:
        if b"\0" in data:
            line = data[: data.index(b"\0")].count(b"\n") + 1
            raise self.error(line, "a NUL character", "remove it")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise self.error(line, "not UTF-8", "save the file as UTF-8; it may have been cut off") from None
        return self.head_and_body(_line_endings(text))

    def head_and_body(self, text: str) -> tuple[str, str]:
        first, _, rest = text.partition("\n")
        if first.rstrip() != FENCE:
            raise self.error(1, "no head", f"a comment begins with a line {FENCE}; it may have been cut off")
        closing = _CLOSING.search(rest)
        if not closing:
            line = text.count("\n") + 1
            raise self.error(line, "the head does not end", f"close it with a line {FENCE}; it may have been cut off")
        head = rest[: closing.start()]
        body = rest[closing.end() + 1 :].removesuffix("\n")
        if not body.strip():
            raise self.error(head.count("\n") + 2, "no words after the head", "write them, or remove the file")
        return head, body

    def toml(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # tomllib lets both of int() and of deep nesting through
            found = _TOML_LINE.search(str(error))
            line = int(found[1]) if found and found[1] else max(text.count("\n"), 1)
            what = _TOML_LINE.sub("", str(error)).strip()
            raise self.error(line + 1, f"the head is not TOML: {what}", 'write values as key = "value"') from None

    def text(self, head: dict[str, Any], key: str) -> str:
        value = self.optional_text(head, key)
        if not value or not value.strip():
            raise self.error(self.lines.get(key, 1), f"no {key}", f'add a line {key} = "…" to the head')
        return value

    def optional_text(self, head: dict[str, Any], key: str) -> str | None:
        value = head.get(key)
        if value is not None and not isinstance(value, str):
            raise self.error(self.lines.get(key, 1), f"{key} is not text: {value!r}", f'write {key} = "…" in quotes')
        return value or None

    def flag(self, head: dict[str, Any], key: str) -> bool:
        value = head.get(key, False)
        if not isinstance(value, bool):
            raise self.error(
                self.lines.get(key, 1),
                f"{key} is neither true nor false: {value!r}",
                f"write {key} = true, or leave it out",
            )
        return value

    def date(self, head: dict[str, Any]) -> datetime:
        value = head.get("date")
        if not isinstance(value, datetime):
            raise self.error(
                self.lines.get("date", 1), "no date", "add a line such as date = 2005-12-09T10:31:00Z to the head"
            )
        try:
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
        except OverflowError:
            raise self.error(
                self.lines.get("date", 1), f"a date beyond the calendar: {value}", "write the date in UTC"
            ) from None


def _line_endings(text: str) -> str:
    """Undo an editor that saves CRLF: it did so on the first line too. Elsewhere a CR is what somebody typed."""
    if "\r" in text.partition("\n")[0]:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    return text
