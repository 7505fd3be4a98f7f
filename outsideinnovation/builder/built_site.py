"""What a build of a site would put on a web server, worked out without building where the build is ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.urls import redirects
from outsideinnovation.builder.urls.claims import RESERVED
from outsideinnovation.builder.urls.planned_urls import PlannedUrls
from outsideinnovation.builder.urls.site_urls import approved_comments
from outsideinnovation.errors import ContentError
from outsideinnovation.pictures.picture import FOLDER
from outsideinnovation.site import Site


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """The ``files`` of a site, named below its ``root`` (``/``, or ``/blog/``), and where old addresses lead (rooted paths).

    ``listed`` is what redirects.txt says, of which what leads round in a circle leads nowhere.
    """

    files: frozenset[str]
    leads: Mapping[str, str]
    root: str
    listed: Mapping[str, str] = field(default_factory=dict)


def planned(site: Site) -> BuiltSite:
    """Return what a build of *site* would make. Files that are named by what they hold are those of the last build.

    A site that only Pelican can build is built for it, into a folder that is thrown away. Raises ContentError where it cannot
    be built.
    """
    root, listed = site.configuration.site.root, redirects.read(site.content / redirects.FILE)
    if not is_ours(site.settings, site.content):
        return _pelicans(site, root, listed)
    urls = PlannedUrls(site, approved_comments(site))
    if problems := urls.problems:
        raise ContentError(problems)
    return BuiltSite(frozenset(urls.outputs).union(_made_before(site)), urls.leads, root, listed)


def _pelicans(site: Site, root: str, listed: Mapping[str, str]) -> BuiltSite:
    from outsideinnovation.builder.pelican_engine.rehearsal import rehearse  # noqa: PLC0415 - loads Pelican, which takes a while

    rehearsed = rehearse(site)
    if rehearsed.problems:
        raise ContentError(rehearsed.problems)
    return BuiltSite(rehearsed.outputs.union(_made_before(site)), rehearsed.leads, root, listed)


def _made_before(site: Site) -> Iterator[str]:
    """Yield the files of the last build whose names no plan knows."""
    for folder in ("feeds/archive", "search", FOLDER):
        for path in (site.output / folder).rglob("*"):
            name = path.relative_to(site.output).as_posix()
            if path.is_file() and (folder == FOLDER or any(pattern.fullmatch(name) for pattern, _ in RESERVED)):
                yield name
