"""``oi import markdown``: a folder of Hugo, Jekyll or Eleventy, with its addresses."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from outsideinnovation.cli.context import pass_site
from outsideinnovation.importers.markdown.importer import MarkdownImporter, MarkdownTally
from outsideinnovation.importers.markdown.source import System
from outsideinnovation.importers.report import Fate
from outsideinnovation.site import Site

THINGS = ("posts", "pages", "drafts", "files")
WIDE = 200  # characters of a line where there is no terminal to say how wide it is


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--from", "system", type=click.Choice([str(each) for each in System]), required=True,
    help="What the folder is of: dates, tags, drafts and addresses mean other things in each.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would come.")
@pass_site
def markdown(site: Site, folder: Path, system: str, *, dry_run: bool) -> None:
    """Bring a blog over that was made with Hugo, Jekyll or Eleventy, from its FOLDER.

    Posts, pages and drafts go to content/, each at its old address, with its pictures and other files; aliases, old lists and
    feeds lead to what is there now. What has no counterpart is named with its line. Where a file cannot be read, or two want
    one address, nothing is written. What is there already stays as it is, so running it again adds only what is new.
    """
    importer = MarkdownImporter(folder, System(system), site, datetime.now(UTC))
    importer.read()
    importer.write(dry_run=dry_run)
    _tell(importer.tally, site, dry_run=dry_run)


def _tell(tally: MarkdownTally, site: Site, *, dry_run: bool) -> None:
    """Print the tables on stdout, and every line of what has no counterpart on stderr."""
    console = Console()
    if not console.is_terminal:
        console.width = WIDE
    console.print(_counts(tally))
    if tally.found.lost:
        console.print()
        console.print(_lost(tally))
    for kind, places in tally.found.lost.items():
        for each in places if not kind.startswith("field ") else ():
            click.echo(str(each), err=True)
    if tally.static_folders:
        click.echo(
            f"Add to {site.settings_file}, or its other files are not published: STATIC_PATHS = {tally.static_folders}",
            err=True,
        )
    click.echo("A dry run: nothing was written." if dry_run else "Next: oi check, then oi serve", err=True)


def _counts(tally: MarkdownTally) -> Table:
    table = _table("", "found", Fate.WRITTEN, Fate.THERE)
    for thing in THINGS:
        numbers = [tally.counts[thing, fate] for fate in (Fate.WRITTEN, Fate.THERE)]
        table.add_row(thing, str(sum(numbers)), *map(str, numbers))
    table.add_row("redirects", "", str(tally.redirects), "")
    return table


def _lost(tally: MarkdownTally) -> Table:
    table = _table("without a counterpart", "times", "first")
    for kind, places in tally.found.lost.items():
        first = f"{places[0].path}:{places[0].line}" if places[0].line else str(places[0].path)
        table.add_row(kind, str(len(places)), first)
    return table


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD if Console().is_terminal else None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="left" if heading in {headings[0], "first"} else "right")
    return table
