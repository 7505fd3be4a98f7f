"""What no build and no publication may write into: what people wrote, private state, the theme, the settings.

A folder is compared as the system sees it, not as it is spelt: through links and ``..``, on disks that ignore case, and
where one folder is mounted in two places.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outsideinnovation.builder.places import PREVIEW, TRIAL
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import ConflictError
from outsideinnovation.site import SETTINGS_FILE

OWN = (PREVIEW, TRIAL)  # folders in instance/ that hold nothing but what builds made
APART = ".verify-"  # … and the beginning of the name of those that a comparison with a clean build is made in
ANOTHER = "Name a folder of its own (oi build --output, or OUTPUT_PATH)."
Identity = tuple[int, int]  # device and inode


@dataclass(frozen=True, slots=True)
class Protected:
    """The places of one site that stay as they are; ``root`` is its folder, ``instance`` its private one."""

    root: Path
    content: Path
    instance: Path
    theme: Path

    @classmethod
    def of(cls, root: Path, settings: Mapping[str, Any]) -> "Protected":
        """Return the places of the site at *root*, by its settings PATH and THEME."""
        content, theme = (
            root / str(settings.get(name) or fallback) for name, fallback in (("PATH", "content"), ("THEME", ""))
        )
        return cls(root, content, root / "instance", theme)

    @classmethod
    def of_site(cls, root: Path, settings: Configuration) -> "Protected":
        """Return the places of the site at *root*, by its typed settings."""
        return cls(root, root / settings.content.path, root / "instance", root / settings.builder.theme)

    def is_own(self, folder: Path) -> bool:
        """Tell whether *folder* is one of those in instance/ that only builds write into; one that leads out of it is not."""
        real, instance = real_path(folder), real_path(self.instance)
        own = real in {instance / name for name in OWN} or (
            real.parent.parent == instance and real.parent.name.startswith(APART)
        )
        return own and not any(
            _related(real, set(_identities(real)), real_path(place), inside=True)
            for place in (self.content, self.theme)
            if place != self.root  # a theme that Pelican brings has no folder here
        )

    def refuse(self, folder: Path, called: str, remedy: str) -> None:
        """Raise ConflictError where *folder*, which is *called* so, is, holds or lies in one of the places."""
        if relation := self._relation(folder):
            raise ConflictError(f"{called} {folder} {relation}: nothing was touched. {remedy}")

    def _relation(self, folder: Path) -> str | None:
        real = real_path(folder)
        if os.path.exists(real) and not os.path.isdir(real):  # noqa: PTH110, PTH112 - Path's raise where one may not look
            return "is no folder"
        if real in {Path(real.anchor), real_path(Path("~").expanduser())}:
            return "is the root of the disk" if real == Path(real.anchor) else "is your home folder"
        above = set(_identities(real))
        for place, called, inside in self._places():
            if relation := _related(real, above, real_path(place), inside=inside):
                return f"{relation} {called}"
        return None

    def _places(self) -> Iterator[tuple[Path, str, bool]]:
        """Yield every place, what it is, and whether what lies in it is protected too."""
        yield self.root, "the site's own folder", False
        yield self.root / SETTINGS_FILE, f"the settings ({SETTINGS_FILE})", True
        yield self.root / ".git", "the site's git repository", True
        yield self.content, f"what people wrote ({self.content.name}/)", True
        yield self.instance, f"the site's private state ({self.instance.name}/)", True
        if self.theme != self.root:
            yield self.theme, "the theme", True
        for parent in (self.content, self.content / "comments", self.instance):
            for link in _links(parent):
                yield link, f"what {parent.name}/{link.name} leads to", True


def real_path(path: Path) -> Path:
    """Return where *path* leads: absolute, without links and ``..``; what is not there yet is taken as it is written."""
    return Path(os.path.realpath(path))


def _related(real: Path, above: set[Identity], place: Path, *, inside: bool) -> str | None:
    """Return how the folder *real* stands to *place*, both real paths; *above* are the folder itself and those above it."""
    own, other = _identity(real), _identity(place)
    if real == place or (own and own == other):
        return "is"
    if place.is_relative_to(real) or (own and own in _identities(place)):
        return "holds"
    if inside and (real.is_relative_to(place) or (other and other in above)):
        return "lies in"
    return None


def _identities(path: Path) -> Iterable[Identity]:
    found = (_identity(each) for each in (path, *path.parents))
    return [each for each in found if each]


def _identity(path: Path) -> Identity | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _links(folder: Path) -> Iterator[Path]:
    """Yield what lies right in *folder* and leads elsewhere."""
    try:
        with os.scandir(folder) as entries:
            yield from [Path(entry.path) for entry in entries if entry.is_symlink()]
    except OSError:
        return
