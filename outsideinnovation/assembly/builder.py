"""The site's PELICAN_CLASS: what plain ``pelican -s pelicanconf.py`` runs, so that it makes the same bytes as ``oi build``."""

from pathlib import Path
from typing import Any

from outsideinnovation.assembly.build import build
from outsideinnovation.assembly.ours import is_ours
from outsideinnovation.publishing.build import Builder as PelicansWay
from outsideinnovation.publishing.report import Report
from outsideinnovation.site import Site


class Builder(PelicansWay):
    """Our own way where it can build the site, else Pelican's."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self._site = Site.load(Path(settings["PATH"]).parent)

    def run(self) -> Report:
        """Build the site. Raises ContentError with every problem of the run, and StorageError."""
        if is_ours(self._site.settings, self._site.content):
            self._stop_on_problems()
            return build(self._site, settings={"OUTPUT_PATH": self.output_path})
        return super().run()
