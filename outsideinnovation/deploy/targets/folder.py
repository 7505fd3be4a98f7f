"""A folder of this machine, such as a web server's: whole files only, unchanged ones untouched, deletions last."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.deploy.targets import listing
from outsideinnovation.deploy.targets.options import Options
from outsideinnovation.deploy.targets.target import Sent, guard
from outsideinnovation.errors import StorageError
from outsideinnovation.files import sync_directory

INCOMING = ".incoming"  # everything that is new is here first, so that a full disk changes nothing that readers see
WRITERS = 16  # threads that wait for the disk together, as in files.create_all
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder at ``path``; it is made where it is missing."""

    name: str
    path: Path

    @classmethod
    def of(cls, options: Options) -> "Folder":
        """Read ``path``: absolute, or below the site's folder."""
        folder = cls(options.name, options.root / Path(options.text("path")).expanduser())
        options.done()
        return folder

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None) -> Sent:
        """Replace what differs, each file by one rename. Raises ConflictError, NotFoundError and StorageError."""
        with _storage_errors(self.path):
            here = listing.files(release)
            there = listing.files(self.path) if self.path.is_dir() else {}
            changed = [path for path, file in here.items() if not (path in there and _same(file, there[path]))]
            plan = listing.plan(here, there, changed)
            guard(self.name, plan.delete, max_deletes)
            if not dry_run and (plan.upload or plan.delete):
                self._carry_out(plan, here)
        return plan.as_sent()

    def _carry_out(self, plan: listing.Plan, here: dict[str, Path]) -> None:
        incoming = self.path / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        try:
            with ThreadPoolExecutor(WRITERS, thread_name_prefix="copy") as pool:
                list(pool.map(lambda item: _copy(here[item[1]], incoming / str(item[0])), enumerate(plan.upload)))
            for number, path in enumerate(plan.upload):
                self._put(incoming / str(number), self.path / path)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
        for path in plan.delete:
            self._remove(self.path / path)
        for folder in {(self.path / path).parent for path in (*plan.upload, *plan.delete)} | {self.path}:
            if folder.is_dir():
                sync_directory(folder)

    def _put(self, new: Path, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)  # a folder has become a file; all that is in it goes anyway
        for parent in path.relative_to(self.path).parents:
            if parent.name and ((self.path / parent).is_symlink() or (self.path / parent).is_file()):
                (self.path / parent).unlink()  # a file has become a folder, or leads elsewhere
        path.parent.mkdir(parents=True, exist_ok=True)
        new.replace(path)

    def _remove(self, path: Path) -> None:
        if path.is_symlink() or path.is_file():
            path.unlink()
        parent = path.parent
        while parent != self.path and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent


def _same(new: Path, old: Path) -> bool:
    if old.is_symlink() or new.stat().st_size != old.stat().st_size:
        return False
    with new.open("rb") as one, old.open("rb") as other:
        while chunk := one.read(CHUNK):
            if chunk != other.read(CHUNK):
                return False
    return True


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reader, target.open("wb") as writer:
        shutil.copyfileobj(reader, writer, CHUNK)
        writer.flush()
        os.fsync(writer.fileno())


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise StorageError(
            f"Cannot publish to {path}: {where}: {error.strerror}. Give the right to write there, or free space."
        ) from error
