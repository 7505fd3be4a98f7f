"""Binding a release: what has not changed is linked from the live one, what has is copied, and all is synced."""

import errno
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from outsideinnovation.deploy.releases.tree import Tree, TreeChange, copy

NO_LINKS = {errno.EXDEV, errno.EMLINK, errno.EPERM, errno.EOPNOTSUPP}  # file systems that cannot, or not oftener
MANY = 200  # files from which on threads wait for the disk together; fewer are synced one by one
THREADS = 16
EVERY = 50
Progress = Callable[[str, int, int], None]


def bind(
    folder: Path,
    built: Tree,
    live: Tree,
    change: TreeChange,
    *,
    carried: Mapping[str, Path],
    progress: Progress = lambda *_: None,
) -> None:
    """Make *folder*, which must not exist, hold the files of *built* and those *carried*, durably.

    Files of *live* that *change* leaves alone are linked, never copied; no file is ever changed in place. Raises OSError.
    """
    folder.mkdir(parents=True)
    fresh = frozenset(change.written)
    made = {""}
    for number, path in enumerate(built.files, 1):
        _make_parent(folder, path, made)
        if path in fresh:
            copy(built.folder / path, folder / path)
        else:
            _link(f"{live.folder}/{path}", f"{folder}/{path}")
        progress("Copying", number, len(built.files))
    for path, source in carried.items():
        with suppress(FileExistsError, NotADirectoryError):  # the new site has something else at that address
            _make_parent(folder, path, made)
            _link(str(source), f"{folder}/{path}")
    sync([folder / path for path in fresh])
    sync(folder / path for path in made)
    sync([folder.parent])


def sync(paths: Iterable[Path]) -> None:
    """Wait until files and folders are on the disk. Raises OSError for any that is not: it must then not be relied on."""
    wanted = list(paths)
    if len(wanted) < MANY:
        for path in wanted:
            _sync(path)
        return
    os.sync()  # lets the disk write all of it in its own order; the calls below then only ask whether it did
    with ThreadPoolExecutor(THREADS, thread_name_prefix="sync") as pool:
        for _ in pool.map(_sync, wanted):
            pass


def _make_parent(folder: Path, path: str, made: set[str]) -> None:
    parent = path.rpartition("/")[0]
    if parent not in made:
        _make_parent(folder, parent, made)
        (folder / parent).mkdir(exist_ok=True)
        made.add(parent)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        copy(Path(source), Path(target))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
