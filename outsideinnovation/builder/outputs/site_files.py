"""Files that describe the site as a whole: sitemap, robots.txt, headers, redirects in every server's form, and its colours."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation.builder.content import shared_drafts
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.shared_drafts import SharedDrafts
from outsideinnovation.builder.outputs.feed_writer import addresses, comments_feed
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.urls import current, headers, history, redirects, sitemap
from outsideinnovation.builder.urls.history import PublishedUrl
from outsideinnovation.builder.urls.old_claims import OldUrl
from outsideinnovation.configuration import Configuration

Page = tuple[str, datetime | None]  # a path below the site's root, and when it last changed


def files(plan: SitePlan, leads: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files by their names; *leads* says where old addresses lead."""
    lists = [(listing.name[2], None) for listings in plan.listings.values() for listing in listings]
    posts = [(row.url, _changed(row)) for row in plan.posts]
    newest = max((changed for _, changed in posts if changed), default=None)
    pages = [("", newest), *posts, *((row.url, _changed(row)) for row in plan.pages), *lists]
    return described(plan.configuration, pages, leads)


def described(settings: Configuration, pages: Iterable[Page], leads: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of a site with those *pages*, whose old addresses lead where *leads* says."""
    site_url = settings.site.url
    made = sitemap.sitemaps(site_url, pages) | {sitemap.ROBOTS: sitemap.robots(site_url)}
    return made | headers.files(settings) | redirects.files(leads) | settings.look.stylesheets()


def names(plan: SitePlan) -> list[str]:
    """Return the names of those files, which take longer to make."""
    lists = sum(map(len, plan.listings.values()))
    return names_of(plan.configuration, 1 + len(plan.posts) + len(plan.pages) + lists)


def names_of(settings: Configuration, pages: int) -> list[str]:
    """Return the names of the files of a site with so many *pages*."""
    return [*sitemap.names(pages), sitemap.ROBOTS, *headers.NAMES, *redirects.NAMES, *settings.look.stylesheets()]


def leads(content: Path, now: Collection[PublishedUrl], by_hand: Mapping[str, str]) -> dict[str, str]:
    """Return where each old address leads; *by_hand* is what posts and pages say of it, *now* are those they have.

    Raises ContentError where redirects.txt or addresses.txt cannot be read.
    """
    listed = redirects.read(content / redirects.FILE)
    return history.redirects(history.read(content / history.FILE), now, {**listed, **by_hand})


def addressed(plan: SitePlan, comments: Mapping[str, Iterable[str]] | None = None) -> frozenset[PublishedUrl]:
    """Return every address of the planned site, and of those that may be there with the next comment.

    With *comments* (ids by post) theirs as well, and only the comment feeds of posts that have some.
    """
    categories = [views.named(listing.name) for listing in plan.listings["category"]]
    told_of = plan.posts if comments is None else [row for row in plan.posts if comments.get(row.id)]
    feeds = feed_places(categories, ((row.save_as, row.id) for row in told_of))
    return current.planned(plan, plan.configuration.site.root, feeds, comments)


def feed_places(categories: Iterable[Any], posts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return every feed with what it tells of; *posts* are (path of the page, id)."""
    places = [(path, path) for row in addresses(categories) for path in row.files]
    return [*places, *((comments_feed(save_as), history.OF_COMMENTS + identifier) for save_as, identifier in posts)]


def old_urls(plan: SitePlan, content: Path) -> list[OldUrl]:
    """Return the old addresses that posts and pages name themselves."""
    root = plan.configuration.site.root
    rows = [*plan.posts, *plan.pages]
    return [
        OldUrl("/" + old.lstrip("/"), root + row.url, f"{content}/{row.path}") for row in rows for old in row.old_urls
    ]


def shared_urls(plan: SitePlan, shared: SharedDrafts, content: Path) -> Iterator[OldUrl]:
    """Yield the private addresses of what is published now: they lead to it."""
    for row in (*plan.posts, *plan.hidden, *plan.pages, *plan.hidden_pages):
        if address := shared.of(row.id, is_post=row.is_post):
            root = plan.configuration.site.root
            yield OldUrl(root + address.url, root + row.url, f"{content}/{shared_drafts.FILE}")


def by_hand(addresses: Iterable[OldUrl]) -> dict[str, str]:
    """Return where each of those addresses leads."""
    return {each.old: each.new for each in addresses}


def _changed(row: Row) -> datetime | None:
    date = row.modified or row.date
    return datetime.fromisoformat(date) if date else None
