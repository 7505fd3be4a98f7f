"""The addresses that the content has now, beside those that were ever published: what would vanish, and what is new."""

from collections.abc import Collection, Mapping
from typing import Protocol

from outsideinnovation.builder.incremental.comment_index import CommentIndex
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.urls import history
from outsideinnovation.builder.urls.history import PublishedUrl
from outsideinnovation.builder.urls.planned_urls import PlannedUrls
from outsideinnovation.errors import Problem
from outsideinnovation.site import Site


class ReadSite(Protocol):
    """A site as either way of building reads it: its addresses, and where old ones lead (rooted paths)."""

    @property
    def now(self) -> Collection[PublishedUrl]:
        """Every address that it has."""

    @property
    def leads(self) -> Mapping[str, str]:
        """Where each old address leads."""


class SiteUrls:
    """The addresses of one site, by the way it is built; *read* is what was read of it already, if it was.

    Raises ContentError for what cannot be read.
    """

    def __init__(self, site: Site, read: ReadSite | None = None) -> None:
        self._site = site
        self._comments = approved_comments(site)
        self._read = read or _read(site, self._comments)

    def posts(self) -> dict[str, str]:
        """Return the id of the post at each address that shows one or leads to one: rooted paths, percent-encoded."""
        now = {address.path: address.id for address in self._read.now if address.kind is history.UrlKind.POST}
        return now | {old: now[new] for old, new in self._read.leads.items() if new in now}

    def vanished(self) -> list[Problem]:
        """Return a problem for every published address that would answer nobody any more."""
        known = history.read(self._site.content / history.FILE)
        approved = {identifier for identifiers in self._comments.values() for identifier in identifiers}
        return history.vanished(known, self._read.now, self._read.leads, approved)

    def record(self) -> bool:
        """Write down what is published now; return whether anything was new."""
        return history.write(history.record(history.read(self._site.content / history.FILE), self._read.now))


def approved_comments(site: Site) -> dict[str, list[str]]:
    """Return the ids of the approved comments by post."""
    index = CommentIndex(site.comments)
    index.update({}, index.scan())
    return {post: [index.known[path].id for path in paths] for post, paths in index.by_post.items()}


def _read(site: Site, comments: Mapping[str, list[str]]) -> ReadSite:
    if is_ours(site.settings, site.content):
        return PlannedUrls(site, comments)
    from outsideinnovation.builder.pelican_engine.rehearsal import read  # noqa: PLC0415 - loads Pelican, which takes a while

    return read(site)
