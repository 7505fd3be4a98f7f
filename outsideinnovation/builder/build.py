"""Building a site: what has changed since the last time is read and rendered, and nothing else.

Sites that only Pelican can build (a foreign theme or plugin, a setting of its own) go Pelican's way, whole, every time.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outsideinnovation.builder.content.foreign import ForeignContentError
from outsideinnovation.builder.content.symlinks import outward_links
from outsideinnovation.builder.content.uncovered import uncovered_texts
from outsideinnovation.builder.incremental.cache import DAMAGED, DamagedCacheError
from outsideinnovation.builder.incremental.inputs import Inputs, made_before
from outsideinnovation.builder.native_support import is_native_setup
from outsideinnovation.builder.output_folder import OutputFolder
from outsideinnovation.builder.protection import Protected
from outsideinnovation.builder.report import BuildReport, Progress
from outsideinnovation.errors import Problem, StorageError
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.builder.incremental.session import BuildSession


def build(
    site: Site,
    *,
    settings: Mapping[str, Any] | None = None,
    clean: bool = False,
    adopt: bool = False,
    progress: Progress = lambda *_: None,
    warn: Callable[[str], None] = lambda _: None,
    now: datetime | None = None,
) -> BuildReport:
    """Build *site* as of the time *now* (None: the clock's); *settings* override those of its ``pelicanconf.py``.

    *clean* believes no cache.

    With *adopt* the output may be a folder with files of others, as ``OutputFolder`` has it. Raises ContentError with every
    problem found, ConflictError where the output folder is none for it, and StorageError; what is there is then as it was.
    """
    return choose(site, settings or {}, progress, warn, now or datetime.now(UTC), clean=clean, adopt=adopt)[0]


def choose(
    site: Site,
    settings: Mapping[str, Any],
    progress: Progress,
    warn: Callable[[str], None],
    now: datetime,
    *,
    clean: bool = False,
    adopt: bool = False,
    stay: bool = False,
) -> "tuple[BuildReport, BuildSession | None]":
    """Build as ``build`` does, and return the session too, for whoever means to *stay* and build again.

    Pelican's own way has none.
    """
    started = time.monotonic()
    given, site = site, site.changed({"PATH": str(site.content), "OUTPUT_PATH": str(site.output), **settings})
    chosen = dict(site.settings)
    if problem := site.configuration.placeholder(site.settings_file):
        warn(str(problem))
    output = output_folder(site.root, chosen, warn, adopt=adopt)
    chosen["OUTPUT_PATH"] = str(output.path)
    inputs = Inputs(site, chosen, now)
    for unshared in inputs.shared.warnings:
        warn(str(unshared))
    if not is_native_setup(chosen) or inputs.is_foreign:
        _warn_of(outward_links(site.content), site, warn)
        return _pelicans_way(given, settings, output, progress, warn, now), None
    report = None
    if not clean and not stay:
        inputs.look_ahead()
        with suppress(DamagedCacheError):  # thrown away below
            report = inputs.unchanged(started, _load)
    if not report:
        _load()
    _warn_of(inputs.outward_links(), site, warn)  # now, not before: until here the comments are looked at beside
    if report:
        return report, None
    from outsideinnovation.builder.incremental.session import BuildSession  # noqa: PLC0415 - loaded already

    session = BuildSession(site, chosen, inputs, output, progress, warn)
    try:
        return session.build(started, clean=clean), session
    except ForeignContentError:
        return _pelicans_way(given, settings, output, progress, warn, now), None
    except DamagedCacheError:
        warn(DAMAGED)
        session = BuildSession(site, chosen, Inputs(site, chosen, now), output, progress, warn)
        return _anew(session, started, inputs.cache), session


def output_folder(
    root: Path, settings: Mapping[str, Any], warn: Callable[[str], None] = lambda _: None, *, adopt: bool = False
) -> OutputFolder:
    """Return the folder that *settings* of the site at *root* name as its output. Raises ConflictError where it is none."""
    protected = Protected.of(root, settings)
    earlier = partial(made_before, protected.instance)
    return OutputFolder.claim(Path(settings["OUTPUT_PATH"]), protected, adopt=adopt, earlier=earlier, warn=warn)


def _warn_of(links: Iterable[Problem], site: Site, warn: Callable[[str], None]) -> None:
    """Warn of *links* that lead out of the content, and of texts in it that no setting covers."""
    for problem in (*links, *uncovered_texts(site.content, site.configuration.content)):
        warn(str(problem))


def _load() -> None:
    """Load what renders, which takes as long as a build of few comments."""
    import outsideinnovation.builder.incremental.session  # noqa: PLC0415, F401


def _anew(session: "BuildSession", started: float, cache: Path) -> BuildReport:
    """Build without believing the cache. Raises StorageError where there cannot be any."""
    try:
        return session.build(started, clean=True)
    except DamagedCacheError as error:
        raise StorageError(f"{cache} cannot be kept: {error}. Check the folder's rights and free space.") from error


def _pelicans_way(
    site: Site,
    settings: Mapping[str, Any],
    output: OutputFolder,
    progress: Progress,
    warn: Callable[[str], None],
    now: datetime,
) -> BuildReport:
    from outsideinnovation.builder.pelican_engine.build import build as pelicans_way  # noqa: PLC0415 - loads Pelican, which takes a while

    return pelicans_way(site, settings=dict(settings), output=output, progress=progress, warn=warn, now=now)
