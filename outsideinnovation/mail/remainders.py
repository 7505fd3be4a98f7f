"""What unsent mails said besides the words that were erased with them: whoever wrote them says that part again."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


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
        lines = [json.dumps({"to": each.to, "about": each.about}) + "\n" for each in remainders if each.about]
        if lines:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, "".join(lines).encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def set_apart(self) -> None:
        """Set apart what is noted, to be taken; while nobody notes. What was set apart and not taken comes first."""
        if not self._apart.exists():
            with suppress(FileNotFoundError):
                self._path.replace(self._apart)

    @contextmanager
    def taken(self) -> Iterator[list[Remainder]]:
        """Give what was set apart; it is forgotten once the ``with`` block has come to a good end."""
        try:
            rows = [json.loads(line) for line in self._apart.read_text("utf-8").splitlines()]
        except FileNotFoundError:
            rows = []
        yield [Remainder(row["to"], tuple(row["about"])) for row in rows]
        self._apart.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self.folder / ".remainders.jsonl"

    @property
    def _apart(self) -> Path:
        return self.folder / ".remainders.taken.jsonl"
