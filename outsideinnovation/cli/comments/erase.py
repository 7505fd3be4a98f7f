"""``oi comments erase``: comments, or all that came with a mail address, go for good; the report says from where."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from outsideinnovation.builder.build import build as build_site
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.progress import building
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.deploy.releases.candidate import Maker
from outsideinnovation.erasure import ErasureReport
from outsideinnovation.erasure import erase as erase_all
from outsideinnovation.site import Site


@click.command()
@click.option("--email", metavar="ADDRESS", help="Every comment that came with this address, and the address.")
@click.option("--id", "ids", metavar="ID", multiple=True, help="This comment; repeatable.")
@click.argument("more", metavar="[ID...]", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Look everywhere, say what is there, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@pass_site
def erase(
    site: Site, email: str | None, ids: tuple[str, ...], more: tuple[str, ...], *, dry_run: bool, as_json: bool
) -> None:
    """Erase comments for good: --email ADDRESS, or --id ID.

    They go from the queue, the private book, decisions and edits, the spam filter, mails, kept releases, caches and pages;
    the site is built, and published again where it was, so that readers see them no more. Then all bytes of content/,
    instance/ and output/ are searched for what was erased, and the report says what is left. Answers to an erased comment
    stay, and answer nobody. Backups, and git's history of content/, are yours to clean.
    """
    wanted = (*ids, *more)
    if bool(email and email.strip()) == bool(wanted):
        raise click.UsageError("Say whom to erase: --email ADDRESS, or --id ID (repeatable), and not both.")
    if email and "@" not in email:
        raise click.BadParameter(f"{email!r} is no mail address", param_hint="--email")
    with building() as (progress, warn):
        report = erase_all(
            site,
            datetime.now(UTC),
            ids=wanted,
            email=email.strip() if email else None,
            dry_run=dry_run,
            maker=Maker(build_site, progress, warn),
        )
    if as_json:
        click.echo(json.dumps(_object(report)))
    else:
        for line in _lines(report, site):
            click.echo(line)
    if report.remains:
        sys.exit(1)


def _lines(report: ErasureReport, site: Site) -> Iterator[str]:
    """Yield the report for people: what, where, and the proof."""
    did = "would be erased" if report.dry_run else "erased"
    number = f"{len(report.ids)} comment{'s' if len(report.ids) > 1 else ''}"
    yield f"{number} {did}: {', '.join(report.ids)}" if report.ids else f"No comment {did}."
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


def _object(report: ErasureReport) -> dict[str, Any]:
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
