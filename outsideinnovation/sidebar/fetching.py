"""Fetching feeds of others, all at the same time: what each has now, or why that cannot be said."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from outsideinnovation.sidebar.feed_elements import FeedError
from outsideinnovation.sidebar.feed_formats import headlines
from outsideinnovation.sidebar.feed_visits import Visit
from outsideinnovation.sidebar.headline import Headline
from outsideinnovation.web_client.download import DownloadError, download
from outsideinnovation.web_client.http import user_agent
from outsideinnovation.web_client.public_addresses import MayConnect

AT_ONCE = 16  # feeds
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_VERSION_LENGTH = 500  # characters of an ETag or a date that are sent back


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one feed: its headlines, or None where those that are known are still right, or a ``problem``."""

    headlines: tuple[Headline, ...] | None = None
    etag: str = ""
    modified: str = ""
    problem: str = ""
    retry_after: int = 0


def fetch(visits: Mapping[str, Visit], site_url: str, may_connect: MayConnect) -> dict[str, Fetched]:
    """Ask every feed of *visits* whether it has changed since, and say to it that *site_url* asks.

    Takes as long as the slowest: five seconds at most, for each sixteen feeds. Only addresses for which *may_connect* says
    yes are asked.
    """
    ask = partial(_fetched, site_url=site_url, may_connect=may_connect)
    with ThreadPoolExecutor(min(AT_ONCE, len(visits)), thread_name_prefix="fetch") as pool:
        return dict(zip(visits, pool.map(ask, visits, visits.values()), strict=True))


def _fetched(feed: str, visit: Visit, site_url: str, may_connect: MayConnect) -> Fetched:
    headers = {"Accept": ACCEPT, "User-Agent": user_agent(site_url)}
    headers |= {"If-None-Match": visit.etag} if visit.etag else {}
    headers |= {"If-Modified-Since": visit.modified} if visit.modified else {}
    try:
        got = download(feed, headers, may_connect=may_connect)
        if got.is_unchanged:
            return Fetched(None, visit.etag, visit.modified)
        found = headlines(got.body, got.url)
    except DownloadError as error:
        return Fetched(problem=str(error), retry_after=error.retry_after)
    except FeedError as error:
        return Fetched(problem=str(error))
    if not found:
        return Fetched(problem="there is no headline in it")
    return Fetched(found, _version(got.headers.get("etag", "")), _version(got.headers.get("last-modified", "")))


def _version(version: str) -> str:
    """Return what a server said of its version, if it may stand in a header; else nothing."""
    return version if len(version) <= _VERSION_LENGTH and version.isascii() and version.isprintable() else ""
