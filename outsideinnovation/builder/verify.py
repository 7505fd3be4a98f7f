"""Whether a build that did only what had changed left what a clean build makes: byte for byte, in a second place."""

import os
import tempfile
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation.builder import places
from outsideinnovation.builder.build import build, output_folder
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.rehearsal import apart
from outsideinnovation.builder.report import Progress
from outsideinnovation.builder.search.search_state import FOLDER
from outsideinnovation.errors import ContentError, Problem, StorageError
from outsideinnovation.search.shards.content import same_content
from outsideinnovation.search.shards.shard_files import written_files
from outsideinnovation.site import Site

FOREIGN = "move it away: no build is known to have made it, so none removes it"
REMEDY = "make everything anew: oi build --clean"


def verify(
    site: Site,
    *,
    settings: Mapping[str, Any] | None = None,
    progress: Progress = lambda *_: None,
    warn: Callable[[str], None] = lambda _: None,
    now: datetime | None = None,
) -> int:
    """Compare the output of *site* with a clean build, and return how many files are alike.

    *settings* and *now* are those the output was built with. The clean build has a folder of its own for all that it writes, in
    ``instance/``, and shares neither cache nor output. Raises ContentError with every file that is missing, extra or
    different, and as ``build`` does.
    """
    chosen = dict(settings or {})
    output = Path(chosen.get("OUTPUT_PATH", site.output))
    try:
        site.instance.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".verify-", dir=site.instance) as folder:
            clean = Path(folder) / places.REHEARSAL
            build(
                _apart(site, Path(folder)),
                settings=chosen | places.settings(Path(folder), places.REHEARSAL),
                clean=True,
                progress=progress,
                warn=warn,
                now=now,
            )
            problems = list(differences(output, clean, _listed(site, output)))
            alike = sum(1 for _ in _files(clean))
    except OSError as error:
        raise StorageError(
            f"{error.filename}: {error.strerror}: give the right to write there, or free space."
        ) from error
    if problems:
        raise ContentError(problems)
    return alike


def differences(output: Path, clean: Path, listed: Container[str]) -> Iterator[Problem]:
    """Yield a problem for every file in which the folder *output*, where builds made what is *listed*, is not like *clean*."""
    made, wanted = set(_files(output)), set(_files(clean))
    if same_content(output / FOLDER, clean / FOLDER):  # of changes made one by one there are more layers: design.md
        shards = {f"{FOLDER}/{name}" for folder in (output, clean) for name in written_files(folder / FOLDER)}
        made, wanted = made - shards, wanted - shards
    for name in sorted(made | wanted):
        if name not in made:
            yield Problem(output / name, 0, "missing: a clean build makes it", REMEDY)
        elif name not in wanted:
            yield Problem(
                output / name, 0, "extra: a clean build does not make it", REMEDY if name in listed else FOREIGN
            )
        elif (output / name).read_bytes() != (clean / name).read_bytes():
            yield Problem(output / name, 0, "differs from what a clean build makes", REMEDY)


def _listed(site: Site, output: Path) -> Container[str]:
    return output_folder(site.root, {**site.settings, "OUTPUT_PATH": output}, adopt=True).listed()


def _apart(site: Site, folder: Path) -> Site:
    """Return *site* with the same content and settings, whose private state is in *folder*.

    Pelican's own way wants the settings file beside the content; ``places`` keeps what it makes apart.
    """
    return apart(site, folder) if is_ours(site.settings, site.content) else site


def _files(folder: Path) -> Iterator[str]:
    """Yield the paths of the files below *folder*; a hidden folder at its top (such as .git) is somebody else's."""
    for parent, folders, names in os.walk(folder):
        if parent == str(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            yield os.path.relpath(os.path.join(parent, name), folder)  # noqa: PTH118 - as os.walk has it
