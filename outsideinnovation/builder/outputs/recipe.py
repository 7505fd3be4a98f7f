"""A recipe: how one output of the site, or a few that are made together, come about."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from outsideinnovation.builder.content.rows import Row, as_line


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one output (or a few that are made together) comes about.

    ``name`` is the output's path, or that of the first; ``kind`` names an ``OutputKind``; ``items`` are the paths of the
    rows it shows, in order; ``more`` are the few other values it needs, as JSON knows them.
    """

    name: str
    kind: str
    items: tuple[str, ...] = ()
    more: tuple[Any, ...] = ()

    def dump(self) -> str:
        """Write items and the other values as one line of JSON."""
        return as_line([self.items, self.more])

    @classmethod
    def load(cls, name: str, kind: str, line: str) -> "Recipe":
        """Read what ``dump`` wrote."""
        items, more = json.loads(line)
        return cls(name, kind, tuple(items), tuple(more))


def paths(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the paths of *rows*, as a recipe names them."""
    return tuple(row.path for row in rows)
