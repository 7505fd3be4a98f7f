"""What importers put right to make XML of a file that is none: counted, and told with the line of the first."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from outsideinnovation.importers.report import ImportReport


class Mend(StrEnum):
    """What was put right."""

    CONTROL = "control characters that no XML may hold"
    BYTES = "bytes that are no characters in its encoding"
    AMPERSAND = "raw & outside CDATA"
    LESS_THAN = "raw < outside CDATA"
    PREFIX = "names with a prefix that the file does not declare"


REMEDIES = {
    Mend.CONTROL: "dropped",
    Mend.BYTES: "read as Windows-1252; compare with the original",
    Mend.AMPERSAND: "read as &amp;",
    Mend.LESS_THAN: "read as &lt;",
    Mend.PREFIX: "left out",
}


@dataclass(slots=True)
class Mending:
    """How often each thing was put right in a file, and in which line first."""

    counts: Counter[Mend] = field(default_factory=Counter)
    first: dict[Mend, int] = field(default_factory=dict)

    def count(self, mend: Mend, number: int, line: int) -> None:
        """Count *number* times *mend*, of which the first is in *line*."""
        self.counts[mend] += number
        self.first.setdefault(mend, line)

    def tell(self, report: ImportReport, path: Path) -> None:
        """Note in *report* what was mended in the file that is called *path*."""
        for mend, number in self.counts.items():
            report.note(self.first[mend], f"{number} {mend}, the first here", REMEDIES[mend], path)
