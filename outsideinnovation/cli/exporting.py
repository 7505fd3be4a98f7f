"""``oi export``: take everything along; a command a format."""

import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.progress import Report, bar
from outsideinnovation.cli.suggestions import Suggesting
from outsideinnovation.errors import StorageError
from outsideinnovation.exporters.choice import Choice, WhichComments
from outsideinnovation.exporters.export_report import ExportReport
from outsideinnovation.exporters.output_file import PRIVATE, PUBLIC, output_file, refuse_existing
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.exporters.contents import SiteContents

STANDARD_OUTPUT = Path("-")
F = TypeVar("F", bound=Callable[..., object])
Format = Callable[["SiteContents"], Iterable[str]]


@click.group(cls=Suggesting)
def export() -> None:
    """Take everything along: to WordPress, Movable Type, Ghost, as JSON Lines, or as a site for any web server."""


output_option = click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path, allow_dash=True),
    default=STANDARD_OUTPUT,
    metavar="FILE",
    help="Where to write it; standard output if not said.",
)
drafts_option = click.option("--drafts", is_flag=True, help="Drafts too, and what waits for its date.")
comments_option = click.option(
    "--comments",
    type=click.Choice([each.value for each in WhichComments]),
    default=WhichComments.APPROVED.value,
    show_default=True,
    help="Which go along; all: those that wait, were rejected or are spam too.",
)
subscribers_option = click.option(
    "--subscribers",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Write whoever gets the newsletter into this file too; it is private.",
)
force_option = click.option("--force", is_flag=True, help="Replace files that are there already.")


def options(command: F) -> F:
    """Give a command what all exports to another system are asked for."""
    for option in (force_option, subscribers_option, comments_option, drafts_option, output_option):
        command = option(command)
    return command


@export.command()
@options
@pass_site
def jsonl(site: Site, target: Path, comments: str, subscribers: Path | None, *, drafts: bool, force: bool) -> None:
    """Write everything as JSON Lines, an object a line: the site, posts, pages, comments and redirects.

    Each post has its HTML and its file as it is. `oi comments import` takes the comments out of it.
    """
    from outsideinnovation.exporters.json_lines import pieces  # noqa: PLC0415 - loads all that renders

    _export(site, pieces, Choice(drafts, WhichComments(comments)), target, subscribers, force=force)


@export.command()
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER|FILE.zip",
    help="A folder that is not there yet, or a zip.",
)
@click.option("--redirect-pages", is_flag=True, help="Old addresses as pages too, for hosts that read no redirects.")
@click.option("--sources", is_flag=True, help="What the site is made of too, in content/ beside site/.")
@drafts_option
@comments_option
@subscribers_option
@force_option
@pass_site
def static(
    site: Site,
    target: Path,
    comments: str,
    subscribers: Path | None,
    *,
    redirect_pages: bool,
    sources: bool,
    drafts: bool,
    force: bool,
) -> None:
    """Write the built site as a folder or a zip, for any web server.

    Readers find all of it, but for forms, which nothing would answer; the search works in the browser. Of its sources,
    drafts and comments that wait come along only if you say so.
    """
    if not sources and (drafts or comments != WhichComments.APPROVED):
        raise click.UsageError("--drafts and --comments choose among the sources: say --sources too.")
    from outsideinnovation.exporters.static_site import Extras, write  # noqa: PLC0415 - loads all that renders

    if subscribers:
        refuse_existing(subscribers, force=force)
    choice, report = Choice(drafts, WhichComments(comments)), ExportReport()
    extras = Extras(has_redirect_pages=redirect_pages, has_sources=sources)
    with bar() as progress:
        write(_contents(site, choice, progress, report), target, extras, progress, force=force)
    if subscribers:
        _write_subscribers(site, subscribers, force=force)
    _tell(report, target, choice)


@export.command()
@options
@pass_site
def wordpress(site: Site, target: Path, comments: str, subscribers: Path | None, *, drafts: bool, force: bool) -> None:
    """Write WordPress's own format (WXR), which its importer and many other systems read.

    Posts, pages, categories, tags, authors and comments with their threads; pictures are fetched by WordPress from the
    site, so leave that on the web until then. Our own files go along unseen, and `oi import wordpress` gives them back.
    """
    from outsideinnovation.exporters.wordpress import pieces  # noqa: PLC0415 - loads all that renders

    _export(site, pieces, Choice(drafts, WhichComments(comments)), target, subscribers, force=force)


@export.command()
@options
@pass_site
def movabletype(
    site: Site, target: Path, comments: str, subscribers: Path | None, *, drafts: bool, force: bool
) -> None:
    """Write Movable Type's format, as TypePad did; WordPress and others read it, and `oi import movabletype`.

    It has no threads, and comments that are not approved are left out, since all arrive approved there.
    """
    from outsideinnovation.exporters.movabletype import pieces  # noqa: PLC0415 - loads all that renders

    _export(site, pieces, Choice(drafts, WhichComments(comments)), target, subscribers, force=force)


@export.command()
@options
@pass_site
def ghost(site: Site, target: Path, comments: str, subscribers: Path | None, *, drafts: bool, force: bool) -> None:
    """Write the JSON that Ghost's importer takes: posts, pages, tags and authors.

    Ghost takes no comments. It asks for pictures nowhere, so they stay where they are. A second import doubles every post.
    """
    from outsideinnovation.exporters.ghost import pieces  # noqa: PLC0415 - loads all that renders

    _export(site, pieces, Choice(drafts, WhichComments(comments)), target, subscribers, force=force)


def _export(site: Site, pieces: Format, choice: Choice, target: Path, subscribers: Path | None, *, force: bool) -> None:
    """Write an export, and the list of subscribers where it is asked for; exit with 1 if anything could not be read."""
    for path in (target, subscribers):
        if path and path != STANDARD_OUTPUT:
            refuse_existing(path, force=force)
    report = ExportReport()
    with bar() as progress:
        _write(pieces(_contents(site, choice, progress, report)), target, choice, force=force)
    if subscribers:
        _write_subscribers(site, subscribers, force=force)
    _tell(report, target, choice)


def _contents(site: Site, choice: Choice, progress: Report, report: ExportReport) -> "SiteContents":
    from outsideinnovation.exporters.contents import SiteContents  # noqa: PLC0415 - loads all that renders

    return SiteContents(site, choice, datetime.now(UTC), progress, report)


def _tell(report: ExportReport, target: Path, choice: Choice) -> None:
    where = "" if target == STANDARD_OUTPUT else f" to {target}"
    click.echo(f"Exported{where}: {report.summary()}.", err=True)
    if not choice.is_public:
        click.echo("Not all of it is public: take care who gets it.", err=True)
    for line in report.lines():
        click.echo(line, err=True)
    if report.problems:
        sys.exit(1)


def _write(pieces: Iterable[str], target: Path, choice: Choice, *, force: bool) -> None:
    if target == STANDARD_OUTPUT:
        for piece in pieces:
            _print(piece)
        _print("")
        return
    with output_file(target, mode=PUBLIC if choice.is_public else PRIVATE, force=force) as stream:
        for piece in pieces:
            stream.write(piece.encode("utf-8", "replace"))


def _print(piece: str) -> None:
    """Write *piece* to standard output, at once where it is empty. Raises StorageError when the disk behind it refuses."""
    try:
        sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
        if not piece:
            sys.stdout.flush()
    except BrokenPipeError:
        raise  # whoever reads has seen enough
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what waits to be written is lost, and said
        raise StorageError(f"Cannot write the export: {error.strerror}. Make room, and export again.") from error


def _write_subscribers(site: Site, path: Path, *, force: bool) -> None:
    from outsideinnovation.exporters.subscriber_list import write  # noqa: PLC0415 - loads the database

    number = write(site, path, force=force)
    click.echo(
        f"{number:,} subscribers are in {path}. It is private: nobody but you can read it; keep it so.", err=True
    )
