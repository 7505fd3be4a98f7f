"""What a folder holds that can be published, and what has to change elsewhere to make it the same."""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from outsideinnovation.builder.urls.media import is_page
from outsideinnovation.deploy.targets.target import Transferred
from outsideinnovation.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to change: ``upload`` in the order in which it is safe to show, ``delete`` after all of it.

    ``ours`` are the files there that we are known to have published; ``overwritten`` are others' that an upload replaces,
    ``retained`` others' that stay. ``here`` are the files of the release.
    """

    here: Collection[str]
    upload: tuple[str, ...]
    delete: tuple[str, ...]
    ours: frozenset[str]
    overwritten: tuple[str, ...]
    retained: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to change."""
        return bool(self.upload or self.delete)

    @property
    def during(self) -> frozenset[str]:
        """What counts as ours while it is carried out, so that a crash makes no stranger of what is ours."""
        return self.ours.union(self.here)

    def as_sent(self) -> Transferred:
        """Return the plan as what was, or would be, sent: in the order of the paths."""
        return Transferred(tuple(sorted(self.upload)), self.delete, self.overwritten, self.retained)


def files(folder: Path) -> dict[str, Path]:
    """Return every file below *folder* by its path with slashes, in order; what is hidden at the top is not ours.

    A link to a folder counts as a file. Raises NotFoundError where there is no such folder.
    """
    if not folder.is_dir():
        raise NotFoundError(f"No release at {folder}: run `oi build` or `oi publish` first.")
    found: dict[str, Path] = {}
    for parent, folders, names in os.walk(folder):
        below = "" if parent == str(folder) else Path(parent).relative_to(folder).as_posix() + "/"
        if not below:
            folders[:] = [name for name in folders if ours(name)]
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        found |= {below + name: Path(parent, name) for name in (*names, *linked) if ours(below + name)}
    return dict(sorted(found.items()))


def ours(path: str) -> bool:
    """Tell whether *path*, below the root of a release or target, can be the site's: nothing hidden at the top is."""
    return not path.startswith(".")


def plan(here: Collection[str], there: Iterable[str], changed: Iterable[str], known: frozenset[str]) -> Plan:
    """Return what to do so that *there* becomes *here*; *changed* are those of *here* that are missing or different.

    *known* are those of *there* that we have published. What pages show goes up before the pages do, so that no reader
    meets a page without its stylesheet.
    """
    upload = sorted(changed, key=lambda path: (is_page(path), path))
    gone, foreign = set(there).difference(here), set(there) - known
    return Plan(
        here,
        tuple(upload),
        tuple(sorted(path for path in gone & known if ours(path))),
        known,
        tuple(sorted(foreign.intersection(upload))),
        tuple(sorted(path for path in foreign & gone if ours(path))),
    )


def in_the_way(paths: Collection[str], wanted: Iterable[str]) -> list[str]:
    """Return which of *paths* stand where a *wanted* file needs a folder, or lie in a folder where it needs to be."""
    if not paths:
        return []
    files = set(wanted)
    folders = {parent for path in files for parent in _parents(path)}
    return [path for path in paths if path in folders or not files.isdisjoint(_parents(path))]


def emptied(there: Iterable[str], removed: Iterable[str]) -> list[str]:
    """Return the folders in which nothing is left of *there* once *removed* is gone, those within others first."""
    gone = set(removed)
    left = {parent for path in there if path not in gone for parent in _parents(path)}
    folders = {parent for path in gone for parent in _parents(path)} - left
    return sorted(folders, key=lambda folder: (-folder.count("/"), folder))


def _parents(path: str) -> list[str]:
    return [parent.as_posix() for parent in PurePosixPath(path).parents][:-1]
