"""Links of posts to other files, by their rows: where they lead, and whether anything may be wrong with them."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.links import Link, target_of
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.waiting import UNPUBLISHED


def fragment_targets(rows: Iterable[Row], content: Path) -> frozenset[str]:
    """Return the files in which *rows* link to a certain place: where these change, those links have to be looked at."""
    return frozenset(leads_to for row in rows for leads_to, link in between(row, content) if link.fragment)


def hangs_on_others(row: Row, content: Path, other: Callable[[str], Row]) -> bool:
    """Tell whether a link of a post may be broken by what another says: its headings, or that it is a draft."""
    return any(link.fragment or other(path).status in UNPUBLISHED for path, link in between(row, content))


def between(row: Row, content: Path) -> Iterator[tuple[str, Link]]:
    """Yield each link of a post to the source of another, with the path of that."""
    for what, target in row.links:
        if what == "filename" and (leads_to := target_of(content, row.path, target)):
            yield leads_to, Link(what, target)


def leads_nowhere(row: Row, content: Path) -> str | None:
    """Return where the first link of a post leads that has no file, or has lost it since it was read."""
    return next(
        (
            target
            for what, target in row.links
            if what in internal.FILES
            and not any((content / path).is_file() for path in internal.candidates(row.path, target))
        ),
        None,
    )
