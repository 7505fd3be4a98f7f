"""The files of a foreign folder: no hidden ones, no links that lead out of it, nothing that programs have put there."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
HTML = (".html", ".htm")


def walk(folder: Path, leave: Collection[str] = ()) -> Iterator[Path]:
    """Yield the files below *folder* in the order of their paths; folders right in it whose names are in *leave* are not read.

    Links to folders inside it are followed, as Jekyll and Eleventy do (``_posts`` may be one); each folder once.
    """
    home, followed = folder.resolve(), set[Path]()
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [
            name for name in _seen(folder, parent, folders, leave) if _enters(Path(parent, name), home, followed)
        ]
        for name in _seen(folder, parent, names):
            path = Path(parent, name)
            if not name.endswith("~") and path.resolve().is_relative_to(home) and path.is_file():
                yield path


def left_out(folder: Path, leave: Collection[str] = ()) -> Iterator[Path]:
    """Yield the links below *folder* that ``walk`` leaves out, since they lead out of it or nowhere."""
    home = folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = _seen(folder, parent, folders, leave)
        for path in (Path(parent, name) for name in (*folders, *_seen(folder, parent, names))):
            if path.is_symlink() and not (path.exists() and path.resolve().is_relative_to(home)):
                yield path


def is_markdown(path: Path) -> bool:
    """Tell whether a file of that name is Markdown."""
    return path.name.lower().endswith(MARKDOWN)


def _seen(folder: Path, parent: str, names: Collection[str], leave: Collection[str] = ()) -> list[str]:
    top = leave if Path(parent) == folder else ()
    return sorted(name for name in names if not name.startswith((".", "#")) and name not in top)


def _enters(path: Path, home: Path, followed: set[Path]) -> bool:
    """Tell whether the folder at *path* is to be looked into; a link that leads round in a circle, or to one that was, is not."""
    if not path.is_symlink():
        return True
    leads_to = path.resolve()
    is_new = (
        leads_to.is_relative_to(home)
        and leads_to not in followed
        and not path.parent.resolve().is_relative_to(leads_to)
    )
    followed.add(leads_to)
    return is_new
