"""What a build of a site would refuse, found without touching its output or its private state."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from outsideinnovation.builder import places
from outsideinnovation.builder.build import build, output_folder
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.text_check import CheckedText
from outsideinnovation.builder.incremental.stamps import files
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.urls.plain_link_check import plain_link_warnings
from outsideinnovation.builder.urls.planned_urls import PlannedUrls
from outsideinnovation.builder.urls.shared_slugs import spellings, uses
from outsideinnovation.builder.urls.site_urls import SiteUrls, approved_comments
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.sidebar.headline_cache import copy_headlines
from outsideinnovation.site import Site
from outsideinnovation.tokens import copy_keyring

Warn = Callable[[Problem], None]


def refusals(site: Site, warn: Warn = lambda _: None, texts: Mapping[str, CheckedText] | None = None) -> list[Problem]:
    """Return everything that a build of *site* would refuse, and every published address that would vanish.

    *texts* are all posts and pages of a site that is built our own way, for whoever has looked at them already; links in them
    to addresses that the site does not have are told to *warn*.

    A site that only Pelican can build is rendered for that, since its theme and plugins may do anything. In ours only a
    post whose template is not the usual one can surprise. What a build only
    warns of is told to *warn*. Raises ConflictError where the output folder is none for it.
    """
    output_folder(site.root, {**site.settings, "OUTPUT_PATH": str(site.output)})
    try:
        if texts is None and not is_ours(site.settings, site.content):
            return _pelicans(site)
        rows = None if texts is None else [text.row for text in texts.values() if text.row]
        planned, found = _planned(site, warn, rows)
        for warning in plain_link_warnings(site, planned, texts or {}):
            warn(warning)
    except ContentError as error:
        return list(error.problems)
    found += SiteUrls(site, planned).vanished()
    return found or _unfit_templates(site, planned)


def address_problems(site: Site, warn: Warn, rows: Iterable[Row]) -> list[Problem]:
    """Return what is wrong with the addresses of a site that is built our own way, of which only some *rows* can be read.

    What has vanished is not known before all can be.
    """
    try:
        return _planned(site, warn, rows, is_partial=True)[1]
    except ContentError as error:
        return list(error.problems)


def apart(site: Site, folder: Path) -> Site:
    """Return *site*, which is built our own way, with the same content and settings and its private state in *folder*.

    Of that it has what a build shows, or needs: the headlines of other feeds, and the keys to private addresses.
    """
    copy_headlines(site.instance, folder / "instance")
    copy_keyring(site.instance, folder / "instance")
    return Site(folder, {**site.settings, "PATH": str(site.content)})


def _planned(
    site: Site, warn: Warn, rows: Iterable[Row] | None, *, is_partial: bool = False
) -> tuple[PlannedUrls, list[Problem]]:
    deque(files(str(site.content), "sidebar"), maxlen=0)  # raises for what cannot be looked at there
    comments = {} if is_partial else approved_comments(site)
    planned = PlannedUrls(site, comments, rows=rows, is_partial=is_partial)
    for note in spellings(uses(planned.plan.posts, str(site.content))):
        warn(note)
    return planned, planned.problems


def _unfit_templates(site: Site, planned: PlannedUrls) -> list[Problem]:
    if not planned.named_templates:
        return []
    try:
        with TemporaryDirectory() as folder:
            build(apart(site, Path(folder)), settings=places.settings(Path(folder), places.REHEARSAL), clean=True)
    except ContentError as error:
        return list(error.problems)
    return []


def _pelicans(site: Site) -> list[Problem]:
    from outsideinnovation.builder.pelican_engine.rehearsal import rehearse  # noqa: PLC0415 - loads Pelican, which takes a while

    rehearsed = rehearse(site)
    return [*rehearsed.problems] if rehearsed.problems else SiteUrls(site, rehearsed).vanished()
