"""Links in the content folder that lead out of it: what lies there is read, and may be published, as if it lay here."""

import os
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

from outsideinnovation.errors import Problem

_REMEDY = "what lies there may be published: put a copy here instead, or be sure that everybody may see it"


def outward_links(content: Path, comments: Collection[str] | None = None) -> list[Problem]:
    """Return a problem for every link below *content* that leads out of it, in the order of their paths.

    *comments* are the links among the approved comments, for whoever has just looked at these many files.
    """
    home, approved = content.resolve(), str(content / "comments" / "approved")
    links = _links(str(content), approved if comments is not None else "")
    return sorted(
        Problem(Path(path), 0, f"a link that leads out of {content.name}/, to {target}", _REMEDY)
        for path in chain(links, comments or ())
        if not (target := Path(os.path.realpath(path))).is_relative_to(home)
    )


def _links(folder: str, leave: str) -> Iterator[str]:
    """Yield the links below *folder* and not in *leave*; none is followed, and what is hidden is no content."""
    try:
        entries = os.scandir(folder)
    except OSError:  # whoever reads it says so
        return
    with entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                yield entry.path
            elif entry.path != leave and entry.is_dir(follow_symlinks=False):
                yield from _links(entry.path, leave)
