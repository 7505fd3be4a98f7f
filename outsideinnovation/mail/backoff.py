"""Leaves a relay in peace that could not be used: for a minute at first, for up to an hour when it goes on."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from outsideinnovation.files import write_atomically

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))


@dataclass(frozen=True, slots=True)
class BackOff:
    """The pause, if there is one, in a file of *folder* (``instance/outbox``), so that a restart knows of it."""

    folder: Path

    def reason(self, now: datetime) -> str | None:
        """Return why the relay is left in peace *now*; None when it may be tried."""
        until, _, why = self._read()
        if until is None or not now < until <= now + PAUSES[-1]:  # one longer than any was begun by a wrong clock
            return None
        return f"{why} The next try is at {until:%H:%M} UTC."

    def begin(self, why: str, now: datetime) -> None:
        """Begin a pause, longer than the one before."""
        _, times, _ = self._read()
        until = now + PAUSES[min(times, len(PAUSES) - 1)]
        state = {"until": until.isoformat(), "times": times + 1, "why": why}
        write_atomically(self._path, json.dumps(state).encode() + b"\n", mode=0o600)

    def end(self) -> None:
        """Forget the pauses: the relay is well."""
        self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self.folder / ".pause.json"

    def _read(self) -> tuple[datetime | None, int, str]:
        try:
            state = json.loads(self._path.read_bytes())
            return datetime.fromisoformat(state["until"]), int(state["times"]), str(state["why"])
        except (OSError, ValueError, KeyError, TypeError):
            return None, 0, ""
