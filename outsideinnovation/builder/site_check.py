"""Everything that is wrong with a site, at once: what a build would refuse, and what readers would stumble over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from outsideinnovation.builder.content import shared_drafts
from outsideinnovation.builder.content.check import CheckedContent, look
from outsideinnovation.builder.content.external_links import ExternalLink
from outsideinnovation.builder.content.foreign import has_foreign, is_foreign
from outsideinnovation.builder.content.shared_drafts import NOTHING_SHARED, SharedDrafts
from outsideinnovation.builder.content.symlinks import outward_links
from outsideinnovation.builder.content.text_check import Thoroughness
from outsideinnovation.builder.content.uncovered import uncovered_texts
from outsideinnovation.builder.content.waiting import Waiting
from outsideinnovation.builder.native_support import is_native_setup, texts
from outsideinnovation.builder.rehearsal import address_problems, refusals
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.sidebar import module
from outsideinnovation.site import Site


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check has found: errors, for which a build is refused, and warnings, each in the order of their places.

    ``waiting`` are posts and pages whose date has not come; ``external`` the links to the web, where they were asked for.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    external: tuple[ExternalLink, ...] = ()

    @classmethod
    def of(cls, errors: Iterable[Problem], warnings: Iterable[Problem] = ()) -> "Findings":
        """Return them in order, each once."""
        return cls(_ordered(errors), _ordered(warnings))

    def with_warnings(self, more: Iterable[Problem]) -> "Findings":
        """Return them with *more* warnings."""
        return replace(self, warnings=_ordered((*self.warnings, *more)))


def check_site(site: Site, now: datetime, only: Iterable[Path] = (), *, collects: bool = False) -> Findings:
    """Look at all of *site* as of the time *now*, or at *only* those posts and pages; no text is read twice for it.

    *collects* also gathers the links to the web outside. Raises ConflictError where the output folder is none for a build.
    """
    only = tuple(only)
    is_native = not only and is_native_setup(site.settings)
    horizon = site.configuration.content.horizon(now)
    thoroughness = Thoroughness(warns=True, collects=collects, composes=is_native)
    content = look(site.content, site.configuration, thoroughness, only, horizon, _shared(site, now))
    errors, warnings = list(content.problems), list(content.warnings)
    if not only:
        errors += _others(site)
        warnings += [*outward_links(site.content), *uncovered_texts(site.content, site.configuration.content)]
        ours = is_native and not _is_foreign(site, content)
        errors += _of_addresses(site, content, warnings, ours=ours, is_whole=not errors)
    every = content.texts.values()
    waiting = sorted((text.waiting for text in every if text.waiting), key=attrgetter("until", "path"))
    external = tuple(link for text in every for link in text.external)
    return replace(Findings.of(errors, warnings), waiting=tuple(waiting), external=external)


def _ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=attrgetter("place")))


def _is_foreign(site: Site, content: CheckedContent) -> bool:
    """Tell whether only Pelican can build what was looked at; only what has no row, since it is not sound, is read again."""
    settings = site.configuration
    rows = [text.row for text in content.texts.values() if text.row]
    if any(is_foreign(row, settings.content) for row in rows):
        return True
    try:
        paths = {path for path, _ in texts(site.content, settings.content)} - {row.path for row in rows}
    except ContentError:  # whoever looks at the content says so
        return True
    return has_foreign(site.content, sorted(paths), settings)


def _shared(site: Site, now: datetime) -> SharedDrafts:
    try:
        return SharedDrafts.at(site.content, site.instance, now)
    except ContentError:  # named with all else
        return NOTHING_SHARED


def _others(site: Site) -> Iterator[Problem]:
    """Yield what is wrong with the sidebar, the comments, and the file of what is shared."""
    for read in (
        lambda: shared_drafts.read(site.content / shared_drafts.FILE),
        lambda: module.read(site.content / "sidebar"),
        lambda: CommentQueue(site.comments).list(Status.APPROVED),
    ):
        try:
            read()
        except ContentError as error:
            yield from error.problems


def _of_addresses(
    site: Site, content: CheckedContent, warnings: list[Problem], *, ours: bool, is_whole: bool
) -> list[Problem]:
    """Return what is wrong with the addresses; where not all of the site *is_whole*, with those that are known."""
    if is_whole:
        return refusals(site, warnings.append, content.texts if ours else None)
    rows = [text.row for text in content.texts.values() if text.row]
    return address_problems(site, warnings.append, rows) if ours else []
