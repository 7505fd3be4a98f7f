"""What an import found and what became of it, counted, with a line for everything that was not taken."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from outsideinnovation.errors import Problem

MAX_LISTED = 10_000  # problems; the rest is counted, so that a file of nothing but problems takes no memory


class Thing(StrEnum):
    """What is counted. A draft is also a post or a page, and an untitled entry too."""

    ENTRY = "entries"
    POST = "posts"
    PAGE = "pages"
    DRAFT = "of these, drafts"
    UNTITLED = "titled by their words"
    COMMENT = "comments"
    PING = "pings"


class Fate(StrEnum):
    """What became of it."""

    WRITTEN = "written"
    THERE = "already there"
    SKIPPED = "skipped"


@dataclass(slots=True)
class ImportReport:
    """Counts of one run over *export*. Problems make the run fail; notes are only told."""

    export: Path
    counts: Counter[tuple[Thing, Fate]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    unlisted: int = 0
    pings_not_asked_for: int = 0

    def count(self, fate: Fate, *things: Thing, number: int = 1) -> None:
        """Count *number* of each of *things* as having met *fate*."""
        for thing in things:
            self.counts[thing, fate] += number

    def found(self, thing: Thing) -> int:
        """Return how many there were, whatever became of them."""
        return sum(self.counts[thing, fate] for fate in Fate)

    def problem(self, line: int, what: str, remedy: str) -> None:
        """Keep what went wrong in *line* of the export."""
        if len(self.problems) < MAX_LISTED:
            self.problems.append(Problem(self.export, line, what, remedy))
        else:
            self.unlisted += 1

    def note(self, line: int, what: str, remedy: str) -> None:
        """Keep what is worth knowing about *line*, though nothing was lost."""
        if len(self.notes) < MAX_LISTED:
            self.notes.append(Problem(self.export, line, what, remedy))
