"""What every target promises: send a release, say what went, and leave alone what others have put there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Transferred:
    """The paths, below the site's root, that went to a target (or would go), and those that were removed from it.

    ``overwritten`` are those that went to where a file of others was; ``retained`` are files of others, left as they are.
    """

    uploaded: tuple[str, ...]
    deleted: tuple[str, ...]
    overwritten: tuple[str, ...] = ()
    retained: tuple[str, ...] = ()


class Target(Protocol):
    """A place that takes a release."""

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None, adopt: bool = False) -> Transferred:
        """Make the place hold what the folder *release* holds; with *dry_run* only say what that would change.

        Only what we are known to have published there is ever removed (issue 9). With *adopt*, files of others are
        overwritten where a file of the site belongs. Raises ConflictError, before anything is sent, where files of others
        forbid it, or where more than *max_deletes* files (None: as many as ``guard`` lets go) would be removed;
        SettingsError when a program, library or key is missing; StorageError when the place refuses.
        """
        ...  # pragma: no cover - a promise
