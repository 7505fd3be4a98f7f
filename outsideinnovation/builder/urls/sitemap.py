"""The sitemap (sitemaps.org protocol 0.9) and robots.txt.

Ours and not pelican-sitemap's: that one dates lists by the clock, so no two builds would be alike, and writes addresses
without escaping them.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from outsideinnovation.percent_encoding import of_url

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
INDEX, ROBOTS = "sitemap.xml", "robots.txt"
LIMIT = 50_000  # addresses in one file, by the protocol


def sitemaps(site_url: str, pages: Iterable[tuple[str, datetime | None]]) -> dict[str, bytes]:
    """Return the files, by name, that list *pages*: URLs below *site_url*, each with the day it last changed or None."""
    rows = [_row(f"{site_url}/{of_url(path)}", changed) for path, changed in sorted(pages, key=lambda page: page[0])]
    parts = [rows[at : at + LIMIT] for at in range(0, len(rows), LIMIT)] or [[]]
    if len(parts) == 1:
        return {INDEX: _document("urlset", parts[0])}
    listed = names(len(rows))[1:]
    files = {name: _document("urlset", part) for name, part in zip(listed, parts, strict=True)}
    index = [f"<sitemap><loc>{escape(site_url)}/{name}</loc></sitemap>" for name in listed]
    return files | {INDEX: _document("sitemapindex", index)}


def names(pages: int) -> list[str]:
    """Return the names of the files that list so many *pages*."""
    parts = -(-pages // LIMIT)
    return [INDEX, *(f"sitemap-{number}.xml" for number in range(1, parts + 1) if parts > 1)]


def robots(site_url: str) -> bytes:
    """Return robots.txt: everything may be read, and the sitemap is there."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {site_url}/sitemap.xml\n".encode()


def _row(address: str, changed: datetime | None) -> str:
    day = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{day}</url>"


def _document(root: str, rows: Iterable[str]) -> bytes:
    body = "\n".join(rows)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{body}\n</{root}>\n'.encode()
