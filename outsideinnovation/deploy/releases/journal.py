"""The journal of a small change to the live release: files are renamed into it whole, and a crash cannot leave it half done.

First the new files are laid aside and synced; then the list of what goes where is written, which is the point of no
return; then it is carried out. What a crash leaves is carried out to its end if the list is there, else thrown away.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from outsideinnovation.deploy.releases import html_document
from outsideinnovation.deploy.releases.assemble import sync
from outsideinnovation.deploy.releases.release_store import Release, Releases
from outsideinnovation.deploy.releases.tree import Tree, TreeChange, copy
from outsideinnovation.errors import StorageError
from outsideinnovation.files import sync_directory, write_atomically

LIST = "changes.json"


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal in *folder* (``instance/journal``) of changes to *releases*."""

    folder: Path
    releases: Releases

    def carry_out(self, change: TreeChange, built: Tree, release: Release) -> None:
        """Make *change* in the live release, with the files of *built*; *release* is its record afterwards.

        Raises StorageError. Before the point of no return nothing has happened then, after it the next start goes on.
        """
        entry = self.folder / release.id
        written = sorted(change.written, key=_rank)
        try:
            shutil.rmtree(entry, ignore_errors=True)
            entry.mkdir(parents=True)
            staged = [entry / str(number) for number in range(len(written))]
            for path, place in zip(written, staged, strict=True):
                copy(built.folder / path, place)
            sync([*staged, entry, self.folder, self.folder.parent])
            changes = {"written": written, "removed": change.removed, "record": release.dump().decode()}
            write_atomically(entry / LIST, json.dumps(changes).encode())
            self._finish(entry)
        except OSError as error:
            raise _refused(error) from error
        finally:
            if not (entry / LIST).exists():
                shutil.rmtree(entry, ignore_errors=True)

    def recover(self) -> None:
        """Carry out or throw away what a crash has left; it may crash itself and be repeated. Raises StorageError."""
        try:
            for entry in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
                if (entry / LIST).exists():
                    self._finish(entry)
                else:
                    shutil.rmtree(entry)
        except OSError as error:
            raise _refused(error) from error

    def _finish(self, entry: Path) -> None:
        changes: dict[str, Any] = json.loads((entry / LIST).read_bytes())
        release = Release.load(changes["record"].encode())
        live = self.releases.folder(release.id)
        for number, path in enumerate(changes["written"]):
            if (staged := entry / str(number)).exists():  # else it is there already, and the crash came later
                (live / path).parent.mkdir(parents=True, exist_ok=True)
                staged.replace(live / path)
        for path in changes["removed"]:
            (live / path).unlink(missing_ok=True)
        sync(
            live / folder for folder in _folders([*changes["written"], *changes["removed"]]) if (live / folder).is_dir()
        )
        _remove_empty_folders(live, changes["removed"])
        self.releases.write(release)
        (entry / LIST).unlink()
        sync_directory(entry)  # before anything else is done to the release, or this would be done again after a crash
        shutil.rmtree(entry)


def fits(change: TreeChange, live: Tree) -> bool:
    """Tell whether *change* only replaces files: where a file and a folder swap their names, a whole release is needed."""
    return not any(
        (live.folder / path).is_dir() or not live.files.keys().isdisjoint(_parents(path)) for path in change.added
    )


def _rank(path: str) -> tuple[int, str]:
    """Sort what pages need before the pages, and what points to pages behind them."""
    if html_document.is_page(path):
        return 1, path
    return (2, path) if html_document.is_document(path) else (0, path)


def _parents(path: str) -> Iterator[str]:
    return (str(parent) for parent in PurePosixPath(path).parents)


def _folders(paths: list[str]) -> list[str]:
    return sorted({parent for path in paths for parent in _parents(path)}, reverse=True)


def _remove_empty_folders(live: Path, removed: list[str]) -> None:
    for folder in _folders(removed):
        if folder != "." and (live / folder).is_dir() and not any((live / folder).iterdir()):
            (live / folder).rmdir()


def _refused(error: OSError) -> StorageError:
    return StorageError(f"Cannot write {error.filename}: {error.strerror}. Check the folder's rights and free space.")
