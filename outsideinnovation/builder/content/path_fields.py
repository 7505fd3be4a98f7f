"""Which fields posts and pages have without saying them in their heads: by their file's name, their folder, or for all.

Pelican reads them so; whoever checks heads has to know which are there already.
"""

import re

from outsideinnovation.configuration.rooms import ContentSettings


class PathFields:
    """What FILENAME_METADATA, PATH_METADATA, EXTRA_PATH_METADATA, DEFAULT_METADATA and DEFAULT_DATE say."""

    def __init__(self, settings: ContentSettings) -> None:
        self._name, self._path = re.compile(settings.filename_pattern), re.compile(settings.path_pattern)
        self._extra = settings.path_metadata
        self._always = {str(key).lower() for key, value in settings.metadata.items() if value}
        self._always |= {"date"} if settings.date else set()

    def of(self, path: str) -> frozenset[str]:
        """Return the fields of the file at *path*, below the content folder with forward strokes, in lower case."""
        found = set(self._always)
        stem = path.rpartition("/")[2].rpartition(".")[0]
        for match in (self._name.match(stem), self._path.match(path)):
            found |= {key.lower() for key, value in (match.groupdict() if match else {}).items() if value}
        for place, fields in self._extra.items():
            if path == place or path.startswith(f"{str(place).rstrip('/')}/"):
                found |= {str(key).lower() for key in fields}
        return frozenset(found)
