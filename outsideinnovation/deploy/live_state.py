"""What is live now, as ``instance/live.json`` has it: which comments readers can see, and how the last build went.

Whoever makes the live site writes it down here: the builder that stays, and ``oi publish``.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outsideinnovation import files
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.site import Site

FILE = "live.json"  # below instance/


@dataclass(frozen=True, slots=True)
class LiveState:
    """The live site: the ids of the ``comments`` it was made of; when it was ``built``, in how many ``seconds``.

    ``files`` were written or removed then. ``errors`` says what keeps it from being made anew, since when it ``failed``.
    ``went_back`` is true after a rollback: until something changes, what is live is not what content/ says.
    """

    comments: frozenset[str] = frozenset()
    built: datetime | None = None
    seconds: float = 0.0
    files: int = 0
    errors: str = ""
    failed: datetime | None = None
    went_back: bool = False


@dataclass(frozen=True, slots=True)
class UnpublishedDecisions:
    """The ids of comments whose decision readers do not see yet: ``approved`` and not live, ``withdrawn`` and still live."""

    approved: tuple[str, ...]
    withdrawn: tuple[str, ...]


def read(site: Site) -> LiveState:
    """Return what is known to be live on *site*: nothing before its first build, or where the file is damaged."""
    try:
        stored: dict[str, Any] = json.loads(_path(site).read_bytes())
        comments = frozenset(map(str, stored.pop("comments")))
        built, failed = _date(stored.pop("built")), _date(stored.pop("failed"))
        return LiveState(comments, built=built, failed=failed, **stored)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return LiveState()


def waiting(queue: CommentQueue, live: LiveState) -> UnpublishedDecisions:
    """Return which decisions in *queue* are still to become *live*; only names are looked at, no file is read."""
    now = approved(queue)
    return UnpublishedDecisions(tuple(sorted(now - live.comments)), tuple(sorted(live.comments - now)))


def approved(queue: CommentQueue) -> frozenset[str]:
    """Return the ids of the approved comments, by the names of their files."""
    return frozenset(queue.ids(Status.APPROVED))


def record(site: Site, comments: Iterable[str], now: datetime, *, seconds: float, files: int) -> LiveState:
    """Write down a build that went well: it was made of *comments*. Raises StorageError."""
    before, ids = read(site), frozenset(comments)
    if before.built and not files and ids == before.comments and not before.errors and not before.went_back:
        return before
    return _keep(site, LiveState(ids, now, round(seconds, 3), files))


def record_failure(site: Site, errors: str, now: datetime) -> LiveState:
    """Write down that the site could not be made anew, and why; what was live is live still. Raises StorageError."""
    before = read(site)
    if before.errors == errors:
        return before
    return _keep(site, replace(before, errors=errors, failed=now))


def record_rollback(site: Site, comments: Iterable[str], now: datetime) -> LiveState:
    """Write down that an older release is live, which was made of *comments*. Raises StorageError."""
    return _keep(site, LiveState(frozenset(comments), now, went_back=True))


def _keep(site: Site, live: LiveState) -> LiveState:
    fields = asdict(live) | {"comments": sorted(live.comments)}
    fields |= {
        name: date.astimezone(UTC).isoformat() if (date := fields[name]) else None for name in ("built", "failed")
    }
    files.write_atomically(_path(site), json.dumps(fields, ensure_ascii=False).encode() + b"\n", mode=0o600)
    return live


def _path(site: Site) -> Path:
    return site.instance / FILE


def _date(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
