"""A builder that stays: it knows the site already, so that an approved comment is on its page at once."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outsideinnovation.assembly.build import choose
from outsideinnovation.publishing.cache.state import DamagedStateError
from outsideinnovation.publishing.report import Progress, Report
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.assembly.workshop import Workshop


class Resident:
    """Builds one site again and again into one folder, and keeps what it has learnt in between."""

    def __init__(
        self, root: Path, settings: Mapping[str, Any], progress: Progress, warn: Callable[[str], None]
    ) -> None:
        self._root, self._settings = root, settings
        self._progress, self._warn = progress, warn
        self._shop: Workshop | None = None

    def build(self) -> Report:
        """Look at everything and build. Raises ContentError, SettingsError and StorageError as ``build.build`` does."""
        self._shop = None
        report, self._shop = choose(Site.load(self._root), self._settings, self._progress, self._warn, stay=True)
        return report

    def follow(self, changed: Iterable[Path]) -> Report:
        """Build after the files *changed*, and no others, have. Raises as ``build`` does."""
        paths, started = list(changed), time.monotonic()
        if self._shop is None or not all(path.is_relative_to(self._shop.site.comments) for path in paths):
            return self.build()
        try:
            return self._shop.follow(started, paths)
        except DamagedStateError:
            return self.build()

    def watched(self) -> list[Path]:
        """Return the folders and files whose changes matter."""
        site = Site.load(self._root)
        theme = site.root / str(site.settings["THEME"])
        return [path for path in (site.content, site.settings_file, theme) if path.exists()]
