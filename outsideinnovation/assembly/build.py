"""Building a site: what has changed since the last time is read and rendered, and nothing else.

Sites that only Pelican can build (a foreign theme or plugin, a setting of its own) go Pelican's way, whole, every time.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outsideinnovation.assembly.inventory import Inventory, made_before
from outsideinnovation.assembly.ours import is_set_up_as_ours
from outsideinnovation.errors import StorageError
from outsideinnovation.publishing.cache.state import DamagedStateError
from outsideinnovation.publishing.output_folder import OutputFolder
from outsideinnovation.publishing.protection import Protected
from outsideinnovation.publishing.report import Progress, Report
from outsideinnovation.publishing.source.symlinks import outward_links
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.assembly.workshop import Workshop


def build(
    site: Site,
    *,
    settings: Mapping[str, Any] | None = None,
    clean: bool = False,
    adopt: bool = False,
    progress: Progress = lambda *_: None,
    warn: Callable[[str], None] = lambda _: None,
) -> Report:
    """Build *site*; *settings* override those of its ``pelicanconf.py``; *clean* believes no cache.

    With *adopt* the output may be a folder with files of others, as ``OutputFolder`` has it. Raises ContentError with every
    problem found, ConflictError where the output folder is none for it, and StorageError; what is there is then as it was.
    """
    return choose(site, settings or {}, progress, warn, clean=clean, adopt=adopt)[0]


def choose(
    site: Site,
    settings: Mapping[str, Any],
    progress: Progress,
    warn: Callable[[str], None],
    *,
    clean: bool = False,
    adopt: bool = False,
    stay: bool = False,
) -> "tuple[Report, Workshop | None]":
    """Build as ``build`` does, and return the workshop too, for whoever means to *stay* and build again.

    Pelican's own way has none.
    """
    started = time.monotonic()
    chosen = {**site.settings, "PATH": str(site.content), "OUTPUT_PATH": str(site.output), **settings}
    output = output_folder(site.root, chosen, warn, adopt=adopt)
    chosen["OUTPUT_PATH"] = str(output.path)
    for link in outward_links(Path(chosen["PATH"])):
        warn(str(link))
    inventory = Inventory(site, chosen)
    if not is_set_up_as_ours({**chosen, "PATH": "content", "OUTPUT_PATH": "output"}) or inventory.has_foreign:
        return _pelicans_way(site, settings, output, progress, warn), None
    if not clean and not stay:
        inventory.look_ahead()
        with suppress(DamagedStateError):  # thrown away below
            if report := inventory.unchanged(started, _load):
                return report, None
    from outsideinnovation.assembly.sources import ForeignContentError  # noqa: PLC0415 - loads all that renders
    from outsideinnovation.assembly.workshop import Workshop  # noqa: PLC0415 - likewise

    workshop = Workshop(site, chosen, inventory, output, progress, warn)
    try:
        return workshop.build(started, clean=clean), workshop
    except ForeignContentError:
        return _pelicans_way(site, settings, output, progress, warn), None
    except DamagedStateError:
        warn("The build's cache was damaged and is thrown away: everything is made anew.")
        workshop = Workshop(site, chosen, Inventory(site, chosen), output, progress, warn)
        return _anew(workshop, started, inventory.cache), workshop


def output_folder(
    root: Path, settings: Mapping[str, Any], warn: Callable[[str], None] = lambda _: None, *, adopt: bool = False
) -> OutputFolder:
    """Return the folder that *settings* of the site at *root* name as its output. Raises ConflictError where it is none."""
    protected = Protected.of(root, settings)
    earlier = partial(made_before, protected.instance)
    return OutputFolder.claim(Path(settings["OUTPUT_PATH"]), protected, adopt=adopt, earlier=earlier, warn=warn)


def _load() -> None:
    """Load what renders, which takes as long as a build of few comments."""
    import outsideinnovation.assembly.workshop  # noqa: PLC0415, F401


def _anew(workshop: "Workshop", started: float, cache: Path) -> Report:
    """Build without believing the cache. Raises StorageError where there cannot be any."""
    try:
        return workshop.build(started, clean=True)
    except DamagedStateError as error:
        raise StorageError(f"{cache} cannot be kept: {error}. Check the folder's rights and free space.") from error


def _pelicans_way(
    site: Site,
    settings: Mapping[str, Any],
    output: OutputFolder,
    progress: Progress,
    warn: Callable[[str], None],
) -> Report:
    from outsideinnovation.publishing.pelicans_way.build import build as pelicans_way  # noqa: PLC0415 - loads Pelican, which takes a while

    return pelicans_way(site, settings=dict(settings), output=output, progress=progress, warn=warn)
