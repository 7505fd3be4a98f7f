"""A folder of this machine, such as a web server's: whole files only, unchanged ones untouched, deletions last."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from outsideinnovation import modification_time
from outsideinnovation.deploy.targets import listing
from outsideinnovation.deploy.targets.guard import guard
from outsideinnovation.deploy.targets.options import Options
from outsideinnovation.deploy.targets.published_list import NAME, PublishedList
from outsideinnovation.deploy.targets.target import Transferred
from outsideinnovation.errors import StorageError
from outsideinnovation.files import sync_directory, write_atomically

INCOMING = ".oi-incoming-"  # everything that is new is here first, so that a full disk changes nothing that readers see
WRITERS = 16  # threads that wait for the disk together, as in files.create_all
CHUNK = 1 << 20
LEFT_BEHIND = 24 * 3600  # seconds; no publication takes that long


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder at ``path``, a real path; it is made where it is missing."""

    name: str
    path: Path
    published: PublishedList

    @classmethod
    def of(cls, options: Options) -> "Folder":
        """Read ``path``: absolute, or below the site's folder. Raises ConflictError where it is none to publish to."""
        path = options.place(options.text("path"))
        options.done()
        return cls(options.name, path, PublishedList.of(options, f"the folder {path}"))

    def send(self, release: Path, *, dry_run: bool, max_deletes: int | None, adopt: bool = False) -> Transferred:
        """Replace what differs, each file by one rename. Raises ConflictError, NotFoundError and StorageError."""
        with _storage_errors(self.path):
            here = listing.files(release)
            there = listing.files(self.path) if self.path.is_dir() else {}
            changed = [path for path, file in here.items() if not (path in there and _same(file, there[path]))]
            taken = [path for path in changed if path not in there and _is_file(self.path / path)]  # spelt otherwise
            found = self._list()
            plan = listing.plan(here, {*there, *taken}, changed, self.published.known(found, there))
            guard(self.name, plan, max_deletes=max_deletes, adopt=adopt)
            if not dry_run:
                found = self._carry_out(plan, here, found) if plan else found
                self.published.keep(here, found, self._put_list)
        return plan.as_sent()

    def _list(self) -> bytes | None:
        try:
            return (self.path / NAME).read_bytes()
        except FileNotFoundError:
            return None

    def _put_list(self, data: bytes) -> None:
        write_atomically(self.path / NAME, data)

    def _carry_out(self, plan: listing.Plan, here: dict[str, Path], found: bytes | None) -> bytes:
        self.path.mkdir(parents=True, exist_ok=True)
        self._clear_away()
        with TemporaryDirectory(dir=self.path, prefix=INCOMING) as incoming:
            new = [Path(incoming, str(number)) for number in range(len(plan.upload))]
            with ThreadPoolExecutor(WRITERS, thread_name_prefix="copy") as pool:
                list(pool.map(_copy, (here[path] for path in plan.upload), new))
            found = self.published.keep(plan.during, found, self._put_list)
            first = {*listing.in_the_way(plan.delete, plan.upload), *_spelt_otherwise(plan)}
            self._remove(first)
            for path, file in zip(plan.upload, new, strict=True):
                self._put(file, self.path / path)
        self._remove(path for path in plan.delete if path not in first)
        for folder in {(self.path / path).parent for path in (*plan.upload, *plan.delete)} | {self.path}:
            if folder.is_dir():
                sync_directory(folder)
        return found

    def _clear_away(self) -> None:
        """Remove what a publication that was killed has left; one that is at work is not as old as that."""
        for left in (*self.path.glob(f"{INCOMING}????????"), *self.path.glob(f".{NAME}.????????.tmp")):
            with suppress(OSError):
                if time.time() - left.lstat().st_mtime > LEFT_BEHIND:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    def _put(self, new: Path, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            for parent, _, _ in os.walk(path, topdown=False):
                Path(parent).rmdir()  # empty folders give way; what has come into one meanwhile stays, and this fails
        path.parent.mkdir(parents=True, exist_ok=True)
        modification_time.follow(new, path)
        new.replace(path)

    def _remove(self, paths: Iterable[str]) -> None:
        for path in (self.path / path for path in paths):
            if path.is_symlink() or path.is_file():
                path.unlink()
            parent = path.parent
            while parent != self.path and parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
                parent = parent.parent


def _spelt_otherwise(plan: listing.Plan) -> Iterator[str]:
    """Yield what is to go and may be a new file by another spelling, where a disk does not tell capitals from others."""
    new = {path.casefold() for path in plan.upload}
    yield from (path for path in plan.delete if path.casefold() in new)


def _is_file(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


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
