"""What an import of another system's folder found, and what of it has no counterpart here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from outsideinnovation.errors import Problem
from outsideinnovation.importers.report import ImportReport

OUTSIDE = "what lies outside the folder"
THINGS = "posts", "pages", "drafts", "files"  # what is counted


@dataclass(slots=True)
class MarkdownReport(ImportReport):
    """What was found and what became of it. Problems stop the import; ``lost`` is what has no counterpart, by its kind.

    ``static_folders`` is the setting that the files need, where it is another.
    """

    lost: dict[str, list[Problem]] = field(default_factory=dict)
    static_folders: list[str] = field(default_factory=list)

    def lose(self, kind: str, path: Path, line: int, what: str, remedy: str) -> None:
        """Keep something of that *kind* which has no counterpart."""
        self.lost.setdefault(kind, []).append(Problem(path, line, what, remedy))

    def lose_links(self, links: Iterable[Path]) -> None:
        """Keep *links* that are not followed."""
        for path in links:
            where = "leads nowhere" if not path.exists() else f"leads out of the folder, to {path.resolve()}"
            self.lose(
                OUTSIDE,
                path,
                0,
                f"a link that {where}, and is not read",
                "put there what it leads to, and import again",
            )
