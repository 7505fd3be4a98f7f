"""The list of the files that builds, or publications, of ours have put into one place: what is on it may be removed.

It lies in ``instance/``, so that it is never published and no cache that is thrown away takes it along.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically

FOLDER = "manifests"  # in instance/


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of one *place*, kept in the file *path*."""

    path: Path
    place: str

    @classmethod
    def of(cls, instance: Path, place: str) -> "Manifest":
        """Return the list of *place*, whatever tells it from any other, for the site whose private folder is *instance*."""
        return cls(instance / FOLDER / f"{digest(place)}.json", place)

    @classmethod
    def of_folder(cls, instance: Path, folder: Path) -> "Manifest":
        """Return the list of a *folder*, a real path; one below the site's folder is still known when that has moved."""
        root = instance.parent
        return cls.of(instance, folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder))

    @property
    def exists(self) -> bool:
        """Whether there is one."""
        return self.path.is_file()

    def read(self) -> frozenset[str] | None:
        """Return the paths on the list, below the place's root; None where there is no list.

        Raises StorageError where it cannot be read: then nobody knows what may be removed.
        """
        try:
            return frozenset(json.loads(self.path.read_bytes())["files"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"Cannot read {self.path}: {error.strerror}. Check its rights.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"{self.path}, the list of what was put into {self.place}, is damaged: nothing was touched. "
                "Remove it, and run the command again with --adopt."
            ) from error

    def write(self, names: Iterable[str]) -> None:
        """Let the list hold *names*, durably. Raises StorageError."""
        data = json.dumps({"place": self.place, "files": sorted(names)}, separators=(",\n", ": "))
        write_atomically(self.path, data.encode())
