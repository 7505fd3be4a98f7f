"""The manifest of a backup: every file with its size, SHA-256, rights and time, so that a backup is whole or is none."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from outsideinnovation.errors import NotFoundError, StorageError

NAME = "manifest.json"
FORMAT = 1  # a program reads this one and all older ones
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file of a backup: ``size`` in octets, ``mode`` as chmod takes it, ``modified`` in nanoseconds since 1970."""

    size: int
    sha256: str
    mode: int
    modified: int


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds; ``files`` by their paths in its folder, ``program`` the version that took it at ``made``."""

    made: datetime
    program: str
    has_keys: bool
    files: Mapping[str, SavedFile]

    def dump(self) -> bytes:
        """Return it as JSON."""
        files = {path: asdict(file) for path, file in sorted(self.files.items())}
        head = {"format": FORMAT, "made": self.made.isoformat(), "program": self.program, "keys": self.has_keys}
        return json.dumps(head | {"files": files}, indent=1, ensure_ascii=False).encode("utf-8", "surrogateescape")

    @classmethod
    def read(cls, backup: Path) -> "BackupManifest":
        """Read that of the folder *backup*. Raises NotFoundError where there is none, StorageError for one to refuse."""
        path = backup / NAME
        try:
            said = json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
            if said["format"] > FORMAT:
                raise StorageError(
                    f"{path}: written by a newer program ({said['program']}): install that, or a later one."
                )
            files = {str(name): _saved(name, values) for name, values in said["files"].items()}
            return cls(datetime.fromisoformat(said["made"]), str(said["program"]), bool(said["keys"]), files)
        except (FileNotFoundError, NotADirectoryError):
            raise NotFoundError(f"{backup}: no whole backup, for it has no {NAME}. {_choices(backup)}") from None
        except OSError as error:
            raise StorageError(f"Cannot read {path}: {error.strerror}. Check its rights.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageError(f"{path} is damaged ({error}): take another backup.") from None


def _saved(name: str, values: Mapping[str, object]) -> SavedFile:
    """Return the file of that *name*; whoever wrote the manifest can name none outside the folder."""
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name or str(path) != name:
        raise ValueError(f"no path of a file: {name!r}")
    size, sha256, mode, modified = (values[key] for key in ("size", "sha256", "mode", "modified"))
    if not (isinstance(size, int) and isinstance(mode, int) and isinstance(modified, int)):
        raise TypeError(f"{name!r}: a number is missing")
    if not _SHA256.fullmatch(str(sha256)):
        raise ValueError(f"{name!r}: no SHA-256")
    return SavedFile(size, str(sha256), mode & 0o755, modified)


def _choices(folder: Path) -> str:
    """Return the backups that lie in *folder*, for whoever named the folder above them."""
    found = sorted(path.parent for path in folder.glob(f"[0-9]*/{NAME}"))
    return f"Name one of those in it, the newest is {found[-1]}" if found else "Name a folder that `oi backup` made."
