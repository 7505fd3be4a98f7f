"""What an import of a Pelican site found, what became of it, and what of it has which counterpart here."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outsideinnovation.errors import Problem
from outsideinnovation.importers.pelican.counterparts import Counterpart
from outsideinnovation.importers.report import Fate


@dataclass(slots=True)
class PelicanReport:
    """What an import found and what became of it. Problems make it fail; notes are only told."""

    counts: Counter[tuple[str, Fate]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    counterparts: list[Counterpart] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    redirects: int = 0

    def count(self, thing: str, fate: Fate, number: int = 1) -> None:
        """Count *number* of a *thing* as having met *fate*."""
        self.counts[thing, fate] += number

    def problem(self, path: Path, line: int, what: str, remedy: str) -> None:
        """Keep what could not be brought."""
        self.problems.append(Problem(path, line, what, remedy))

    def note(self, path: Path, line: int, what: str, remedy: str) -> None:
        """Keep what is worth knowing."""
        self.notes.append(Problem(path, line, what, remedy))
