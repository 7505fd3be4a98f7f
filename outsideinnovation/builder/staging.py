"""A build's own folder beside the output: filled by the build, then put in place file by file, each by one rename.

Whatever goes wrong before ``install_only`` leaves the output as it was. A file whose bytes have not changed is not
touched, so web servers, rsync and CDNs see a small change as small. Only what it is told to is ever replaced or removed.
"""

import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation import modification_time
from outsideinnovation.builder.fast_paths.folder_spreading import spread_apart
from outsideinnovation.builder.incremental.stamps import visible_files
from outsideinnovation.errors import StorageError

CHUNK = 1 << 20
LEFT_BEHIND = 24 * 3600  # seconds; no build takes that long
FOLDER_MODE = 0o777
ENDING = ".building"  # of the name of the folder that a build fills


@dataclass(frozen=True, slots=True)
class Installed:
    """How many files an installation wrote and removed."""

    written: int
    removed: int


class Staging:
    """A temporary folder next to *output*, removed when the ``with`` block ends, however it ends."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self.folder = output
        self._made: set[str] = set()
        self._present = output.exists()

    def __enter__(self) -> "Staging":
        try:
            self._output.parent.mkdir(parents=True, exist_ok=True)
            self._clear_away()
            self.folder = self._output.with_name(f".{self._output.name}-{os.urandom(4).hex()}{ENDING}")
            self.folder.mkdir(0o700)
            spread_apart(str(self.folder))
        except OSError as error:
            raise StorageError(
                f"{self._output.parent}: cannot build here: {error.strerror}: give the right to write there."
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, name: str, data: bytes) -> list[str]:
        """Stage *data* as the file *name*; return its name where the present file differs, else nothing, staging nothing.

        Raises StorageError.
        """
        if self._present:
            with suppress(OSError), open(f"{self._output}/{name}", "rb") as present:  # noqa: PTH123 - Path takes as long as a small file
                if present.read() == data:
                    return []
        parent = name.rpartition("/")[0]
        try:
            self._make(parent)
            descriptor = os.open(f"{self.folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
            try:
                _write(descriptor, data)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _refused(self._output / name, error) from error
        return [name]

    def copy(self, name: str, source: Path) -> list[str]:
        """Stage a copy of *source* as the file *name*; return as ``put`` does. Raises StorageError."""
        try:
            if self._present and _same(source, self._output / name):
                return []
            self._make(name.rpartition("/")[0])
            shutil.copyfile(source, self.folder / name)
        except OSError as error:
            remedy = "give the right to read the one and to write the other, or free space"
            raise StorageError(f"{source} → {self._output / name}: {error.strerror}: {remedy}.") from error
        return [name]

    def there(self) -> list[str]:
        """Return the names of the files that the output has now."""
        return list(visible_files(self._output)) if self._output.is_dir() else []

    def staged(self) -> tuple[list[str], list[str]]:
        """Return the names of all staged files, and of those among them which the output has not like that."""
        names = list(visible_files(self.folder))
        return names, [name for name in names if not _same(self.folder / name, self._output / name)]

    def install_only(self, written: Iterable[str], removed: Iterable[str]) -> Installed:
        """Put the staged files *written* in place and take *removed* away; the rest of the output stays as it is.

        A folder of files that stay never gives way to a file, nor a file that stays to a folder. Raises StorageError.
        """
        new, old = list(written), list(removed)
        try:
            if not self._output.exists():
                return self._become_the_output(len(new))
            for name in old:
                with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    (self._output / name).unlink()
            _remove_emptied_folders(self._output, old)
            for name in new:
                _replace(self.folder / name, self._output / name, self._output / self.folder.name)
        except OSError as error:
            raise _refused(error.filename, error) from error
        return Installed(len(new), len(old))

    def _make(self, parent: str) -> None:
        """Make a folder in the staging folder; those that lie right in it are spread, being many years and tags."""
        if parent in self._made:
            return
        top = parent.partition("/")[0]
        if top not in self._made:
            os.makedirs(f"{self.folder}/{top}", exist_ok=True)  # noqa: PTH103 - a thousand times in one build
            spread_apart(f"{self.folder}/{top}")
        os.makedirs(f"{self.folder}/{parent}", exist_ok=True)  # noqa: PTH103 - likewise
        self._made |= {top, parent}

    def _clear_away(self) -> None:
        """Remove what builds that were killed have left; one that is at work is not as old as that."""
        named = re.compile(re.escape(f".{self._output.name}-") + "[0-9a-f]{8}" + re.escape(ENDING))
        places = (self._output.parent, self._output) if self._present else (self._output.parent,)
        for left in (each for place in places for each in place.iterdir() if named.fullmatch(each.name)):
            with suppress(OSError):
                if time.time() - left.lstat().st_mtime > LEFT_BEHIND:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    def _become_the_output(self, written: int) -> Installed:
        self.folder.chmod(FOLDER_MODE & ~_umask())
        self.folder.rename(self._output)
        return Installed(written, 0)


def _refused(where: object, error: OSError) -> StorageError:
    return StorageError(f"{where}: {error.strerror}: give the right to write there, or free space.")


def _write(descriptor: int, data: bytes) -> None:
    """Write all of *data*: what the system takes in one go has its limits."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _same(new: Path, old: Path) -> bool:
    try:
        before, after = old.stat(follow_symlinks=False), new.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    if before.st_size != after.st_size or not stat.S_ISREG(before.st_mode):
        return False
    with new.open("rb") as one, old.open("rb") as other:
        while chunk := one.read(CHUNK):
            if chunk != other.read(CHUNK):
                return False
    return True


def _replace(new: Path, old: Path, beside: Path) -> None:
    """Put *new* in the place of *old*; *beside* is a name in the output for a copy, where that is a mount of its own."""
    if old.is_dir() and not old.is_symlink():
        for parent, _, _ in os.walk(old, topdown=False):
            Path(parent).rmdir()  # empty folders may give way; what is in others stays, and this fails
    old.parent.mkdir(parents=True, exist_ok=True)
    modification_time.follow(new, old)
    try:
        new.replace(old)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(new, beside)
        modification_time.follow(beside, old)
        beside.replace(old)


def _remove_emptied_folders(folder: Path, removed: Iterable[str]) -> None:
    """Remove the folders, below *folder*, in which nothing is left now that the files *removed* are gone."""
    parents = {parent for name in removed for parent in Path(name).parents if parent.name}
    for parent in sorted(parents, key=lambda each: len(each.parts), reverse=True):
        with suppress(OSError):  # there is something in it, or somebody's link has its name
            (folder / parent).rmdir()
