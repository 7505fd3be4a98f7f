"""Files that describe the site as a whole: sitemap, robots.txt, headers, and redirects in every server's form."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.outputs.feed_writer import addresses, comments_feed
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.urls import current, headers, history, redirects, sitemap
from outsideinnovation.builder.urls.history import PublishedUrl
from outsideinnovation.site import link_root

Page = tuple[str, datetime | None]  # a path below the site's root, and when it last changed


def files(plan: SitePlan, settings: Mapping[str, Any], content: Path) -> dict[str, bytes]:
    """Return the files by their names. Raises ContentError where redirects.txt or addresses.txt cannot be read."""
    lists = [(listing.name[2], None) for listings in plan.listings.values() for listing in listings]
    posts = [(row.url, _changed(row)) for row in plan.posts]
    newest = max((changed for _, changed in posts if changed), default=None)
    pages = [("", newest), *posts, *((row.url, _changed(row)) for row in plan.pages), *lists]
    return described(settings, content, pages, addressed(plan, settings), old_urls(plan, settings))


def described(
    settings: Mapping[str, Any],
    content: Path,
    pages: Iterable[Page],
    now: Collection[PublishedUrl],
    by_hand: Mapping[str, str],
) -> dict[str, bytes]:
    """Return the files of a site with those *pages* and addresses *now*; *by_hand* is what its posts say of old ones."""
    site_url = settings["SITEURL"]
    leads = history.redirects(
        history.read(content / history.FILE), now, {**redirects.read(content / redirects.FILE), **by_hand}
    )
    made = sitemap.sitemaps(site_url, pages) | {"robots.txt": sitemap.robots(site_url)}
    return made | headers.files(settings) | redirects.files(leads)


def addressed(
    plan: SitePlan, settings: Mapping[str, Any], comments: Mapping[str, Iterable[str]] | None = None
) -> frozenset[PublishedUrl]:
    """Return every address of the planned site; those of *comments* (ids by post) where they are given."""
    categories = [views.named(listing.name) for listing in plan.listings["category"]]
    feeds = feed_places(categories, ((row.save_as, row.id) for row in plan.posts))
    return current.planned(plan, link_root(settings["SITEURL"]), feeds, comments)


def feed_places(categories: Iterable[Any], posts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return every feed with what it tells of; *posts* are (path of the page, id)."""
    places = [(path, path) for row in addresses(categories) for path in (row.rss, row.atom, row.json)]
    return [*places, *((comments_feed(save_as), f"comments:{identifier}") for save_as, identifier in posts)]


def old_urls(plan: SitePlan, settings: Mapping[str, Any]) -> dict[str, str]:
    """Return where the old addresses lead that posts and pages name themselves."""
    root = link_root(settings["SITEURL"])
    return dict(_old_urls(((row.old_urls, row.url) for row in (*plan.posts, *plan.pages)), root))


def _old_urls(said: Iterable[tuple[Iterable[str], str]], root: str) -> Iterator[tuple[str, str]]:
    for olds, url in said:
        yield from (("/" + old.lstrip("/"), root + url) for old in olds)


def _changed(row: Row) -> datetime | None:
    said = row.modified or row.date
    return datetime.fromisoformat(said) if said else None
