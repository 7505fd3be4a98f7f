"""The report of an erasure, in words and as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from outsideinnovation.comments.cleaning import visible
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

if TYPE_CHECKING:
    from outsideinnovation.erasure import ErasureReport  # loads the database, which `oi --help` does not need


def in_words(report: "ErasureReport", site: Site, what: str = "comment") -> Iterator[str]:
    """Yield the report for people: what, where, and the proof."""
    did = "would be erased" if report.dry_run else "erased"
    number = counted(len(report.ids), "comment")
    if what:
        yield f"{number} {did}: {', '.join(report.ids)}" if report.ids else f"No {what} {did}."
    for place in report.places:
        result = "nothing" if not place.found else f"{place.found} found"
        if place.found and not report.dry_run:
            result += f", {place.removed} removed"
        yield f"{place.name:<20} {result}" + (f" ({place.note})" if place.note else "")
    if report.dry_run:
        yield "Nothing was changed."
        return
    searched = ", ".join(visible(str(folder)) for folder in report.searched)
    if report.remains:
        yield f"Searched every byte of {searched}; this is left, look at it:"
        yield from (visible(f"{residue.path}: {residue.what}") for residue in report.remains)
    else:
        yield f"Searched every byte of {searched}: nothing is left."
    if (site.root / ".git").exists():
        yield "git keeps what was committed: rewrite the history of content/ if it must go there too."


def as_object(report: "ErasureReport") -> dict[str, Any]:
    """Return the report for programs."""
    return {
        "ids": [*report.ids],
        "dry_run": report.dry_run,
        "places": [
            {
                "place": place.name,
                "path": str(place.path),
                "found": place.found,
                "removed": place.removed,
                "note": place.note,
            }
            for place in report.places
        ],
        "searched": [str(folder) for folder in report.searched],
        "remains": [{"path": str(residue.path), "what": residue.what} for residue in report.remains],
    }
