"""The addresses that the content has now, beside those that were ever published: what would vanish, and what is new."""

from collections.abc import Mapping
from typing import Any

from outsideinnovation.assembly import descriptions
from outsideinnovation.assembly.talk import Talk
from outsideinnovation.catalogue import MARKDOWN_SUFFIXES
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.publishing.addresses import keeper, redirects
from outsideinnovation.publishing.cache.scan import files
from outsideinnovation.publishing.parallel import flat, in_parts
from outsideinnovation.publishing.rendering.plan import Plan
from outsideinnovation.publishing.source.reading import Reader
from outsideinnovation.site import Site

PART = 50  # files a worker reads at a time


class Addresses:
    """The addresses of one site, read afresh from its content. Raises ContentError for what cannot be read."""

    def __init__(self, site: Site) -> None:
        self._site, self._settings = site, site.settings
        talk = Talk(site.comments)
        talk.update({}, talk.scan())
        self._comments = {post: [talk.known[path][2] for path in paths] for post, paths in talk.by_post.items()}
        self._plan = _plan(site, self._settings)
        self._now = descriptions.addressed(self._plan, self._settings, self._comments)

    def posts(self) -> dict[str, str]:
        """Return the id of the post at each address that shows one or leads to one: rooted paths, percent-encoded."""
        now = {address.path: address.id for address in self._now if address.kind is keeper.Kind.POST}
        return now | {old: now[new] for old, new in self._leads().items() if new in now}

    def vanished(self) -> list[Problem]:
        """Return a problem for every published address that would answer nobody any more."""
        known = keeper.read(self._site.content / keeper.FILE)
        approved = {identifier for identifiers in self._comments.values() for identifier in identifiers}
        return keeper.vanished(known, self._now, self._leads(), approved)

    def record(self) -> bool:
        """Write down what is published now; return whether anything was new."""
        return keeper.write(keeper.record(keeper.read(self._site.content / keeper.FILE), self._now))

    def _leads(self) -> dict[str, str]:
        """Return where each old address leads."""
        by_hand = redirects.read(self._site.content / redirects.FILE)
        known = keeper.read(self._site.content / keeper.FILE)
        return keeper.redirects(known, self._now, by_hand | descriptions.old_urls(self._plan, self._settings))


def _plan(site: Site, settings: Mapping[str, Any]) -> Plan:
    reader, content = Reader(site.content, settings), str(site.content)
    folders = (*settings["ARTICLE_PATHS"], *settings["PAGE_PATHS"])
    paths = [
        path for folder in folders for path, _ in files(content, folder, lambda name: name.endswith(MARKDOWN_SUFFIXES))
    ]
    read = flat(in_parts(lambda part: [_row(reader.read(path)) for path in part], paths, PART))
    problems = [problem for _, wrong in read for problem in wrong]
    if problems:
        raise ContentError(problems)
    return Plan((row for row, _ in read if row), settings)


def _row(reading: Any) -> Any:
    return reading.row, reading.problems  # and not the text, which would have to be brought over from the worker
