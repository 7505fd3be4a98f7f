"""The addresses that the content has now, beside those that were ever published: what would vanish, and what is new."""

from collections.abc import Mapping
from typing import Any

from outsideinnovation.builder.content.reading import Reader
from outsideinnovation.builder.incremental.comment_index import CommentIndex
from outsideinnovation.builder.incremental.stamps import files
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.builder.outputs import site_files
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.urls import history, redirects
from outsideinnovation.catalogue import MARKDOWN_SUFFIXES
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import Site

PART = 50  # files a worker reads at a time


class SiteUrls:
    """The addresses of one site, read afresh from its content. Raises ContentError for what cannot be read."""

    def __init__(self, site: Site) -> None:
        self._site, self._settings = site, site.settings
        comment_index = CommentIndex(site.comments)
        comment_index.update({}, comment_index.scan())
        self._comments = {
            post: [comment_index.known[path][2] for path in paths] for post, paths in comment_index.by_post.items()
        }
        self._plan = _plan(site, self._settings)
        self._now = site_files.addressed(self._plan, self._settings, self._comments)

    def posts(self) -> dict[str, str]:
        """Return the id of the post at each address that shows one or leads to one: rooted paths, percent-encoded."""
        now = {address.path: address.id for address in self._now if address.kind is history.UrlKind.POST}
        return now | {old: now[new] for old, new in self._leads().items() if new in now}

    def vanished(self) -> list[Problem]:
        """Return a problem for every published address that would answer nobody any more."""
        known = history.read(self._site.content / history.FILE)
        approved = {identifier for identifiers in self._comments.values() for identifier in identifiers}
        return history.vanished(known, self._now, self._leads(), approved)

    def record(self) -> bool:
        """Write down what is published now; return whether anything was new."""
        return history.write(history.record(history.read(self._site.content / history.FILE), self._now))

    def _leads(self) -> dict[str, str]:
        """Return where each old address leads."""
        by_hand = redirects.read(self._site.content / redirects.FILE)
        known = history.read(self._site.content / history.FILE)
        return history.redirects(known, self._now, by_hand | site_files.old_urls(self._plan, self._settings))


def _plan(site: Site, settings: Mapping[str, Any]) -> SitePlan:
    reader, content = Reader(site.content, settings), str(site.content)
    folders = (*settings["ARTICLE_PATHS"], *settings["PAGE_PATHS"])
    paths = [
        path for folder in folders for path, _ in files(content, folder, lambda name: name.endswith(MARKDOWN_SUFFIXES))
    ]
    read = flat(in_parts(lambda part: [_row(reader.read(path)) for path in part], paths, PART))
    problems = [problem for _, wrong in read for problem in wrong]
    if problems:
        raise ContentError(problems)
    return SitePlan((row for row, _ in read if row), settings)


def _row(reading: Any) -> Any:
    return reading.row, reading.problems  # and not the text, which would have to be brought over from the worker
