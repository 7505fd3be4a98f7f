"""Comments that come from elsewhere: each finds its post, its place in the queue and its row in the private book.

What belongs to no post of this site is listed and kept whole in ``instance/imports``, which may hold mail addresses.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from outsideinnovation.comments import cleaning, exchange
from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.comments.private_store import IMPORTED, Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import ANSWERS_DELETED, NAME_LENGTH, Comment, Status, new_id
from outsideinnovation.errors import NotFoundError
from outsideinnovation.files import write_atomically
from outsideinnovation.importers import disqus, isso
from outsideinnovation.importers.comment_export import (
    NOBODY,
    CommentExport,
    ExportedStatus,
    ExportPlace,
    Foreign,
    Losses,
)
from outsideinnovation.importers.post_lookup import PostLookup
from outsideinnovation.importers.time_shift import TimeShift
from outsideinnovation.importers.wordpress.conversation import WordPressComments
from outsideinnovation.site import Site

DELETED = "deleted"  # in the place of an id, which is longer
FOLDER = "imports"  # below instance/
_PING: Mapping[str, Any] = MappingProxyType({"kind": "ping"})
_BATCH = 5_000  # comments that are held in memory while they are written together
_HEAD = 65_536  # bytes that tell one format from another
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(disqus|rss)[\s>]")


class ExportFormat(StrEnum):
    """The formats that comments come in."""

    JSONL = "jsonl"
    DISQUS = "disqus"
    WORDPRESS = "wordpress"
    ISSO = "isso"


@dataclass(frozen=True, slots=True)
class Filed:
    """How many comments were written, and how many were there already."""

    written: int
    already: int


@dataclass(frozen=True, slots=True)
class BroughtComments:
    """What became of the comments of one file: those ``filed``, and the ``losses`` of its reader.

    ``unknown`` counts those of each post that is not here, by its name; ``unmatched_file`` is the file that holds them.
    """

    filed: Filed
    losses: Losses
    unknown: Counter[str]
    unmatched_file: Path | None


def recognise(path: Path) -> ExportFormat:
    """Tell by its content what format the file at *path* is in. Raises NotFoundError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name a file, or - for standard input.") from None
    if head.startswith(isso.MAGIC):
        return ExportFormat.ISSO
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # XML in UTF-16
        head = head.decode("utf-16", "ignore").encode()
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        root = _ROOT.search(head)
        return ExportFormat.WORDPRESS if root and root[1] == b"rss" else ExportFormat.DISQUS
    return ExportFormat.JSONL


def conversation(
    path: Path, origin: ExportFormat, site: Site, status: Status = Status.PENDING, time_shift: TimeShift | None = None
) -> CommentExport:
    """Return the reader of a Disqus, WordPress or Isso export.

    *status* is that of comments whose own Isso had lost, and *time_shift* puts the times of those right.
    """
    if origin is ExportFormat.WORDPRESS:
        return WordPressComments(path, site.configuration.site.zone)
    if origin is ExportFormat.ISSO:
        return isso.Isso(path, ExportedStatus(status), time_shift)
    return disqus.Disqus(path)


class CommentImport:
    """The way in to one site, for comments that other systems kept."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._queue = CommentQueue(site.comments)
        self._book = PrivateStore(site.private_store_path)

    def bring(self, export: Path, exported: CommentExport, renamed: Mapping[str, str]) -> BroughtComments:
        """File the comments of *exported*, read from *export*; *renamed* says which post here an unknown one there is.

        What is there already stays as it is, so a second run changes nothing. Raises UnreadableExportError before anything
        is written, ContentError for posts that cannot be read, and StorageError.
        """
        unknown, strangers = Counter[str](), list[str]()
        filed = self.file(self._settled(exported, PostLookup(self._site), renamed, unknown, strangers))
        unmatched_file = None
        if strangers:
            unmatched_file = self._site.instance / FOLDER / f"{_stem(export)}.{exported.system}.jsonl"
            write_atomically(unmatched_file, "".join(strangers).encode(), mode=0o600)
        return BroughtComments(filed, exported.losses, unknown, unmatched_file)

    def file(self, incoming: Iterable[Incoming]) -> Filed:
        """Write comments into the queue, and their mail addresses, unconfirmed, into the private book before that."""
        rows, written, already = iter(incoming), 0, 0
        while batch := list(islice(rows, _BATCH)):
            self._note([row for row in batch if row.email])
            fresh, there = self._queue.add_all(row.comment for row in batch)
            written, already = written + fresh, already + there
        return Filed(written, already)

    def _note(self, rows: list[Incoming]) -> None:
        known = self._book.of(row.comment.id for row in rows) if rows else {}
        new = {row.comment.id: _private(row) for row in rows if row.comment.id not in known}
        if new:
            self._book.add_all(new.values())

    def _settled(
        self,
        exported: CommentExport,
        post_lookup: PostLookup,
        renamed: Mapping[str, str],
        unknown: Counter[str],
        strangers: list[str],
    ) -> Iterator[Incoming]:
        """Yield what has a post here; of what has none, its name is counted in *unknown*, and a line goes to *strangers*."""
        posts: dict[ExportPlace, str | None] = {}
        for foreign, answered in _answers(exported):
            place = foreign.place
            if place not in posts:
                posts[place] = renamed.get(place.name) or post_lookup.find(place.addresses, place.ids)
            incoming = _incoming(foreign, posts[place] or place.name, answered, exported.system)
            if not incoming.comment.body:
                exported.losses.report.problem(
                    foreign.line, "no words; comment left out", "correct it and import again"
                )
            elif posts[place]:
                yield incoming
            else:
                unknown[place.name] += 1
                strangers.append(_line(incoming))


def named(pairs: Iterable[str], site: Site) -> dict[str, str]:
    """Read ``OLD=NEW`` pairs: what a post is called in an export, and its id here. Raises NotFoundError for no such post."""
    renamed: dict[str, str] = {}
    post_lookup: PostLookup | None = None
    for pair in pairs:
        old, _, new = pair.rpartition("=")
        if not old or not new:
            raise NotFoundError(f"--post {pair!r}: write the old name, =, and the id of a post: /old/path.html=a-post")
        post_lookup = post_lookup or PostLookup(site)
        found = post_lookup.find([new] if "/" in new else [], [new])
        if not found:
            raise NotFoundError(
                f"--post {pair!r}: no such post: {new!r}. Name the id or address of one in content/posts."
            )
        renamed[old] = found
    return renamed


def _answers(exported: CommentExport) -> Iterator[tuple[Foreign, str | None]]:
    """Yield each comment with the id of the one it answers, as soon as that is known.

    Whoever answers what was deleted there, or left out, gets DELETED.
    """
    ids: dict[str, str] = {}
    waiting: dict[str, list[Foreign]] = {}
    for foreign in exported.comments():
        ids[foreign.key] = _identifier(foreign, exported.system)
        if foreign.parent is None or foreign.parent in ids:
            yield foreign, ids.get(foreign.parent or "")
        else:
            waiting.setdefault(foreign.parent, []).append(foreign)
        for answer in waiting.pop(foreign.key, ()):
            yield answer, ids[foreign.key]
    for parent, answers in waiting.items():
        yield from ((answer, ids.get(parent, DELETED)) for answer in answers)


def _identifier(foreign: Foreign, system: str) -> str:
    """Return an id that is the same on every import, whatever the post is called and the date is put right to by then."""
    return new_id(foreign.exported_date or foreign.date, system, foreign.key)


def _incoming(foreign: Foreign, post: str, answered: str | None, system: str) -> Incoming:
    comment = Comment(
        id=_identifier(foreign, system),
        post=post,
        status=Status(foreign.status),
        author=foreign.author[:NAME_LENGTH],
        date=foreign.date,
        body=foreign.text,
        website=foreign.website,
        reply_to=None if answered == DELETED else answered,
        by_author=foreign.by_author,
        extra={**(_PING if foreign.is_ping else {}), **(ANSWERS_DELETED if answered == DELETED else {})},
    )
    cleaned = cleaning.clean(comment)
    return Incoming(cleaned if cleaned.author else replace(cleaned, author=NOBODY), foreign.email)


def _private(row: Incoming) -> Private:
    comment = row.comment
    return Private(
        id=comment.id,
        digest=f"{IMPORTED}{comment.id}",
        received=comment.date,
        network="",
        email=row.email,
        notify=False,
        score=0.0,
        reasons=(),
    )


def _line(row: Incoming) -> str:
    fields: dict[str, Any] = exchange.row(row.comment)
    more: dict[str, Any] = {"email": row.email} if row.email else {}
    return exchange.escaped(fields | more | ({"by_author": True} if row.comment.by_author else {}))


def _stem(path: Path) -> str:
    return re.sub(r"[^\w.-]+", "-", path.stem)[:80].strip(".-") or "comments"
