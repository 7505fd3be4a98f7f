"""What an import tells in the end: tables on stdout, and a line for everything that was not taken on stderr."""

from collections.abc import Collection, Iterable

import click
from rich import box
from rich.console import Console
from rich.table import Table

from outsideinnovation.importers.report import Fate, ImportReport

WIDE = 200  # characters of a line where there is no terminal to say how wide it is


def counts(report: ImportReport, things: Iterable[str], fates: Collection[Fate] = tuple(Fate)) -> Table:
    """Return a table of what was found and what became of it, with the redirects below."""
    made = table("", "found", *fates)
    for thing in things:
        made.add_row(thing, str(report.found(thing)), *(str(report.counts[thing, fate]) for fate in fates))
    made.add_row("redirects", "", str(report.redirects))
    return made


def table(*headings: str, texts: Collection[str] = ()) -> Table:
    """Return a table without rows; what stands in the first column and below *texts* is text, all else are numbers."""
    made = Table(box=box.SIMPLE_HEAD if Console().is_terminal else None, pad_edge=False)
    for heading in headings:
        made.add_column(heading, justify="left" if heading == headings[0] or heading in texts else "right")
    return made


def show(*tables: Table) -> None:
    """Print *tables* that have rows, with a blank line between them."""
    console = Console()
    if not console.is_terminal:
        console.width = WIDE
    for number, each in enumerate(each for each in tables if each.row_count):
        if number:
            console.print()
        console.print(each)


def tell(report: ImportReport) -> None:
    """Print notes and problems, a line each."""
    for line in report.lines():
        click.echo(line, err=True)
