"""Looking at folders: which files there are, and a stamp of each that changes whenever the file does. One stat a file.

Beside them the digest: a short name for whatever a row, a recipe or the cache depends on.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

Stamp = tuple[int, int, int]  # time of change as told, size in bytes, time of change as the kernel knows it (ctime)
LEFTOVERS = ("~", ".tmp", ".swp")  # of editors, and of writing that was not finished
UNSETTLED = 50_000_000  # nanoseconds: a file changed this lately may change again within one tick of the clock


def files(
    folder: str,
    below: str = "",
    wanted: Callable[[str], bool] = lambda _: True,
    link: Callable[[str], None] = lambda _: None,
) -> Iterator[tuple[str, Stamp]]:
    """Yield the path below *folder* and the stamp of every file in *folder*/*below* whose name is *wanted*.

    Of every symbolic link on the way, which is followed, the path is told to *link*.

    Hidden files and what editors leave (``~``, ``.tmp``) are no content. A folder that is not there holds nothing. Raises
    OSError where a folder may not be read.
    """
    waiting = [below]
    while waiting:
        inside = waiting.pop()
        before = f"{inside}/" if inside else ""
        try:
            entries = os.scandir(f"{folder}/{inside}" if inside else folder)
        except FileNotFoundError:
            continue
        except NotADirectoryError:  # a single file, as STATIC_PATHS may name one
            found = Path(folder, inside).stat()
            yield inside, (found.st_mtime_ns, found.st_size, found.st_ctime_ns)
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name[0] in ".#" or name.endswith(LEFTOVERS):  # ``is_left_over``, without a call for every file
                    continue
                if entry.is_symlink():
                    link(entry.path)
                if entry.is_dir():
                    waiting.append(f"{before}{name}")
                elif wanted(name):
                    found = entry.stat()
                    yield f"{before}{name}", (found.st_mtime_ns, found.st_size, found.st_ctime_ns)


def stamps(folder: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamps of those of the files *paths* below *folder* that are there."""
    found = {}
    for path in paths:
        with suppress(OSError):
            status = (folder / path).stat()
            found[path] = (status.st_mtime_ns, status.st_size, status.st_ctime_ns)
    return found


def is_left_over(name: str) -> bool:
    """Tell whether a file or folder of that name is no content: hidden, or what editors leave behind."""
    return name[0] in ".#" or name.endswith(LEFTOVERS)


def settled(stamp: Stamp, now: int) -> Stamp:
    """Return *stamp* as it may be remembered at the time *now*: one that is too young to be trusted matches nothing."""
    return stamp if stamp[2] < now - UNSETTLED else (0, 0, 0)


SIZE = 12  # bytes


def digest(*parts: str) -> str:
    """Return a short digest of *parts*; two different lists of parts have different ones."""
    made = blake2b(digest_size=SIZE)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()
