"""How many mails of a kind may go in an hour: counted on disk, so that all processes and a restart know the count."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outsideinnovation.errors import StorageError

_KEEP = timedelta(hours=2)
_HOUR = "%Y%m%d%H"


@dataclass(frozen=True, slots=True)
class HourlyRateLimit:
    """Counters in *folder* (``instance/outbox/limits``): one file a kind and clock hour, one byte a mail."""

    folder: Path

    def take(self, kind: str, limit: int, now: datetime) -> bool:
        """Count one more of *kind* and return True; False, and nothing is counted, where *limit* were there already.

        Processes that count in the same moment may go over the limit by their number. A full limit costs one look.
        """
        path = self.folder / f"{kind}.{now.astimezone(UTC):{_HOUR}}"
        try:
            if limit <= 0 or (path.exists() and path.stat().st_size >= limit):
                return False
            self._count(path, now)
        except OSError as error:
            raise StorageError(f"Cannot count in {path}: {error.strerror}. Check its rights and free space.") from error
        return True

    def _count(self, path: Path, now: datetime) -> None:
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._forget(now)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, b".")
        finally:
            os.close(descriptor)

    def _forget(self, now: datetime) -> None:
        """Remove the counts of hours that are over; whenever a new one begins."""
        oldest = f"{(now - _KEEP).astimezone(UTC):{_HOUR}}"
        for path in self.folder.iterdir():
            if path.suffix.lstrip(".") < oldest:
                path.unlink(missing_ok=True)
