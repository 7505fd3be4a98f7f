"""What every target promises: send a release, say what went, and stop before a catastrophe."""

from collections.abc import Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from outsideinnovation.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Sent:
    """The paths, below the site's root, that went to a target (or would go), and those that were removed from it."""

    uploaded: tuple[str, ...]
    deleted: tuple[str, ...]


class Target(Protocol):
    """A place that takes a release."""

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None) -> Sent:
        """Make the place hold what the folder *release* holds; with *dry_run* only say what that would change.

        Raises ConflictError, before anything is sent, when more than *max_deletes* files (None: any number) would be
        removed; SettingsError when a program, library or key is missing; StorageError when the place refuses.
        """
        ...  # pragma: no cover - a promise


def guard(name: str, deleted: Sized, max_deletes: int | None) -> None:
    """Raise ConflictError when more would be removed from the target called *name* than *max_deletes* allows."""
    if max_deletes is not None and len(deleted) > max_deletes:
        raise ConflictError(
            f"Publishing to {name!r} would remove {len(deleted)} files, and at most {max_deletes} may go: nothing was "
            "sent. See which with --dry-run; if they are to go, raise --max-deletes."
        )
