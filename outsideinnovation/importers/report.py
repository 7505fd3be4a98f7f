"""What an import found and what became of it, counted, with a line for everything that was not taken."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from outsideinnovation.errors import Problem
from outsideinnovation.wording import counted

MAX_LISTED = 10_000  # problems; the rest is counted, so that a file of nothing but problems takes no memory


class Thing(StrEnum):
    """What is counted of an export. A draft is also a post or a page, and an untitled entry too."""

    ENTRY = "entries"
    POST = "posts"
    PAGE = "pages"
    DRAFT = "of these, drafts"
    UNTITLED = "titled by their words"
    COMMENT = "comments"
    PING = "pings"
    SUBSCRIBER = "subscribers"
    PICTURE = "pictures"


class Fate(StrEnum):
    """What became of it."""

    WRITTEN = "written"
    THERE = "already there"
    SKIPPED = "skipped"


@dataclass(slots=True)
class ImportReport:
    """Counts of one run over *source*, a file or folder. Problems make the run fail; notes are only told.

    ``redirects`` are the lines that redirects.txt has gained, ``unlisted`` the problems that were too many to be listed.
    ``skipped`` counts things by why they were left where they are, though nothing is wrong with them. ``moves`` are addresses
    that cannot stay, each with its new one; ``moved`` is how many.
    """

    source: Path
    counts: Counter[tuple[str, Fate]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    unlisted: int = 0
    redirects: int = 0
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)  # (thing, why)
    moves: list[tuple[str, str]] = field(default_factory=list)
    moved: int = 0

    def count(self, fate: Fate, *things: str, number: int = 1) -> None:
        """Count *number* of each of *things* as having met *fate*."""
        for thing in things:
            self.counts[thing, fate] += number

    def skip(self, thing: str, why: str, number: int = 1) -> None:
        """Count *number* of *thing* as left where they are, and say *why* in a few words."""
        self.count(Fate.SKIPPED, thing, number=number)
        self.skipped[thing, why] += number

    def move(self, old: str, new: str) -> None:
        """Keep an address that cannot stay, and where it is now."""
        self.moved += 1
        if len(self.moves) < MAX_LISTED:
            self.moves.append((old, new))

    def found(self, thing: str) -> int:
        """Return how many there were, whatever became of them."""
        return sum(self.counts[thing, fate] for fate in Fate)

    def lines(self) -> Iterator[str]:
        """Yield notes and problems, a line each, and how many more there were."""
        yield from map(str, (*self.notes, *self.problems))
        if self.unlisted:
            yield f"{self.source}: {counted(self.unlisted, 'more problem')}: mend the first ones and import again"

    def problem(self, line: int, what: str, remedy: str, path: Path | None = None) -> None:
        """Keep what went wrong in *line* of the source, or of another file at *path*."""
        if len(self.problems) < MAX_LISTED:
            self.problems.append(Problem(path or self.source, line, what, remedy))
        else:
            self.unlisted += 1

    def note(self, line: int, what: str, remedy: str, path: Path | None = None) -> None:
        """Keep what is worth knowing about *line* of the source, or of another file, though nothing was lost."""
        if len(self.notes) < MAX_LISTED:
            self.notes.append(Problem(path or self.source, line, what, remedy))
