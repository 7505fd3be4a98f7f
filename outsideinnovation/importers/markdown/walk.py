"""The files of a foreign folder: no hidden ones, no links that lead out of it, nothing that programs have put there."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
HTML = (".html", ".htm")


def walk(folder: Path, leave: Collection[str] = ()) -> Iterator[Path]:
    """Yield the files below *folder* in the order of their paths; folders right in it whose names are in *leave* are not read."""
    home = folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "#")))
        if Path(parent) == folder:
            folders[:] = [name for name in folders if name not in leave]
        for name in sorted(names):
            path = Path(parent, name)
            if (
                not name.startswith((".", "#"))
                and not name.endswith("~")
                and path.resolve().is_relative_to(home)
                and path.is_file()
            ):
                yield path


def is_markdown(path: Path) -> bool:
    """Tell whether a file of that name is Markdown."""
    return path.name.lower().endswith(MARKDOWN)
