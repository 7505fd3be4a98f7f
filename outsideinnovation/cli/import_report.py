"""What an import found and what became of it, as tables on stdout and lines on stderr; the same for every system.

All texts are the old site's: they are shown as they are, and never drive the terminal or the library that draws tables.
"""

from collections.abc import Collection, Iterable, Sequence

import click
from rich import box
from rich.console import Console
from rich.table import Table

from outsideinnovation.comments.cleaning import visible
from outsideinnovation.importers.report import Fate, ImportReport

WIDE = 200  # characters of a line where there is no terminal to say how wide it is


def counts(
    report: ImportReport,
    things: Iterable[str],
    fates: Collection[Fate] = tuple(Fate),
    more: Iterable[Sequence[str]] = (),
) -> Table:
    """Return a table of what was found and what became of it, with the redirects and *more* rows below."""
    rows = [(thing, str(report.found(thing)), *(str(report.counts[thing, fate]) for fate in fates)) for thing in things]
    return table(("", "found", *fates), [*rows, ("redirects", "", str(report.redirects)), *more])


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], texts: Collection[str] = ()) -> Table:
    """Return a table of *rows*; what stands in the first column and below *texts* is text, all else are numbers."""
    made = Table(box=box.SIMPLE_HEAD if Console().is_terminal else None, pad_edge=False)
    for heading in headings:
        made.add_column(heading, justify="left" if heading == headings[0] or heading in texts else "right")
    for row in rows:
        made.add_row(*map(visible, row))
    return made


def show(*tables: Table) -> None:
    """Print *tables* that have rows, with a blank line between them."""
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    for number, each in enumerate(each for each in tables if each.row_count):
        if number:
            console.print()
        console.print(each)


def tell(lines: Iterable[object]) -> None:
    """Print notes and problems, a line each."""
    for line in lines:
        click.echo(visible(str(line)), err=True)
