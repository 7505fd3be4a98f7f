"""Which fields posts and pages have without saying them in their heads: by their file's name, their folder, or for all.

Pelican reads them so; whoever checks heads has to know which are there already.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from outsideinnovation.configuration.rooms import ContentSettings


class PathFields:
    """What FILENAME_METADATA, PATH_METADATA, EXTRA_PATH_METADATA, DEFAULT_METADATA and DEFAULT_DATE say."""

    def __init__(self, settings: ContentSettings) -> None:
        self._name, self._path = re.compile(settings.filename_pattern), re.compile(settings.path_pattern)
        self._extra = settings.path_metadata
        self._always = {str(key).lower(): _text(value) for key, value in settings.metadata.items() if value}
        self._always |= {"date": _text(settings.date)} if settings.date else {}

    def of(self, path: str) -> Mapping[str, str]:
        """Return the fields of the file at *path*, below the content folder with forward strokes, by their lower-case names."""
        found = dict(self._always)
        stem = path.rpartition("/")[2].rpartition(".")[0]
        for match in (self._name.match(stem), self._path.match(path)):
            found |= {key.lower(): value for key, value in (match.groupdict() if match else {}).items() if value}
        for place, fields in self._extra.items():
            if path == place or path.startswith(f"{str(place).rstrip('/')}/"):
                found |= {str(key).lower(): _text(value) for key, value in fields.items()}
        return found


def _text(value: object) -> str:
    """Return what a setting says, as a head would; a date may be numbers, and a file's own is a date, whatever it is."""
    if isinstance(value, tuple):
        return str(datetime(*value))  # noqa: DTZ001 - the site's zone
    return "2000-01-01" if value == "fs" else str(value)
