"""Series: posts that belong together and are read one after another, by the fields that pelican-series knows too."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

Post = TypeVar("Post")


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """What a post says of its series: ``Series``, ``Series_index`` as it is written, and its date."""

    name: str
    index: str
    date: datetime


def series(posts: Iterable[Post], part: Callable[[Post], SeriesPart]) -> dict[str, list[Post]]:
    """Return the posts of each series by its name: those with an index first, by it, then the others by date.

    That is the order of pelican-series, but that 10 comes after 9.
    """
    found: dict[str, list[tuple[SeriesPart, Post]]] = {}
    for post in posts:
        place = part(post)
        if place.name:
            found.setdefault(place.name, []).append((place, post))
    return {
        name: [post for _, post in sorted(parts, key=lambda each: _order(each[0]))] for name, parts in found.items()
    }


def as_shown(name: str, place: int, parts: Sequence[Any]) -> Mapping[str, Any]:
    """Return what templates see of the series of the post that is at *place*, from 0, under pelican-series' names."""
    return {
        "name": name,
        "index": place + 1,
        "all": [*parts],
        "all_previous": [*parts[:place]],
        "all_next": [*parts[place + 1 :]],
        "previous": parts[place - 1] if place else None,
        "next": parts[place + 1] if place + 1 < len(parts) else None,
    }


def _order(part: SeriesPart) -> tuple[bool, int, datetime]:
    return not part.index, int(part.index or 0), part.date
