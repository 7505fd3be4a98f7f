"""Which posts are due to whom: new posts are noted by their ids, and gathered into issues. Pure: no clock, no store.

A post goes by its id, never by its address or the date of a file: one that was edited, renamed or imported again is known
and is not sent again. It was published when it was first seen live, and goes out once the time for corrections is over.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outsideinnovation.subscriptions.digest_clock import DigestClock

CORRECTION = timedelta(minutes=15)  # SUBSCRIPTIONS_CORRECTION_MINUTES
BACK_DATED = timedelta(days=7)  # a post that is older than this when it is first seen is from an archive
EACH, DAILY, WEEKLY = "each", "daily", "weekly"


@dataclass(frozen=True, slots=True)
class LivePost:
    """A post as the catalogue has it: what the schedule needs of it, and its whole address."""

    id: str
    date: datetime
    categories: frozenset[str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A post that was ``seen`` live for the first time, and when it may go out; ``due`` None: it is not announced."""

    post: str
    seen: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedIssue:
    """One mailing: ``key`` makes it this one, ``posts`` are the ids in it, the oldest first."""

    key: str
    frequency: str
    posts: tuple[str, ...]
    due: datetime


@dataclass(frozen=True, slots=True)
class Digests:
    """When digests are due, by frequency."""

    daily: DigestClock
    weekly: DigestClock


def sightings(
    live: Iterable[LivePost],
    known: Collection[str],
    now: datetime,
    *,
    is_first_run: bool = False,
    correction: timedelta = CORRECTION,
    announce: Collection[str] = (),
) -> list[Sighting]:
    """Return what is seen for the first time *now*, to be written down: posts whose ids are not *known*.

    The first run on an archive announces nothing, and neither is a back-dated post announced, but those whose ids the
    author asks for in *announce*.
    """
    unknown = {post.id: post for post in live if post.id not in known}
    return [
        Sighting(post.id, now, now + correction if _is_news(post, now, announce, is_first_run) else None)
        for post in unknown.values()
    ]


def issues(
    waiting: Mapping[str, datetime],
    live: Collection[str],
    sent: Mapping[str, Collection[str]],
    now: datetime,
    digests: Digests,
) -> list[PlannedIssue]:
    """Return the issues to begin *now*, the longest due first; none is empty.

    *waiting* says when each announced post may go out, *live* are the ids that stand on the site, *sent* the ids that
    went out already, by frequency. What missed runs left goes into the next digest.
    """
    ready = {post: due for post, due in waiting.items() if post in live and due <= now}
    planned = [
        PlannedIssue(f"{EACH}/{post}", EACH, (post,), due)
        for post, due in _in_order(ready)
        if post not in sent.get(EACH, ())
    ]
    for frequency, clock in ((DAILY, digests.daily), (WEEKLY, digests.weekly)):
        boundary = clock.last(now)
        gathered = tuple(
            post for post, due in _in_order(ready) if due <= boundary and post not in sent.get(frequency, ())
        )
        if gathered:
            planned.append(PlannedIssue(_key(frequency, boundary), frequency, gathered, boundary))
    return sorted(planned, key=lambda issue: (issue.due, issue.key))


def selection(
    posts: Sequence[LivePost], categories: Collection[str], had: Collection[str] = ()
) -> tuple[LivePost, ...]:
    """Return which *posts* of an issue a subscriber gets who wants these *categories* (none: all) and has *had* those.

    It is one mail, however many of the categories a post is in; with nothing in it there is none.
    """
    wanted = frozenset(categories)
    return tuple(post for post in posts if post.id not in had and (not wanted or wanted & post.categories))


def _is_news(post: LivePost, now: datetime, announce: Collection[str], is_first_run: bool) -> bool:  # noqa: FBT001 - told apart here only
    return post.id in announce or (not is_first_run and now - post.date <= BACK_DATED)


def _in_order(ready: Mapping[str, datetime]) -> list[tuple[str, datetime]]:
    return sorted(ready.items(), key=lambda row: (row[1], row[0]))


def _key(frequency: str, boundary: datetime) -> str:
    return f"{frequency}/{boundary.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
