"""What an export holds, counted, and a line for everything that is not in it or is another there."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from outsideinnovation.errors import Problem
from outsideinnovation.wording import counted

MAX_SHOWN = 20  # notes of one kind; the rest is counted


class ExportedThing(StrEnum):
    """What is counted."""

    POST = "post"
    PAGE = "page"
    DRAFT = "draft"
    COMMENT = "comment"
    PICTURE = "picture"
    REDIRECT = "redirect"
    FILE = "file"


@dataclass(slots=True)
class ExportReport:
    """Counts of one run. Problems are of files that cannot be read, and make it fail; notes are only told."""

    counts: Counter[ExportedThing] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    _notes: dict[str, list[str]] = field(default_factory=dict)

    def count(self, thing: ExportedThing, number: int = 1) -> None:
        """Count *number* of them as written."""
        self.counts[thing] += number

    def count_entry(self, *, is_public: bool, is_post: bool, comments: int) -> None:
        """Count a post, page or draft with so many *comments* as written."""
        self.count((ExportedThing.POST if is_post else ExportedThing.PAGE) if is_public else ExportedThing.DRAFT)
        self.count(ExportedThing.COMMENT, comments)

    def note(self, kind: str, what: str = "") -> None:
        """Keep that *what* is so; all of one *kind*, which is a sentence, are told together."""
        self._notes.setdefault(kind, []).append(what)

    def summary(self) -> str:
        """Return what was written, in words."""
        told = [counted(number, thing) for thing in ExportedThing if (number := self.counts[thing])]
        return ", ".join(told) or "nothing"

    def lines(self) -> Iterator[str]:
        """Yield notes and problems, a line each."""
        for kind, each in self._notes.items():
            named = [what for what in each if what]
            yield f"{kind}{_listed(named)}"
        yield from map(str, self.problems)


def _listed(named: Iterable[str]) -> str:
    every = list(dict.fromkeys(named))
    if not every:
        return "."
    more = f" and {len(every) - MAX_SHOWN:,} more" if len(every) > MAX_SHOWN else ""
    return f": {', '.join(every[:MAX_SHOWN])}{more}."
