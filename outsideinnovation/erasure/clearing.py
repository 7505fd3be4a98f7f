"""Clearing one place after the other: what was found there, and what is done about it unless it is only asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation import files
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.erasure.report import ErasedPlace
from outsideinnovation.erasure.subject import Subject
from outsideinnovation.errors import StorageError
from outsideinnovation.site import Site


@dataclass(frozen=True, slots=True)
class Clearing:
    """How one erasure goes about it; a *dry_run* looks only."""

    site: Site
    subject: Subject
    now: datetime
    maker: CandidateBuilder
    dry_run: bool

    def place(
        self, name: str, path: Path, found: list[Any], remove: Callable[[list[Any]], int], note: str = ""
    ) -> ErasedPlace:
        """Return what was found in a place, after *remove* has said how much of it is gone."""
        removed = remove(found) if found and not self.dry_run else 0
        return ErasedPlace(name, path, len(found), removed, note if found else "")


def unlink(paths: Iterable[Path]) -> int:
    """Remove files durably and return how many there were. Raises StorageError."""
    removed = 0
    for path in paths:
        try:
            path.unlink()
            files.sync_directory(path.parent)
            removed += 1
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StorageError(f"Cannot remove {path}: {error.strerror}. Check the folder's rights.") from error
    return removed


def without_lines(path: Path, is_gone: Callable[[bytes], bool]) -> int:
    """Take lines out of a file, and the file away where none is left; return how many there were."""
    with path.open("rb") as stream:
        lines = list(stream)
    remaining = [line for line in lines if not is_gone(line)]
    if not remaining:
        unlink([path])
    elif len(remaining) < len(lines):
        files.replace(path, b"".join(remaining))
    return len(lines) - len(remaining)
