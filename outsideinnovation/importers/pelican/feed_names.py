"""What a Pelican site called its posts in its feeds; kept, so that no reader's program shows old posts as new ones."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urljoin, urlparse

from outsideinnovation.builder.outputs.feed_ids import FeedIds, imported
from outsideinnovation.builder.urls import history
from outsideinnovation.builder.urls.history import PublishedUrl, UrlHistory, UrlKind
from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.sources import SourceText
from outsideinnovation.site import Site


def recorded(posts: Iterable[SourceText], old: OldSite, site: Site) -> UrlHistory:
    """Return ``addresses.txt`` of *site* with what *posts* were called; those published here already keep the id they have.

    Raises ContentError where that file cannot be read.
    """
    known = history.read(site.content / history.FILE)
    here = {address.id for address in known.lines if address.kind is UrlKind.POST}
    named = FeedIds.of(site.content, site.configuration).posts
    new = (post for post in posts if post.id not in named and PublishedUrl.of("", UrlKind.POST, post.id).id not in here)
    root = site.configuration.site.root
    lines = ((post.url, imported(post.id, name)) for post, name in _names(new, str(old["SITEURL"])))
    return history.record(
        known, (PublishedUrl.of(root + url.lstrip("/"), UrlKind.FEED_ID, told) for url, told in lines)
    )


def _names(posts: Iterable[SourceText], site_url: str) -> Iterator[tuple[SourceText, str]]:
    """Yield what each post that was in feeds was called there."""
    for post in posts:
        if post.status == "published" and post.save_as and post.date and (name := _name(post.url, site_url, post.date)):
            yield post, name


def _name(url: str, site_url: str, date: datetime) -> str:
    """Return what ``get_tag_uri`` of Pelican's library feedgenerator makes of address and date; nothing without a host."""
    try:
        link = urlparse(urljoin(f"{site_url.rstrip('/')}/", url))
    except ValueError:  # what looks like a host, and is none
        return ""
    fragment = f"/{link.fragment}" if link.fragment else ""
    return f"tag:{link.hostname},{date:%Y-%m-%d}:{link.path}{fragment}" if link.hostname else ""
