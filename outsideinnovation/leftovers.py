"""Temporary files of ours that a crash has left behind: they go once they are old, and nothing else does.

Whatever is written appears by a rename or a link from such a file beside it, whose name nobody else gives to a file.
"""

import os
import re
import shutil
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outsideinnovation.site import Site

OLD = timedelta(hours=1)  # what was begun since may be another process's work
_FILE = re.compile(r"\..+\.[0-9a-f]{8}\.tmp", re.DOTALL)  # as files.write_atomically and files.create name them
_FOLDER = re.compile(r"\.verify-[a-z0-9_]{8}")  # as tempfile names the folder of oi build --verify
_OLD_FOLDER = timedelta(days=1)  # no build takes that long


def sweep_site(site: Site, now: datetime) -> list[Path]:
    """Sweep the folders of *site*: what people wrote and private state. Releases and outputs are swept by who makes them."""
    folders = [(site.content, ()), (site.instance, ("releases",))]
    return [path for folder, leave in folders for path in sweep(folder, now, leave=leave)]


def sweep(folder: Path, now: datetime, *, leave: Collection[str] = ()) -> list[Path]:
    """Remove what was left unfinished below *folder*, and return it; folders right in it that are named in *leave* are left.

    What may not be removed stays, and nothing is said of it: the next sweep meets it again.
    """
    swept = []
    for path in _leftovers(folder, leave):
        with suppress(OSError):
            found = path.lstat()
            age = now - datetime.fromtimestamp(found.st_mtime, UTC)
            if stat.S_ISREG(found.st_mode) and age >= OLD:
                path.unlink()
                swept.append(path)
            elif stat.S_ISDIR(found.st_mode) and age >= _OLD_FOLDER:
                shutil.rmtree(path)
                swept.append(path)
    return swept


def _leftovers(folder: Path, leave: Collection[str]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        yield from (Path(parent, name) for name in names if name.startswith(".") and _FILE.fullmatch(name))
        yield from (Path(parent, name) for name in folders if _FOLDER.fullmatch(name) and parent == str(folder))
        left = leave if parent == str(folder) else ()
        folders[:] = [name for name in folders if name != ".git" and not _FOLDER.fullmatch(name) and name not in left]
