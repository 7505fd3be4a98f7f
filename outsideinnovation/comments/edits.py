"""What editors changed in comments' texts: each difference is kept, so that it can be seen and taken back."""

import difflib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.comments import record
from outsideinnovation.errors import NotFoundError

SUFFIX = ".diff"
_WHOLE = 10**9  # lines around a change: the text is kept whole, so that it can be put back
_HEAD = 3  # lines of a unified difference before its words


@dataclass(frozen=True, slots=True)
class Edits:
    """The differences below *folder*: ``<comment id>/<moment>.diff``, readable by their owner only."""

    folder: Path

    def keep(self, identifier: str, before: bytes, after: bytes, now: datetime) -> Path:
        """Write down durably what changes, before it does; return the file."""
        name = f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}{SUFFIX}"
        path = self._of(identifier) / name
        files.write_atomically(path, _difference(before, after), mode=0o600)
        return path

    def of(self, identifier: str) -> list[Path]:
        """Return the differences in one comment's text, the oldest first."""
        return sorted(self._of(identifier).glob(f"*{SUFFIX}"))

    def before(self, identifier: str, now: datetime) -> bytes:
        """Return the file as it was before the edit of that moment. Raises NotFoundError where none is kept."""
        path = self._of(identifier) / f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}{SUFFIX}"
        if not path.is_file():
            raise NotFoundError(f"{path}: no such difference: nothing can be put back.")
        return self.both(path)[0]

    def both(self, path: Path) -> tuple[bytes, bytes]:
        """Return the file as it was before and after the edit that is kept at *path*."""
        lines = path.read_bytes().decode("utf-8", "surrogateescape").split("\n")[_HEAD:]
        before, after = ([line[1:] for line in lines if line[:1] in {" ", sign}] for sign in "-+")
        return _joined(before), _joined(after)

    def forget(self, identifier: str) -> bool:
        """Remove all that is kept of a comment; tell whether there was anything."""
        stored = self.of(identifier)
        for path in stored:
            path.unlink(missing_ok=True)
        if stored:
            folder = self._of(identifier)
            files.sync_directory(folder)
            folder.rmdir()
        return bool(stored)

    def _of(self, identifier: str) -> Path:
        if not record.ID.fullmatch(identifier):
            raise NotFoundError(f"No comment {identifier!r}. See: oi comments list")
        return self.folder / identifier


def _joined(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _difference(before: bytes, after: bytes) -> bytes:
    old, new = (data.decode("utf-8", "surrogateescape").split("\n") for data in (before, after))
    lines = difflib.unified_diff(old, new, "before", "after", lineterm="", n=_WHOLE)
    return "\n".join(lines).encode("utf-8", "surrogateescape")
