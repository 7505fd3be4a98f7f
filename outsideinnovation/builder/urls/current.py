"""Which addresses a site has right now, as plain rows for the address keeper, worked out of our own plan.

Lists have their first page only: what is on the others moves with every post. Files that are only copied are left out;
``files`` makes rows of them. ``live_contents`` gives the same of what Pelican has read, so that both ways of building
write the same redirects.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.urls.history import PublishedUrl, UrlKind
from outsideinnovation.configuration import Configuration
from outsideinnovation.percent_encoding import of_path
from outsideinnovation.slugs import Slugs
from outsideinnovation.subscriptions import invitation

PERIODS = ("YEAR_ARCHIVE_URL", "MONTH_ARCHIVE_URL")
Place = tuple[str, UrlKind, str]  # a path below the site's root, what is there, whose it is


def planned(
    plan: SitePlan, root: str, feeds: Iterable[tuple[str, str]], comments: Mapping[str, Iterable[str]] | None = None
) -> frozenset[PublishedUrl]:
    """Return the addresses of a *plan*, below *root* (``/``, or ``/blog/``); drafts have none.

    *feeds* are paths with what is told in them (``comments:<post id>`` beside a post, else the path again); *comments* the
    ids of the approved ones by post, which redirects do not need.
    """
    posts = [*plan.posts, *plan.hidden]
    rows: list[Place] = [(row.url, UrlKind.POST, row.id) for row in posts]
    rows += [(row.url, UrlKind.PAGE, row.slug) for row in (*plan.pages, *plan.hidden_pages)]
    rows += recorded_slugs(_named(plan), plan.slugs)
    rows += recorded_ids(((row.id, row.when.year, row.url) for row in posts), plan.feed_ids)
    for kind, listings in plan.listings.items():
        rows += [(listing.name[2], UrlKind(kind), listing.name[1]) for listing in listings]
    for row in posts if comments else ():
        rows += of_comments(row.url, (comments or {}).get(row.id, ()))
    return rooted([*rows, *of_lists(plan.settings, {row.when for row in plan.posts}), *of_feeds(feeds)], root)


def files(paths: Iterable[str], root: str) -> frozenset[PublishedUrl]:
    """Return rows for files that are only copied, by their paths below the site's root."""
    return rooted(((of_path(path), UrlKind.FILE, of_path(path)) for path in paths), root)


def recorded_slugs(names: Iterable[tuple[str, str, str, str]], slugs: Slugs) -> Iterator[Place]:
    """Yield what is to be kept of slugs that were made; *names* are kind, name, slug, and an address that holds it."""
    for kind, name, slug, url in names:
        if recorded := slugs.as_recorded(kind, name, slug):
            yield url, UrlKind.SLUG, recorded


def recorded_ids(posts: Iterable[tuple[str, int, str]], ids: FeedIds) -> Iterator[Place]:
    """Yield what is to be kept of the ids in feeds; *posts* are the id of each, the year of its date, and its URL."""
    return ((path, UrlKind.FEED_ID, told) for path, told in ids.recorded(posts))


def _named(plan: SitePlan) -> Iterator[tuple[str, str, str, str]]:
    for kind, listings in plan.listings.items():
        yield from ((kind, *listing.name) for listing in listings)
    for row in (*plan.posts, *plan.hidden, *plan.pages, *plan.hidden_pages):
        if not row.path.isascii():
            yield "content", PurePosixPath(row.path).stem, row.slug, row.url


def of_comments(url: str, identifiers: Iterable[str]) -> Iterator[Place]:
    """Yield the places of comments on the page at *url*."""
    return ((f"{url}#comment-{identifier}", UrlKind.COMMENT, identifier) for identifier in identifiers)


def of_feeds(feeds: Iterable[tuple[str, str]]) -> Iterator[Place]:
    """Yield the places of feeds."""
    return ((of_path(path), UrlKind.FEED, told) for path, told in feeds)


def of_lists(settings: Mapping[str, Any], dates: Iterable[datetime]) -> Iterator[Place]:
    """Yield the places of the years and months that have posts of these *dates*, and of the site's own lists."""
    days = {date.date(): date for date in dates}.values()
    for pattern in PERIODS:
        for url in {str(settings[pattern]).format(date=date) for date in days}:
            yield url, UrlKind.ARCHIVE, url.strip("/")
    for name in settings["DIRECT_TEMPLATES"]:
        if place := settings.get(f"{name.upper()}_URL"):
            yield str(place), UrlKind.ARCHIVE, name
    if invitation.is_open(Configuration.of(settings)):
        yield invitation.PAGE, UrlKind.ARCHIVE, "subscribe"
    yield "", UrlKind.ARCHIVE, "index"


def rooted(rows: Iterable[Place], root: str) -> frozenset[PublishedUrl]:
    """Return the addresses of *rows* on their host, where the site begins at *root*."""
    return frozenset(PublishedUrl.of(root + path.lstrip("/"), kind, name) for path, kind, name in rows)
