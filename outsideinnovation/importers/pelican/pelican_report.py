"""What an import of a Pelican site found, what became of it, and what of it has which counterpart here."""

from dataclasses import dataclass, field
from typing import Any

from outsideinnovation.importers.pelican.counterparts import Counterpart
from outsideinnovation.importers.report import ImportReport

TEXTS, FILES, MODULES = THINGS = "posts and pages", "files", "sidebar modules"  # what is counted


@dataclass(slots=True)
class PelicanReport(ImportReport):
    """What an import found and what became of it, and the ``settings`` that came over."""

    counterparts: list[Counterpart] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
