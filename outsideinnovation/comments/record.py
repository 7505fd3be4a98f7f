"""A comment as it lies on disk: a head in TOML between two ``+++`` lines, then the words as they were typed.

The file is ``content/comments/<status>/<post id>/<comment id>.md``; status, post and id are its place, not its text.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    the keys of the head that this version does not know, so that they are kept.
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
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def new_id(date: datetime, *parts: str) -> str:
    """Return a comment id that sorts by *date* and is the same for the same *parts*: 12 hex digits of time, 16 of hash."""
    milliseconds = int(date.timestamp() * 1000) & 0xFFFFFFFFFFFF
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{milliseconds:012x}-{digest}"


def dump(comment: Comment) -> bytes:
    """Write *comment* as a file; ``parse`` reads the same comment back."""
    head: dict[str, Any] = {"author": comment.author, "date": comment.date.astimezone(UTC)}
    if comment.website:
        head["website"] = comment.website
    if comment.reply_to:
        head["reply_to"] = comment.reply_to
    if comment.by_author:
        head["by_author"] = True
    head.update(comment.extra)
    return f"{FENCE}\n{tomli_w.dumps(head)}{FENCE}\n{comment.body}\n".encode()


def parse(data: bytes, path: Path) -> Comment:
    """Read a comment file that lies at *path*.

    Raises ContentError naming the line, for anything that is not a whole comment: it is never skipped silently.
    """
    reader = _Reader(path)
    try:
        status = Status(path.parent.parent.name)
    except ValueError:
        raise reader.error(0, f"no such status: {path.parent.parent.name!r}", _PLACE) from None
    if not ID.fullmatch(path.stem):
        raise reader.error(0, f"no comment id: {path.stem!r}", "name the file by 8 to 64 of 0-9, a-z and -")
    head_text, body = reader.split(data)
    head = reader.toml(head_text)
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


_KNOWN = frozenset({"author", "date", "website", "reply_to", "by_author"})
_PLACE = "comments lie in content/comments/<status>/<post id>/, status one of " + ", ".join(Status)
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file and knows where it lies, so that every complaint says so."""

    path: Path

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
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if lines[0].rstrip() != FENCE:
            raise self.error(1, "no head", f"a comment begins with a line {FENCE}; it may have been cut off")
        for at, line_text in enumerate(lines[1:], start=1):
            if line_text.rstrip() == FENCE:
                body = "\n".join(lines[at + 1 :]).removesuffix("\n")
                if not body.strip():
                    raise self.error(at + 1, "no words after the head", "write them, or remove the file")
                return "\n".join(lines[1:at]), body
        raise self.error(len(lines), "the head does not end", f"close it with a line {FENCE}; it may have been cut off")

    def toml(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _TOML_LINE.search(str(error))
            line = int(found[1]) if found and found[1] else text.count("\n") + 1
            what = _TOML_LINE.sub("", str(error)).strip()
            raise self.error(line + 1, f"the head is not TOML: {what}", 'write values as key = "value"') from None

    def text(self, head: dict[str, Any], key: str) -> str:
        value = self.optional_text(head, key)
        if not value or not value.strip():
            raise self.error(1, f"no {key}", f'add a line {key} = "…" to the head')
        return value

    def optional_text(self, head: dict[str, Any], key: str) -> str | None:
        value = head.get(key)
        if value is not None and not isinstance(value, str):
            raise self.error(1, f"{key} is not text: {value!r}", f'write {key} = "…" in quotes')
        return value or None

    def flag(self, head: dict[str, Any], key: str) -> bool:
        value = head.get(key, False)
        if not isinstance(value, bool):
            raise self.error(1, f"{key} is neither true nor false: {value!r}", f"write {key} = true, or leave it out")
        return value

    def date(self, head: dict[str, Any]) -> datetime:
        value = head.get("date")
        if not isinstance(value, datetime):
            raise self.error(1, "no date", "add a line such as date = 2005-12-09T10:31:00Z to the head")
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
