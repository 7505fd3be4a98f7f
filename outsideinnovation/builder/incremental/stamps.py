"""Looking at folders: which files there are, and a stamp of each that changes whenever the file does. One stat a file.

Beside them the digest: a short name for whatever a row, a recipe or the cache depends on.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from outsideinnovation.errors import ContentError, Problem

Stamp = tuple[int, int, int]  # time of change as told, size in bytes, time of change as the kernel knows it (ctime)
LEFTOVERS = ("~", ".tmp", ".swp")  # of editors, and of writing that was not finished
UNKNOWN: Stamp = (0, 0, 0)  # of no file
UNSETTLED = 50_000_000  # nanoseconds: a file changed this lately may change again within one tick of the clock


def files(
    folder: str,
    below: str = "",
    wanted: Callable[[str], bool] = lambda _: True,
    link: Callable[[str], None] = lambda _: None,
    into: Callable[[str], bool] = lambda _: True,
) -> Iterator[tuple[str, Stamp]]:
    """Yield the path below *folder* and the stamp of every file in *folder*/*below* whose name is *wanted*.

    Of every symbolic link on the way, which is followed, the path is told to *link*. A folder, by its path below *folder*, is
    looked *into* or not.

    Hidden files and what editors leave (``a~``, ``a.tmp``, ``#a#``) are no content. A folder that is not there holds nothing.
    Raises ContentError where a folder may not be read, and where a link leads nowhere or to a folder that it lies in.
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
        except OSError as error:
            raise ContentError([unreadable(error)]) from error
        with entries:
            for entry in entries:
                name = entry.name
                if (  # ``is_left_over``, without a call for every file
                    name[0] == "." or name.endswith(LEFTOVERS) or name[0] == "#" == name[-1]
                ):
                    continue
                if entry.is_symlink():
                    if problem := lost_link(entry.path):
                        raise ContentError([problem])
                    link(entry.path)
                if entry.is_dir():
                    if into(inner := f"{before}{name}"):
                        waiting.append(inner)
                elif wanted(name):
                    try:
                        found = entry.stat()
                    except FileNotFoundError:  # gone since the folder was looked at
                        continue
                    yield f"{before}{name}", (found.st_mtime_ns, found.st_size, found.st_ctime_ns)


def stamps(folder: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamps of those of the files *paths* below *folder* that are there."""
    found = {}
    for path in paths:
        with suppress(OSError):
            found[path] = stamp_of(folder / path)
    return found


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of the file at *path*. Raises OSError where there is none."""
    status = path.stat()
    return (status.st_mtime_ns, status.st_size, status.st_ctime_ns)


def visible_files(folder: Path, *, hidden: bool = False) -> Iterator[str]:
    """Yield the paths of the files below *folder*; a hidden folder at its top (such as .git) is somebody else's.

    With *hidden* that is looked into as well. A link to a folder counts as a file: nothing follows it.
    """
    for parent, folders, names in os.walk(folder):
        if parent == str(folder) and not hidden:
            folders[:] = [name for name in folders if not name.startswith(".")]
        below = os.path.relpath(parent, folder)
        for name in (*names, *(name for name in folders if os.path.islink(f"{parent}/{name}"))):  # noqa: PTH114 - often
            yield name if below == "." else f"{below}/{name}"


def lost_link(path: str) -> Problem | None:
    """Return what is wrong with the symbolic link at *path*: it leads nowhere, or to a folder that it lies in."""
    try:
        status = Path(path).stat()
    except OSError:
        return Problem(Path(path), 0, "a link that leads nowhere", "mend it, or remove it")
    if stat.S_ISDIR(status.st_mode):
        lies_in, leads_to = os.path.realpath(os.path.dirname(path)), os.path.realpath(path)  # noqa: PTH120 - no Path a file
        if f"{lies_in}/".startswith(f"{leads_to}/"):
            return Problem(Path(path), 0, "a link to a folder that it lies in", "remove it")
    return None


def unreadable(error: OSError) -> Problem:
    """Return the problem that a file or folder may not be read."""
    return Problem(Path(error.filename), 0, f"cannot be read ({error.strerror})", "give this user the right to read it")


def is_left_over(name: str) -> bool:
    """Tell whether a file or folder of that name is no content: hidden, or what editors leave behind."""
    return name[0] == "." or name.endswith(LEFTOVERS) or name[0] == "#" == name[-1]


def settled(stamp: Stamp, now: int) -> Stamp:
    """Return *stamp* as it may be remembered at the time *now*: one that is too young to be trusted matches nothing."""
    return stamp if stamp[2] < now - UNSETTLED else UNKNOWN


SIZE = 12  # bytes


def digest(*parts: str) -> str:
    """Return a short digest of *parts*; two different lists of parts have different ones."""
    made = blake2b(digest_size=SIZE)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()
