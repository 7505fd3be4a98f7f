"""What a cache remembers of posts that wait for their date, or are shared for a time, and which are due: those are read anew."""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from outsideinnovation.builder.content.waiting import WAITING, Waiting
from outsideinnovation.builder.incremental.cache import Cache

if TYPE_CHECKING:
    from outsideinnovation.builder.content.shared_drafts import SharedDrafts
    from outsideinnovation.builder.outputs.plan import SitePlan


def keep_waiting(state: Cache, plan: "SitePlan") -> None:
    """Remember what waits, and the latest date of what is shown."""
    pages = (row for row in (*plan.pages, *plan.hidden_pages) if row.date)
    shown = [row.when for row in (*plan.posts[:1], *plan.hidden[:1], *pages)]
    waiting = {row.path: row.date for row in plan.rows.values() if row.status == WAITING}
    state.keep_about("waiting", json.dumps(waiting))
    state.keep_about("latest", max(shown).isoformat() if shown else "")


def waiting(state: Cache) -> tuple[Waiting, ...]:
    """Return what waits as of the last build, the first to come out first."""
    known = json.loads(state.about("waiting") or "{}")
    found = (Waiting(path, datetime.fromisoformat(date)) for path, date in known.items())
    return tuple(sorted(found, key=lambda each: (each.until, each.path)))


def due(state: Cache, now: datetime | None) -> frozenset[str]:
    """Return the paths of what waited at the last build and is to be shown *now* (None: whatever its date)."""
    return frozenset(each.path for each in waiting(state) if now is None or each.until <= now)


def is_early(state: Cache, now: datetime | None) -> bool:
    """Tell whether something is shown that is not to be *now*, since the clock was set back."""
    latest = state.about("latest")
    return now is not None and bool(latest) and datetime.fromisoformat(latest) > now


def keep_shared(state: Cache, shared: "SharedDrafts") -> None:
    """Remember what is shared, where, and until when."""
    state.keep_about("shared", json.dumps(shared.dump()))


def are_known(state: Cache, shared: "SharedDrafts") -> bool:
    """Tell whether what is shared is what was at the last build."""
    return _shared(state) == shared.dump()


def regrouped(state: Cache, shared: "SharedDrafts") -> frozenset[str]:
    """Return the paths of posts and pages whose private addresses are not as they were at the last build."""
    before, now = ({tuple(row) for row in rows} for rows in (_shared(state), shared.dump()))
    return frozenset(path for identifier in {row[0] for row in before ^ now} for path in state.paths(identifier))


def next_end(state: Cache) -> datetime | None:
    """Return when the first private address ends, as of the last build; None where there is none."""
    return min((datetime.fromisoformat(until) for _, _, until in _shared(state)), default=None)


def _shared(state: Cache) -> list[list[str]]:
    known: list[list[str]] = json.loads(state.about("shared") or "[]")
    return known
