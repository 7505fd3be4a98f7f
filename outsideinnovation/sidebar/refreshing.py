"""Bringing the headlines of a site up to date, before a build or beside it; no build waits for the net, and none asks it.

A feed that fails never stops anything: its last good headlines stay, and whoever asked is told why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from outsideinnovation.errors import ContentError
from outsideinnovation.sidebar import feed_visits, headline_cache
from outsideinnovation.sidebar.feed_visits import EVERY, Visit
from outsideinnovation.sidebar.headline_cache import KnownHeadlines, may_have_headlines
from outsideinnovation.sidebar.module import Kind, read
from outsideinnovation.site import Site
from outsideinnovation.web_client.public_addresses import MayConnect, is_public


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed of the sidebar: the module that names it, how many headlines are known, since when, and what went wrong last.

    ``was_asked`` tells whether that was just now.
    """

    module: Path
    feed: str
    known: int
    fetched: datetime | None
    problem: str
    was_asked: bool

    @property
    def complaint(self) -> str:
        """What went wrong, in one line, and what is shown now; nothing where all is well."""
        if not self.problem:
            return ""
        shown = (
            f"the headlines of {self.fetched:%d %B %Y, %H:%M} UTC stay"
            if self.known and self.fetched
            else "none are shown"
        )
        return f"{self.module}: {self.feed}: {self.problem}; {shown}. Correct its Feed, or wait until it is mended."


def refresh(
    site: Site, now: datetime, *, every_feed: bool = False, may_connect: MayConnect = is_public
) -> list[FeedState]:
    """Fetch those feeds of *site* that are due at *now*, or *every_feed*, and return how each stands.

    Raises StorageError. Modules that cannot be read are for the build to object to: then nothing is fetched.
    """
    modules = _feeds(site.content / "sidebar")
    if not modules:
        return []
    instance, known = site.instance, KnownHeadlines.read(site.instance)
    feeds = set(modules.values())
    visits = {feed: visit for feed, visit in feed_visits.read(instance).items() if feed in feeds}
    due = {feed: _since(visits.get(feed), now, known, feed) for feed in sorted(feeds)}
    due = {feed: visit for feed, visit in due.items() if every_feed or visit.is_due(now)}
    if due:
        visits |= _fetched(site, due, known, now, may_connect)
        feed_visits.keep(instance, visits, feeds)
        headline_cache.keep_only(instance, feeds)
        known = KnownHeadlines.read(instance)
    return [_state(path, feed, known, visits.get(feed), due) for path, feed in modules.items()]


def _feeds(folder: Path) -> dict[Path, str]:
    """Return the feed of each module that shows headlines; most sites have none, and then no module is taken apart."""
    if not may_have_headlines(folder):
        return {}
    try:
        return {module.path: module.feed for module in read(folder) if module.kind is Kind.HEADLINES}
    except ContentError:
        return {}


def _since(visit: Visit | None, now: datetime, known: KnownHeadlines, feed: str) -> Visit:
    """Return the last visit; where its headlines are lost, as if none had come of it."""
    if visit is None:
        return Visit(now)
    if feed in known.by_feed:
        return visit
    return replace(visit, next=visit.next if visit.problem else now, etag="", modified="")


def _fetched(
    site: Site, due: Mapping[str, Visit], known: KnownHeadlines, now: datetime, may_connect: MayConnect
) -> dict[str, Visit]:
    """Fetch what is *due*, keep what is new, and return the visits that were made."""
    from outsideinnovation.sidebar.fetching import fetch  # noqa: PLC0415 - loads what speaks HTTP; few builds need it

    visits = {}
    for feed, came in fetch(due, site.configuration.site.url, may_connect).items():
        if came.problem:
            visits[feed] = due[feed].failed(now, came.problem, came.retry_after)
            continue
        if came.headlines is not None and came.headlines != known.by_feed.get(feed):
            headline_cache.keep(site.instance, feed, came.headlines)
        visits[feed] = Visit(now + EVERY, now, came.etag, came.modified)
    return visits


def _state(path: Path, feed: str, known: KnownHeadlines, visit: Visit | None, asked: Mapping[str, Visit]) -> FeedState:
    fetched, problem = (visit.fetched, visit.problem) if visit else (None, "")
    return FeedState(path, feed, len(known.by_feed.get(feed, ())), fetched, problem, feed in asked)
