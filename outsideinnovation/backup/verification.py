"""Compares a backup with its manifest, octet by octet: what is missing, what was changed, what does not belong there."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from outsideinnovation.backup import copying, manifest
from outsideinnovation.backup.manifest import BackupManifest, SavedFile
from outsideinnovation.errors import ContentError, Problem

Report = Callable[[str, int, int], None]
_REMEDY = "take another backup, or restore an older one"


def verify(backup: Path, report: Report = lambda *_: None) -> BackupManifest:
    """Return the manifest of the folder *backup*, all of which is as it was written.

    Raises ContentError with every file that is not, NotFoundError or StorageError where there is no manifest to go by.
    """
    said = BackupManifest.read(backup)
    problems = []
    for number, (name, saved) in enumerate(said.files.items(), 1):
        if what := _difference(backup / name, saved):
            problems.append(Problem(backup / name, 0, what, _REMEDY))
        report("check", number, len(said.files))
    problems += [
        Problem(path, 0, "does not belong to this backup", "move it out of the folder")
        for path in _files(backup)
        if str(path.relative_to(backup)) not in said.files and path != backup / manifest.NAME
    ]
    if problems:
        raise ContentError(problems)
    return said


def _difference(path: Path, wanted: SavedFile) -> str:
    """Return in words how the file at *path* differs from what was written; nothing where it does not."""
    if path.is_symlink() or not path.exists():
        return "is missing"
    try:
        found = copying.saved(path, wanted.mode)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if found.size != wanted.size:
        return f"has {found.size} octets instead of {wanted.size}"
    return "" if found.sha256 == wanted.sha256 else "is damaged (its SHA-256 is another)"


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(parent, name) for name in sorted(names))
