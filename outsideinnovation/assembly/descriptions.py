"""Files that describe the site as a whole: sitemap, robots.txt, and the redirects in every server's form."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation.publishing import redirects, sitemap
from outsideinnovation.publishing.plan import Plan
from outsideinnovation.publishing.rows import Row
from outsideinnovation.site import link_root


def files(plan: Plan, settings: Mapping[str, Any], content: Path) -> dict[str, bytes]:
    """Return the files by their names. Raises ContentError where redirects.txt has lines that are none."""
    site_url = settings["SITEURL"]
    lists = [(url, None) for listings in plan.listings.values() for url in (listing.name[2] for listing in listings)]
    posts = [(row.url, _changed(row)) for row in plan.posts]
    pages = [(row.url, _changed(row)) for row in plan.pages]
    newest = max((changed for _, changed in posts if changed), default=None)
    made = sitemap.sitemaps(site_url, [("", newest), *posts, *pages, *lists])
    return (
        made
        | {"robots.txt": sitemap.robots(site_url)}
        | redirects.files(_redirects(plan, link_root(site_url), content))
    )


def _redirects(plan: Plan, root: str, content: Path) -> dict[str, str]:
    found = redirects.read(content / redirects.FILE)
    for row in (*plan.posts, *plan.pages):
        found |= {"/" + old.lstrip("/"): root + row.url for old in row.old_urls}
    return found


def _changed(row: Row) -> datetime | None:
    said = row.modified or row.date
    return datetime.fromisoformat(said) if said else None
