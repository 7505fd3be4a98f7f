"""What a folder holds that can be published, and what has to change elsewhere to make it the same."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.builder.urls.media import is_page
from outsideinnovation.deploy.targets.target import Sent
from outsideinnovation.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to change: ``upload`` in the order in which it is safe to show, ``delete`` after all of it."""

    upload: tuple[str, ...]
    delete: tuple[str, ...]

    def as_sent(self) -> Sent:
        """Return the plan as what was, or would be, sent: in the order of the paths."""
        return Sent(tuple(sorted(self.upload)), self.delete)


def files(folder: Path) -> dict[str, Path]:
    """Return every file below *folder* by its path with slashes, in order; what is hidden at the top is not ours.

    Raises NotFoundError where there is no such folder.
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
    """Tell whether *path*, below the root of a release or target, is the site's: nothing hidden at the top is."""
    return not path.startswith(".")


def plan(here: Mapping[str, object], there: Iterable[str], changed: Iterable[str]) -> Plan:
    """Return what to do so that *there* becomes *here*; *changed* are those of *here* that are missing or different.

    What pages show goes up before the pages do, so that no reader meets a page without its stylesheet.
    """
    upload = sorted(changed, key=lambda path: (is_page(path), path))
    return Plan(tuple(upload), tuple(sorted(path for path in there if ours(path) and path not in here)))
