"""The site's PELICAN_CLASS: what plain ``pelican -s pelicanconf.py`` runs, so that it makes the same bytes as ``oi build``."""

from pathlib import Path
from typing import Any

from outsideinnovation.builder.build import build, output_folder
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.pelican_settings import overriding_settings
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.errors import ConflictError
from outsideinnovation.site import SETTINGS_FILE, Site, root_above


class Builder(PelicanEngine):
    """Our own way where it can build the site, else Pelican's."""

    def __init__(self, settings: dict[str, Any]) -> None:
        root = root_above(Path(settings["PATH"]))
        self._site = Site.load(root) if (root / SETTINGS_FILE).is_file() else None
        self._overrides = overriding_settings(settings, self._site) if self._site else {}
        super().__init__(settings)

    def run(self) -> BuildReport:
        """Build the site. Raises ContentError with every problem of the run, and StorageError.

        Where the output folder is none for it, the program ends with that, as it does where the plugin finds it out.
        """
        try:
            return self._build()
        except ConflictError as error:
            raise SystemExit(str(error)) from error  # of any other, Pelican's command prints the traceback

    def _build(self) -> BuildReport:
        if self._site and is_ours({**self._site.settings, **self._overrides}, self._site.content):
            self._steps.stop_on_problems()
            return build(self._site, settings={**self._overrides, "OUTPUT_PATH": self.output_path})
        self.claim(output_folder(root_above(Path(self.settings["PATH"])), self.settings))
        return super().run()
