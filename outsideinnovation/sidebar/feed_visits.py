"""When each feed was asked last, what it said of its version, and when it may be asked again.

A feed that answers is asked every half hour at most. One that fails is asked ever more rarely (exponential back-off), down to
every four hours, since it may have been our own net that failed; and not before it says (``Retry-After``, RFC 9110, 10.2.3).
"""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from outsideinnovation.files import write_atomically

FILE = "feed-visits.json"  # beside the headlines and not among them: no page shows any of this
EVERY = timedelta(minutes=30)
DOUBLINGS = 3  # after so many failures the pause no longer grows
LEFT_ALONE = timedelta(days=1)  # at most, whatever a server wants


@dataclass(frozen=True, slots=True)
class Visit:
    """The last visit to one feed; ``etag`` and ``modified`` are the server's own words, sent back to it as they came."""

    next: datetime
    fetched: datetime | None = None  # when its headlines came, or were said to be still right
    etag: str = ""
    modified: str = ""
    failures: int = 0
    problem: str = ""

    def is_due(self, now: datetime) -> bool:
        """Tell whether the feed may be asked at *now*; a clock that was set back does not keep it from being asked."""
        return now >= self.next or self.next - now > LEFT_ALONE

    def failed(self, now: datetime, problem: str, retry_after: int) -> "Visit":
        """Return this visit followed by one at *now* that failed; *retry_after* are seconds."""
        pause = max(EVERY * 2 ** min(self.failures, DOUBLINGS), min(timedelta(seconds=retry_after), LEFT_ALONE))
        return Visit(now + pause, self.fetched, self.etag, self.modified, self.failures + 1, problem)


def read(instance: Path) -> dict[str, Visit]:
    """Return the last visit to each feed by its address; what cannot be read was never visited."""
    visits = {}
    with suppress(OSError, ValueError, AttributeError):
        for feed, known in json.loads(_path(instance).read_bytes()).items():
            with suppress(ValueError, TypeError, KeyError):
                fetched = datetime.fromisoformat(known["fetched"]) if known["fetched"] else None
                visits[feed] = Visit(**{**known, "next": datetime.fromisoformat(known["next"]), "fetched": fetched})
    return visits


def keep(instance: Path, visits: Mapping[str, Visit], feeds: Collection[str]) -> None:
    """Keep the *visits* to *feeds*, and forget others. Raises StorageError."""
    rows = {feed: dict(_written(asdict(visit).items())) for feed, visit in visits.items() if feed in feeds}
    write_atomically(_path(instance), json.dumps(rows, indent=1).encode())


def _path(instance: Path) -> Path:
    return instance / "cache" / FILE


def _written(fields: Iterable[tuple[str, object]]) -> Iterable[tuple[str, object]]:
    return ((name, value.isoformat() if isinstance(value, datetime) else value) for name, value in fields)
