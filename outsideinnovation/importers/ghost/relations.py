"""What other tables say of Ghost's posts: tags and authors in their order, and what is set for few of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from outsideinnovation.importers.json_rows import Row

TABLES = frozenset({"tags", "users", "members", "posts_tags", "posts_authors", "posts_meta", "settings", "newsletters"})
INTERNAL = "#"  # begins the name of a tag that is never shown


@dataclass(frozen=True, slots=True)
class Named:
    """A tag or an author: what readers read, and how their list was addressed."""

    name: str
    slug: str


@dataclass(slots=True)
class Relations:
    """Everything of ``TABLES``, by the ids of Ghost; ``internal`` counts the tags that are never shown."""

    tags: dict[str, Named] = field(default_factory=dict)
    authors: dict[str, Named] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Row] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    internal: int = 0
    _tagged: defaultdict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    _written: defaultdict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, row: Row) -> None:
        """Take in a *row* of one of ``TABLES``."""
        if table == "tags" and (text(row, "name").startswith(INTERNAL) or text(row, "visibility") == "internal"):
            self.internal += 1
        elif table == "tags":
            self.tags[text(row, "id")] = Named(text(row, "name"), text(row, "slug"))
        elif table == "users":
            self.authors[text(row, "id")] = Named(text(row, "name"), text(row, "slug"))
        elif table == "members":
            self.members[text(row, "id")] = text(row, "name")
        elif table == "posts_tags":
            self._tagged[text(row, "post_id")].append((_order(row), text(row, "tag_id")))
        elif table == "posts_authors":
            self._written[text(row, "post_id")].append((_order(row), text(row, "author_id")))
        elif table == "posts_meta":
            self.meta[text(row, "post_id")] = row
        elif table == "settings":
            self.settings[text(row, "key")] = row.get("value")

    def tags_of(self, post: str) -> list[Named]:
        """Return the tags of a post that are shown, the primary one first."""
        found = (self.tags.get(tag) for _, tag in sorted(self._tagged.get(post, ()), key=_first))
        return [tag for tag in found if tag and tag.name]

    def authors_of(self, post: Row) -> list[Named]:
        """Return the authors of a post; older exports name one, in the post itself."""
        written = sorted(self._written.get(text(post, "id"), ()), key=_first) or [(0.0, text(post, "author_id"))]
        found = (self.authors.get(author) for _, author in written)
        return [author for author in found if author and author.name]


def text(row: Row, name: str) -> str:
    """Return a value as text; empty where there is none. Ids are numbers in old exports."""
    value = row.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def is_set(row: Row, name: str) -> bool:
    """Tell whether a value that is 0 or 1, or false or true, is set."""
    return str(row.get(name)).lower() in {"1", "true"}


def _order(row: Row) -> float:
    order = row.get("sort_order")
    return float(order) if isinstance(order, (int, float, Decimal)) else 0.0


def _first(pair: tuple[float, str]) -> float:
    return pair[0]
