"""The report of an erasure: every place that was looked at, what was there, and what is left."""

from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.erasure.traces import Residue


@dataclass(frozen=True, slots=True)
class ErasedPlace:
    """A place that was looked at: how much was ``found`` there and how much ``removed``; ``note`` is for people."""

    name: str
    path: Path
    found: int = 0
    removed: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What an erasure did: to which comments, in which places, and what a search of all bytes still finds."""

    ids: tuple[str, ...]
    places: tuple[ErasedPlace, ...]
    remains: tuple[Residue, ...]
    searched: tuple[Path, ...]
    dry_run: bool = False

    @property
    def found(self) -> int:
        """How much there was, in all places."""
        return sum(place.found for place in self.places)
