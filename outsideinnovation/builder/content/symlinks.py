"""Links in the content folder that lead out of it: what lies there is read, and may be published, as if it lay here."""

import os
from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.errors import Problem

_REMEDY = "what lies there may be published: put a copy here instead, or be sure that everybody may see it"


def outward_links(content: Path) -> list[Problem]:
    """Return a problem for every link below *content* that leads out of it, in the order of their paths."""
    home = content.resolve()
    return sorted(
        Problem(Path(path), 0, f"a link that leads out of {content.name}/, to {target}", _REMEDY)
        for path in _links(str(content))
        if not (target := Path(os.path.realpath(path))).is_relative_to(home)
    )


def _links(folder: str) -> Iterator[str]:
    """Yield the links below *folder*; none is followed, and what is hidden is no content."""
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
            elif entry.is_dir(follow_symlinks=False):
                yield from _links(entry.path)
