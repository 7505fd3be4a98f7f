"""The formats that comments come in: told by what a file holds, and each with its reader."""

import json
import re
import zipfile
import zlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from outsideinnovation.comments.record import Status
from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import disqus, isso, unpacking
from outsideinnovation.importers.blog_comments import BlogComments
from outsideinnovation.importers.blogger.reader import Blogger
from outsideinnovation.importers.comentario import Comentario
from outsideinnovation.importers.comment_export import CommentExport, ExportedStatus
from outsideinnovation.importers.commento import Commento
from outsideinnovation.importers.ghost.reader import Ghost
from outsideinnovation.importers.hyvor import Hyvor
from outsideinnovation.importers.remark42 import Remark42
from outsideinnovation.importers.time_shift import TimeShift
from outsideinnovation.importers.wordpress.conversation import WordPressComments
from outsideinnovation.site import Site

_HEAD = 65_536  # bytes that tell one format from another
_GZIP = 31  # window bits by which zlib knows the format
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(disqus|rss|feed)[\s>]")


class ExportFormat(StrEnum):
    """The formats that comments come in."""

    JSONL = "jsonl"
    DISQUS = "disqus"
    WORDPRESS = "wordpress"
    ISSO = "isso"
    COMMENTO = "commento"
    COMENTARIO = "comentario"
    REMARK42 = "remark42"
    HYVOR = "hyvor"
    BLOGGER = "blogger"
    GHOST = "ghost"


_IN_XML = {b"rss": ExportFormat.WORDPRESS, b"feed": ExportFormat.BLOGGER}
_IN_JSON = (  # the first that is found in the head of a file
    (ExportFormat.REMARK42, re.compile(rb'\A\s*\{\s*"version"\s*:\s*\d+\s*,\s*"users"\s*:|"pid"\s*:.*"locator"\s*:')),
    (ExportFormat.GHOST, re.compile(rb'\A\s*\{\s*"(?:db"\s*:\s*\[|(?:meta|data)"\s*:\s*\{)')),
    (ExportFormat.COMMENTO, re.compile(rb'"commente?r?Hex"\s*:')),
    (ExportFormat.COMENTARIO, re.compile(rb'\A\s*\{\s*"version"\s*:\s*3\s*,|"userCreated"\s*:')),
    (ExportFormat.HYVOR, re.compile(rb'"(?:body_html|page_identifier|user_htid|htid|identifier|page_id)"\s*:')),
    (ExportFormat.COMMENTO, re.compile(rb'\A\s*\{\s*"version"\s*:\s*1\s*,\s*"comments"\s*:')),
)


def recognise(path: Path) -> ExportFormat:
    """Tell by its content what format the file at *path* is in. Raises NotFoundError where it cannot be read."""
    if path.is_dir() or zipfile.is_zipfile(path):  # a Takeout
        return ExportFormat.BLOGGER
    try:
        with path.open("rb") as stream:
            head = _unpacked(stream.read(_HEAD))
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name a file, or - for standard input.") from None
    if head.startswith(isso.MAGIC):
        return ExportFormat.ISSO
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # XML in UTF-16
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return _in_xml(head) if head.startswith(b"<") else _in_json(head)


def reader(
    path: Path, origin: ExportFormat, site: Site, status: Status = Status.PENDING, time_shift: TimeShift | None = None
) -> CommentExport:
    """Return the reader of another system's export.

    *status* is that of comments whose own Isso had lost, and *time_shift* puts the times of those right.
    """
    if origin is ExportFormat.WORDPRESS:
        return WordPressComments(path, site.configuration.site.zone)
    if origin is ExportFormat.ISSO:
        return isso.Isso(path, ExportedStatus(status), time_shift)
    return _READERS[origin](path)


_READERS: dict[ExportFormat, Callable[[Path], CommentExport]] = {
    ExportFormat.DISQUS: disqus.Disqus,
    ExportFormat.COMMENTO: Commento,
    ExportFormat.COMENTARIO: Comentario,
    ExportFormat.REMARK42: Remark42,
    ExportFormat.HYVOR: Hyvor,
    ExportFormat.BLOGGER: lambda path: BlogComments(Blogger(path)),
    ExportFormat.GHOST: lambda path: BlogComments(Ghost(path)),
}


def _in_xml(head: bytes) -> ExportFormat:
    root = _ROOT.search(head)
    return _IN_XML.get(root[1], ExportFormat.DISQUS) if root else ExportFormat.DISQUS


def _in_json(head: bytes) -> ExportFormat:
    if _is_ours(head.partition(b"\n")[0]):
        return ExportFormat.JSONL
    return next((origin for origin, sign in _IN_JSON if sign.search(head)), ExportFormat.JSONL)


def _is_ours(line: bytes) -> bool:
    """Tell whether *line* is a comment as we exchange them."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and {"post", "body"} <= row.keys()


def _unpacked(head: bytes) -> bytes:
    if not head.startswith(unpacking.MAGIC):
        return head
    try:
        return zlib.decompressobj(_GZIP).decompress(head, _HEAD)
    except zlib.error:
        return b""
