"""Comments whose post is not here: kept whole in ``instance/imports``, which may hold mail addresses, until it is."""

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

from outsideinnovation.comments import exchange
from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.errors import StorageError
from outsideinnovation.files import make_folder, sync
from outsideinnovation.site import Site

FOLDER = "imports"  # below instance/


class UnmatchedComments:
    """Those of one export: counted in ``posts`` by the name of their post, and written to ``file`` by ``close``.

    They are on the disk from the first one on, so that a million take no memory. A *dry_run* counts them alone.
    """

    def __init__(self, site: Site, export: Path, system: str, *, dry_run: bool = False) -> None:
        self.posts: Counter[str] = Counter()
        self.file = site.instance / FOLDER / f"{_stem(export)}.{system}.jsonl"
        self._temporary = self.file.with_name(f".{self.file.name}.{os.urandom(4).hex()}.tmp")
        self._stream: TextIO | None = None
        self._dry_run = dry_run

    def add(self, post: str, row: Incoming) -> None:
        """Keep *row*, a comment on what the export calls *post*. Raises StorageError."""
        self.posts[post] += 1
        if not self._dry_run:
            self._write(_line(row))

    def close(self) -> Path | None:
        """Let ``file`` hold all that was kept, durably, and return it; None where there was nothing. Raises StorageError."""
        if self._stream is None:
            return None
        try:
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
                self._stream = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
            self._stream.write(line)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> StorageError:
        return StorageError(f"Cannot write {self.file}: {error.strerror}. Check the folder's rights and free space.")


def _line(row: Incoming) -> str:
    fields: dict[str, Any] = exchange.row(row.comment)
    more: dict[str, Any] = {"email": row.email} if row.email else {}
    return exchange.escaped(fields | more | ({"by_author": True} if row.comment.by_author else {}))


def _stem(path: Path) -> str:
    return re.sub(r"[^\w.-]+", "-", path.stem)[:80].strip(".-") or "comments"
