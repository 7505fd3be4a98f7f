"""Links of posts to other files, by their rows: where they lead, and whether anything may be wrong with them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.links import Link, target_of
from outsideinnovation.builder.content.rows import KnownRow, Row
from outsideinnovation.builder.content.waiting import UNPUBLISHED


def fragment_targets(rows: Iterable[Row], content: Path) -> frozenset[str]:
    """Return the files in which *rows* link to a certain place: where these change, those links have to be looked at."""
    return frozenset(leads_to for row in rows for leads_to, link in between(row, content) if link.fragment)


def hangs_on_others(row: Row, content: Path, known: Callable[[list[str]], Mapping[str, KnownRow]]) -> bool:
    """Tell whether a link of a post may be broken by what others say, whose rows are *known*: headings, or a status."""
    links = list(between(row, content))
    if any(link.fragment for _, link in links):
        return True
    return any(other.row.status in UNPUBLISHED for other in known([path for path, _ in links]).values())


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
