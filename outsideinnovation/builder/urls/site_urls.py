"""The addresses that the content has now, beside those that were ever published: what would vanish, and what is new."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from outsideinnovation.builder.content.reading import Reader
from outsideinnovation.builder.incremental.comment_index import CommentIndex
from outsideinnovation.builder.incremental.stamps import files, stamps
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.outputs import site_files
from outsideinnovation.builder.outputs.copied_files import copies, linked_by, of_theme
from outsideinnovation.builder.outputs.kind import RecipeSources
from outsideinnovation.builder.outputs.kinds import recipes
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.theme.layout import Layout
from outsideinnovation.builder.urls import history
from outsideinnovation.builder.urls.clashes import clashes
from outsideinnovation.catalogue import MARKDOWN_SUFFIXES
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import Site

PART = 50  # files a worker reads at a time


def clashes_of(site: Site) -> list[Problem]:
    """Return a problem for every address of *site* that two things want, whichever way it is built. Raises ContentError."""
    if is_ours(site.settings, site.content):
        return SiteUrls(site).clashes()
    from outsideinnovation.builder.pelican_engine import build  # noqa: PLC0415 - loads Pelican, which takes a while

    return build.clashes(site)


class SiteUrls:
    """The addresses of one site, read afresh from its content. Raises ContentError for what cannot be read."""

    def __init__(self, site: Site) -> None:
        self._site, self._settings = site, site.settings
        comment_index = CommentIndex(site.comments)
        comment_index.update({}, comment_index.scan())
        self._comments = {
            post: [comment_index.known[path].id for path in paths] for post, paths in comment_index.by_post.items()
        }
        self._reader = Reader(site.content, self._settings)
        self._plan = _plan(site, self._settings, self._reader)
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

    def clashes(self) -> list[Problem]:
        """Return a problem for every address that two things want, where our own way builds the site."""
        weights = dict.fromkeys(self._plan.rows, 0)  # whatever posts weigh: the archive's addresses are kept free
        sources = RecipeSources(self._plan, weights, lambda _: (), {}, self._settings, shows_recent_comments=False)
        wanted = list(recipes(sources))
        content, layout = self._site.content, Layout(self._site, self._settings, self._reader)
        linked = linked_by(self._plan.rows.values(), content) | layout.statics()
        copied = copies(content, self._settings, linked, partial(stamps, content)), of_theme(self._settings)
        return clashes(self._site, self._plan, wanted, copied, self._leads())

    def _leads(self) -> dict[str, str]:
        """Return where each old address leads."""
        said = site_files.old_urls(self._plan, self._settings, self._site.content)
        return site_files.leads(self._site.content, self._now, site_files.by_hand(said))


def _plan(site: Site, settings: Mapping[str, Any], reader: Reader) -> SitePlan:
    content = str(site.content)
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
