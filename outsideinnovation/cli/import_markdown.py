"""``oi import markdown``: a folder of Hugo, Jekyll or Eleventy, with its addresses."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table

from outsideinnovation.cli import import_report
from outsideinnovation.cli.context import pass_site
from outsideinnovation.importers.markdown.importer import MarkdownImporter
from outsideinnovation.importers.markdown.markdown_report import THINGS, MarkdownReport
from outsideinnovation.importers.markdown.source import System
from outsideinnovation.importers.report import Fate
from outsideinnovation.site import Site


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
    _tell(importer.report, site, dry_run=dry_run)


def _tell(report: MarkdownReport, site: Site, *, dry_run: bool) -> None:
    """Print the tables on stdout, and every line of what has no counterpart on stderr."""
    import_report.show(import_report.counts(report, THINGS, (Fate.WRITTEN, Fate.THERE)), _lost(report))
    for kind, places in report.lost.items():
        import_report.tell(places if not kind.startswith("field ") else ())
    if report.static_folders:
        click.echo(
            f"Add to {site.settings_file}, or its other files are not published: STATIC_PATHS = {report.static_folders}",
            err=True,
        )
    click.echo("A dry run: nothing was written." if dry_run else "Next: oi check, then oi serve", err=True)


def _lost(report: MarkdownReport) -> Table:
    rows = ((kind, str(len(places)), places[0].where) for kind, places in report.lost.items())
    return import_report.table(("without a counterpart", "times", "first"), rows, texts=("first",))
