"""Which posts and pages wait for their date, as their heads say: for whoever checks them without building."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from outsideinnovation.builder.content.waiting import Waiting, is_waiting, status_and_date
from outsideinnovation.configuration import Configuration
from outsideinnovation.frontmatter import ContentFile


class WaitingTexts:
    """What waits at the time *now*, gathered while the files below *content* are checked."""

    def __init__(self, content: Path, settings: Configuration, now: datetime) -> None:
        self._content, self._zone = content, settings.site.zone
        self.horizon = settings.content.horizon(now)
        self._found: list[Waiting] = []

    def note(self, path: Path, document: ContentFile, given: Mapping[str, str]) -> None:
        """Look at a file without problems, which has some *given* fields besides."""
        status, date = status_and_date(document, self._zone, given)
        if date and is_waiting(status, date, self.horizon):
            self._found.append(Waiting(path.relative_to(self._content).as_posix(), date))

    def all(self) -> list[Waiting]:
        """Return what waits, the first to come out first."""
        return sorted(self._found, key=lambda each: (each.until, each.path))
