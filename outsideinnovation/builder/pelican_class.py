"""The site's PELICAN_CLASS: what plain ``pelican -s pelicanconf.py`` runs, so that it makes the same bytes as ``oi build``."""

from pathlib import Path
from typing import Any

from outsideinnovation.builder.build import build, output_folder
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import Builder as PelicansWay
from outsideinnovation.builder.pelican_engine.build import said_besides
from outsideinnovation.builder.report import Report
from outsideinnovation.site import SETTINGS_FILE, Site


class Builder(PelicansWay):
    """Our own way where it can build the site, else Pelican's."""

    def __init__(self, settings: dict[str, Any]) -> None:
        root = Path(settings["PATH"]).parent
        self._site = Site.load(root) if (root / SETTINGS_FILE).is_file() else None
        self._said = said_besides(settings, self._site) if self._site else {}
        super().__init__(settings)

    def run(self) -> Report:
        """Build the site. Raises ContentError with every problem of the run, and StorageError."""
        if self._site and is_ours({**self._site.settings, **self._said}, self._site.content):
            self._stop_on_problems()
            return build(self._site, settings={**self._said, "OUTPUT_PATH": self.output_path})
        self.claim(output_folder(Path(self.settings["PATH"]).parent, self.settings))
        return super().run()
