"""Posts and pages that wait for their date: until then they are shown as drafts are, in the preview alone (scheduled posts)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # a build that has nothing to do reads no head
    from outsideinnovation.frontmatter import ContentFile

STATUSES = ("published", "draft", "hidden", "skip")  # what a head may say
SHOWN = frozenset({"published", "hidden"})  # states in which readers may come upon a post or page
WAITING = "waiting"  # the status of what would be shown, if it were time
UNSHOWN = frozenset({"draft", WAITING})
UNPUBLISHED = UNSHOWN | {"skip"}  # states in which a post or page is at no address
ALREADY = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


class Waiting(NamedTuple):
    """One that waits: its path, below the content folder, and until when."""

    path: str
    until: datetime

    def told(self, content: str, zone: tzinfo) -> str:
        """Return the line that tells of it, by the clock of *zone*."""
        return f"{content}/{self.path}: waits until {self.until.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def status_and_date(
    document: "ContentFile", zone: tzinfo | None, given: Mapping[str, str] | None = None
) -> tuple[str, datetime | None]:
    """Return what a post or page says of its status and date, in its head or by its place (*given*). Raises DateError."""
    from outsideinnovation.builder.content.dates import read_date  # noqa: PLC0415 - likewise

    status, date = (document.value(key) or (given or {}).get(key, "") for key in ("status", "date"))
    return status.strip().lower() or "published", read_date(date, zone) if date else None


def is_waiting(status: str, date: datetime | None, now: datetime | None) -> bool:
    """Tell whether what says *status* and *date* is not shown yet; *now* None: the site shows whatever its date."""
    return now is not None and date is not None and status in SHOWN and date > now


def comes_out(status: str, date: datetime | None, now: datetime | None = None, *, has_drafts: bool = False) -> datetime:
    """Return when a text with that *status* and *date* is there for readers: ALREADY, NEVER, or when it is due.

    *now* finds those that wait; None: only what has that status does. Where a site *has_drafts* at addresses of their own
    (``DRAFT_SAVE_AS``), as in the preview, they and what waits are there at once.
    """
    if has_drafts:
        return NEVER if status == "skip" else ALREADY
    if date is not None and (status == WAITING or is_waiting(status, date, now)):
        return date
    return NEVER if status in UNPUBLISHED else ALREADY


def next_until(waiting: Iterable[Waiting]) -> datetime | None:
    """Return when the first of those that wait comes out; None where none does."""
    return min((each.until for each in waiting), default=None)
