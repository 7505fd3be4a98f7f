"""What unsent mails said besides the words that were erased with them: whoever wrote them says that part again."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.lines import lines
from outsideinnovation.mail.queued_mail import same_address


@dataclass(frozen=True, slots=True)
class Remainder:
    """The comments ``about`` which *to* was to hear, and has not."""

    to: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remainders:
    """The notes of this, in a file of *folder* (``instance/outbox``), so that no crash forgets them."""

    folder: Path

    def note(self, remainders: Iterable[Remainder]) -> None:
        """Add notes durably; while nobody takes them. Raises OSError."""
        lines = _lines(remainders)
        if lines:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, lines)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def set_apart(self) -> list[Remainder]:
        """Set apart what is noted, and return it; while nobody notes. What was set apart and not ``done`` comes first."""
        if not self._apart.exists():
            with suppress(FileNotFoundError):
                self._path.replace(self._apart)
        return _read(self._apart)

    def done(self) -> None:
        """Forget what was set apart, since it was said."""
        self._apart.unlink(missing_ok=True)

    def forget(self, *, about: str | None, to: str | None) -> None:
        """Take the comment *about*, and what was for *to*, out of all notes; while nobody notes. Raises StorageError."""
        for path in (self._path, self._apart):
            noted = _read(path)
            remaining = [
                Remainder(each.to, tuple(one for one in each.about if one != about))
                for each in noted
                if to is None or not same_address(to, each.to)
            ]
            if remaining != noted:
                files.write_atomically(path, _lines(remaining), mode=0o600)

    @property
    def _path(self) -> Path:
        return self.folder / ".remainders.jsonl"

    @property
    def _apart(self) -> Path:
        return self.folder / ".remainders.taken.jsonl"


def _read(path: Path) -> list[Remainder]:
    try:
        rows = [json.loads(line) for line in lines(path.read_text("utf-8"))]
    except FileNotFoundError:
        return []
    return [Remainder(row["to"], tuple(row["about"])) for row in rows]


def _lines(remainders: Iterable[Remainder]) -> bytes:
    return "".join(
        json.dumps({"to": each.to, "about": each.about}) + "\n" for each in remainders if each.about
    ).encode()
