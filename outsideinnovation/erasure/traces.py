"""Traces of a comment or an address in files, looked for byte by byte: what an erasure is proved by.

A comment is known by its id and by runs of its words, an address by itself; each also as pages, feeds and logs write it.
"""

import gzip
import html
import json
import mmap
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path
from typing import Self
from urllib.parse import quote

from outsideinnovation.comments import markup
from outsideinnovation.comments.record import Comment
from outsideinnovation.lines import lines
from outsideinnovation.mail.queued_mail import SUFFIX as MAIL
from outsideinnovation.mail.queued_mail import QueuedMail
from outsideinnovation.search.uncompressed import FOLDERS, uncompressed

RUN = 6  # words that stand together are told from anybody else's; of fewer, all there are
LEAST = 24  # characters; "Well said." proves nothing
RUNS = 8  # of one comment, all over it
REACH = 600  # bytes around a mark that a pattern is held against; an address has 254 characters
PACKED = 64 * 1024**2  # bytes of an unpacked file that are looked at
_LEFT_OUT = frozenset({".git"})  # packed by git in its own way
_AT = (b"@", b"%40", b"&#64;", b"&#x40;", b"\\u0040")
_BEFORE, _AFTER = rb"(?<![\w.+%-])", rb"(?![\w-]|\.\w)"  # so that dana@example.org is not found in bandana@example.org


@dataclass(frozen=True, slots=True, order=True)
class Residue:
    """Something that was found: in which file, and what it is, without saying it."""

    path: Path
    what: str


@dataclass(frozen=True, slots=True)
class Needles:
    """Something to look for; ``what`` names it without private words.

    It is there where one of ``marks`` is and, if there is one, *pattern* matches around that mark: to find a few bytes in
    gigabytes takes seconds, to match a pattern everywhere takes minutes. In *packed* files, such as databases, where values
    stand side by side, that pattern is matched.
    """

    what: str
    marks: tuple[bytes, ...]
    pattern: re.Pattern[bytes] | None = None
    packed: re.Pattern[bytes] | None = None

    @classmethod
    def id(cls, identifier: str, others: Iterable[str] = ()) -> Self:
        """Seek the id of a comment; *others* are ids which hold it, and are not it."""
        pattern = _but_in(identifier, others)
        return cls(f"the id {identifier}", (identifier.encode(),), pattern, pattern)

    @classmethod
    def words(cls, comment: Comment) -> Self | None:
        """Seek the words of *comment*; None where they are too few to be told from anybody else's."""
        runs = {form for run in _runs(comment.body) for form in _forms(run)}
        return cls(f"words of {comment.id}", tuple(sorted(runs))) if runs else None

    @classmethod
    def address(cls, address: str, others: Iterable[str] = ()) -> Self:
        """Seek a mail address, in upper or lower case; *others* are addresses which hold it, and are not it."""
        forms = b"|".join(map(re.escape, sorted(_forms(address) | {quote(address).encode()})))
        whole = re.compile(_BEFORE + b"(?:" + forms + b")" + _AFTER, re.IGNORECASE)
        return cls("the address", _AT, whole, _but_in(address, others))

    def is_in(self, data: bytes | mmap.mmap) -> bool:
        """Tell whether it is in *data*."""
        pattern = self.packed if b"\0" in data[:REACH] else self.pattern
        for mark in self.marks:
            for place in _places(data, mark):
                if pattern is None or pattern.search(data[max(place - REACH, 0) : place + REACH]):
                    return True
        return False


def search(folders: Iterable[Path], sought: Iterable[Needles]) -> list[Residue]:
    """Return every trace in the files below *folders*, links not followed, in the order of their paths."""
    wanted = tuple(sought)
    return sorted(trace for folder in folders for path in _files(folder) for trace in traces(path, wanted))


def traces(path: Path, sought: Iterable[Needles]) -> Iterator[Residue]:
    """Yield what of *sought* is in the file at *path*, or in its name."""
    wanted = tuple(sought)
    name = os.fsencode(path.name)
    yield from (Residue(path, each.what) for each in wanted if each.is_in(name) or _holds(path, each))


def with_log(database: Path) -> list[Path]:
    """Return SQLite's file and its write-ahead log, as far as they are there."""
    return [each for each in (database, database.with_name(f"{database.name}-wal")) if each.is_file()]


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - _LEFT_OUT)
        for name in sorted(names):
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _holds(path: Path, sought: Needles) -> bool:
    try:
        with path.open("rb") as stream:
            if path.suffix == ".gz":
                return sought.is_in(_unpacked(path))
            if path.suffix == MAIL:
                return sought.is_in(_decoded(path))
            if not FOLDERS.isdisjoint(path.parts):
                return sought.is_in(uncompressed(path))
            if os.fstat(stream.fileno()).st_size == 0:
                return False
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return sought.is_in(data)
    except (OSError, ValueError):  # gone, or emptied, while we looked
        return False


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            return stream.read(PACKED)
    except (EOFError, zlib.error):
        return b""


def _decoded(path: Path) -> bytes:
    """Return a mail in the outbox as it stands, and behind it its parts as their reader sees them."""
    data = path.read_bytes()
    parts = BytesParser().parsebytes(QueuedMail.message_in(path)).walk()
    texts = (part.get_payload(decode=True) for part in parts)
    return b"\n".join([data, *(text for text in texts if isinstance(text, bytes))])


def _places(data: bytes | mmap.mmap, mark: bytes) -> Iterator[int]:
    place = data.find(mark)
    while place >= 0:
        yield place
        place = data.find(mark, place + 1)


def _but_in(text: str, others: Iterable[str]) -> re.Pattern[bytes]:
    """Return a pattern for *text*, but where it is only a part of one of *others*."""
    before, after = set[bytes](), set[bytes]()
    for other in others:
        start = other.casefold().find(text.casefold())
        before.add(other[: max(start, 0)].encode())
        after.add(other[start + len(text) :].encode() if start == 0 else b"")
    not_before = b"".join(b"(?<!" + re.escape(each) + b")" for each in sorted(before - {b""}))
    not_after = b"".join(b"(?!" + re.escape(each) + b")" for each in sorted(after - {b""}))
    return re.compile(not_before + re.escape(text.encode()) + not_after, re.IGNORECASE)


def _runs(body: str) -> Iterator[str]:
    """Yield runs of words from all over a text, as they were typed, and as a page shows them without their marks."""
    for text in (body, markup.excerpt(body, markup.LENGTH)):
        spoken = (line.split() for line in lines(text))
        runs = (" ".join(words[start : start + RUN]) for words in spoken for start in range(0, len(words), RUN))
        telling = [run for run in runs if len(run) >= LEAST]
        yield from telling[:: max(-(-len(telling) // RUNS), 1)]


def _forms(text: str) -> set[bytes]:
    """Return *text* as it stands, as HTML and XML write it, and as JSON does."""
    written = {text, html.escape(text), html.escape(text, quote=False), text.replace("@", "&#64;")}
    written |= {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    return {each.encode("utf-8", "surrogatepass") for each in written}
