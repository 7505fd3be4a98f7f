"""``oi import pelican``: a blog made with Pelican, with its settings, and a redirect for every address that moves."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table

from outsideinnovation.cli import import_report
from outsideinnovation.cli.context import pass_site
from outsideinnovation.importers.pelican import settings_file
from outsideinnovation.importers.pelican.importer import PelicanImporter
from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.pelican_report import THINGS, PelicanReport
from outsideinnovation.site import SETTINGS_FILE, Site

PUBLISHED = "publishconf.py"  # what `make publish` of Pelican's quickstart follows: the site as readers knew it


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--settings", "chosen", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its settings file; otherwise FOLDER/publishconf.py or FOLDER/pelicanconf.py.",
)  # fmt: skip
@click.option(
    "--run-settings", is_flag=True, help="Run that file, which can do whatever you can, instead of reading it."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would come.")
@pass_site
def pelican(site: Site, folder: Path, chosen: Path | None, *, run_settings: bool, dry_run: bool) -> None:
    """Bring a blog over that was made with Pelican, from its FOLDER.

    Posts and pages in Markdown go to content/, with their files; what was said by a file's name or folder, or by the
    settings, is written into their heads. Posts, pages and files keep their addresses; what moves (lists, archives, feeds)
    goes to content/redirects.txt. Settings go to the end of pelicanconf.py. What is there already stays as it is, so
    running it again adds only what is new.
    """
    path = chosen or _settings_of(folder)
    old = OldSite(settings_file.run(path) if run_settings else settings_file.read(path))
    importer = PelicanImporter(old, site, datetime.now(UTC))
    importer.read()
    if dry_run:
        importer.rehearse()
    else:
        importer.write()
    import_report.show(_counts(importer.report), _counterparts(importer.report))
    import_report.tell(importer.report.lines())
    if dry_run:
        click.echo("A dry run: nothing was written.", err=True)
    else:
        click.echo(f"Next: look at the end of {site.settings_file}, then oi check and oi build", err=True)
    if importer.report.problems:
        sys.exit(1)


def _settings_of(folder: Path) -> Path:
    published = folder / PUBLISHED
    return published if published.is_file() else folder / SETTINGS_FILE


def _counts(report: PelicanReport) -> Table:
    return import_report.counts(report, THINGS, more=[("settings", "", str(len(report.settings)))])


def _counterparts(report: PelicanReport) -> Table:
    rows = (
        (each.what, f"{each.path.name}:{each.line}" if each.line else each.path.name, each.instead)
        for each in report.counterparts
    )
    return import_report.table(("of the old site", "line", "instead"), rows, texts=("line", "instead"))
