"""Comments whose post is not here: kept whole in ``instance/imports``, which may hold mail addresses, until it is."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from outsideinnovation.comments import exchange
from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.errors import StorageError
from outsideinnovation.files import make_folder, sync
from outsideinnovation.site import Site

FOLDER = "imports"  # below instance/
BATCH = 5_000  # comments that are looked for together


class UnmatchedComments:
    """Those of one export: counted in ``posts`` by the name of their post, and written to ``file`` by ``close``.

    They are on the disk from the first one on, so that a million take no memory. A *dry_run* counts them alone. What another
    export of the same name left in ``file`` stays there until it has come.
    """

    def __init__(self, site: Site, export: Path, system: str, *, dry_run: bool = False) -> None:
        self.posts: Counter[str] = Counter()
        self.file = site.instance / FOLDER / f"{_stem(export)}.{system}.jsonl"
        self._temporary = self.file.with_name(f".{self.file.name}.{os.urandom(4).hex()}.tmp")
        self._stream: TextIO | None = None
        self._queue = CommentQueue(site.comments)
        self._ids: set[int] = set()  # hashes
        self._dry_run = dry_run

    def add(self, post: str, row: Incoming) -> None:
        """Keep *row*, a comment on what the export calls *post*. Raises StorageError."""
        self.posts[post] += 1
        self._ids.add(hash(row.comment.id))
        if not self._dry_run:
            self._write(_line(row))

    def close(self) -> Path | None:
        """Let ``file`` hold all that was kept, durably, and return it; None where there was nothing. Raises StorageError.

        Call it when all that has a post was filed.
        """
        if self._stream is None:
            return None
        try:
            self._stream.writelines(self._of_others())
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._temporary.replace(self.file)
        except OSError as error:
            raise self._refused(error) from error
        sync(self.file.parent)
        return self.file

    def discard(self) -> None:
        """Remove what ``close`` has not put in place."""
        if self._stream:
            self._stream.close()
        self._temporary.unlink(missing_ok=True)

    def _write(self, line: str) -> None:
        try:
            if self._stream is None:
                for folder in make_folder(self.file.parent):
                    sync(folder)
                descriptor = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                self._stream = os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="")
            self._stream.write(line)
        except OSError as error:
            raise self._refused(error) from error

    def _of_others(self) -> Iterator[str]:
        """Yield the lines in ``file`` that are not of this export, and whose comments are not here yet."""
        if not self.file.is_file():
            return
        with self.file.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
            while lines := list(islice(stream, BATCH)):
                ids = {line: _identifier(line) for line in lines}
                here = {place.id for place in self._queue.places(filter(None, ids.values()))}
                for line, identifier in ids.items():
                    if hash(identifier) not in self._ids and identifier not in here:
                        yield line if line.endswith("\n") else f"{line}\n"

    def _refused(self, error: OSError) -> StorageError:
        return StorageError(f"Cannot write {self.file}: {error.strerror}. Check the folder's rights and free space.")


def _line(row: Incoming) -> str:
    fields: dict[str, Any] = exchange.row(row.comment)
    more: dict[str, Any] = {"email": row.email} if row.email else {}
    return exchange.escaped(fields | more | ({"by_author": True} if row.comment.by_author else {}))


def _identifier(line: str) -> str:
    """Return the id of the comment in a line; nothing where somebody has made another of it."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return str(fields.get("id") or "") if isinstance(fields, dict) else ""


def _stem(path: Path) -> str:
    return re.sub(r"[^\w.-]+", "-", path.stem)[:80].strip(".-") or "comments"
