"""``oi import``: bring an old blog over. Posts and pages are written by the importer, comments filed here."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click
from rich import box
from rich.console import Console
from rich.table import Table

from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.cli.comments.exchange import bring, post_option
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_images import bring_images, images_options, tell_images
from outsideinnovation.cli.import_markdown import markdown
from outsideinnovation.cli.import_pelican import pelican
from outsideinnovation.cli.progress import EVERY, Report, bar
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import NAME_LENGTH, Comment, Status, new_id
from outsideinnovation.importers.comment_import import ExportFormat
from outsideinnovation.importers.movabletype import addresses, lines, redirects
from outsideinnovation.importers.movabletype.entry_parser import PieceKind
from outsideinnovation.importers.movabletype.importer import ImportedComment, ImportOptions, MovableTypeImporter
from outsideinnovation.importers.movabletype.posts import PostWriter
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.importers.movabletype.markdown_bodies import MarkdownBodies

KILOBYTE = 1024
BATCH = 5_000  # comments that are written together


@click.group("import")
def import_() -> None:
    """Bring an old blog over."""


import_.add_command(markdown)
import_.add_command(pelican)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--redirects-from", "url", metavar="URL", help="The old blog's address, where it cannot be read off the entries'."
)
@click.option("--markdown/--keep-markup", default=False, help="Turn HTML into Markdown, or keep it as it is (default).")
@click.option("--pings", is_flag=True, help="Bring trackback pings over too, as comments; many are spam.")
@images_options
@pass_site
def movabletype(
    site: Site, file: Path, url: str | None, *, markdown: bool, pings: bool, images: bool, saved: Path | None
) -> None:
    """Bring a TypePad or Movable Type export over.

    Posts, pages and drafts go to content/, each at its old address; comments are approved. What is there already stays
    as it is, so running it again adds only what is new. The old addresses of archives, categories and feeds go to
    content/redirects.txt. Commenters' mail and network addresses are left out. Pictures come over with --images, from
    where they still are, or with --images-from, from a folder in which you saved them.
    """
    converter = _converter(site) if markdown else None
    wishes = ImportOptions(
        site.configuration.site.zone, _base(url), converter.convert if converter else None, pings=pings
    )
    importer = MovableTypeImporter(
        file,
        PostWriter(site.post_folders[0], site.page_folders[0]),
        wishes,
    )
    queue = CommentQueue(site.comments)
    with bar() as show:
        remarks = _remarks(importer, file, show)
        while batch := list(islice(remarks, BATCH)):
            _file(batch, queue, importer.report)
        moved = bring_images(site, importer, show, saved, is_fetched=images) if images or saved else None
    old = moved.redirects if moved else {}
    added = redirects.merge(site.content, importer.old_blog.redirects(wishes.base) | old)
    _tell(importer.report, added)
    if moved:
        tell_images(moved)
    if converter and converter.kept:
        told = f"{converter.converted} texts are Markdown now; {converter.kept} kept as HTML"
        click.echo(f"{told}, since Markdown would not show the same.", err=True)
    if importer.report.problems:
        sys.exit(1)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@post_option
@pass_site
def disqus(site: Site, file: Path, posts: tuple[str, ...]) -> None:
    """Bring the comments of a Disqus export over, to the posts at whose addresses they were written.

    It is what `oi comments import FILE` does with such a file: comments on posts that are not here are listed, and kept
    whole in instance/imports; mail addresses stay in the private store, unconfirmed.
    """
    bring(site, file, ExportFormat.DISQUS, posts)


def _converter(site: Site) -> "MarkdownBodies":
    from outsideinnovation.importers.movabletype.markdown_bodies import MarkdownBodies  # noqa: PLC0415 - only where asked for

    return MarkdownBodies(Markdown(site.configuration.builder.markdown).convert)


def _remarks(importer: MovableTypeImporter, file: Path, show: Report) -> Iterator[ImportedComment]:
    size = file.stat().st_size // KILOBYTE if file.is_file() else 0

    def shown(verb: str) -> lines.Progress:
        return lambda done: show(verb, done // KILOBYTE // EVERY * EVERY, size)

    encoding = lines.detect(file, shown("Looking at the encoding (kB)"))
    if encoding.told:
        click.echo(f"{file}: read as {encoding.told}.", err=True)
    yield from importer.remarks(encoding, shown("Importing (kB)"))


def _file(batch: list[ImportedComment], queue: CommentQueue, report: ImportReport) -> None:
    for thing, kind in ((Thing.COMMENT, PieceKind.COMMENT), (Thing.PING, PieceKind.PING)):
        comments = [_comment(remark) for remark in batch if remark.kind is kind]
        if comments:
            written, there = queue.add_all(comments)
            report.count(Fate.WRITTEN, thing, number=written)
            report.count(Fate.THERE, thing, number=there)


def _comment(remark: ImportedComment) -> Comment:
    own = (remark.post_id, remark.kind, remark.author, remark.fingerprint, str(remark.number))
    return Comment(
        id=new_id(remark.date, *own),
        post=remark.post_id,
        status=Status.APPROVED,
        author=remark.author[:NAME_LENGTH].strip(),
        date=remark.date,
        body=remark.text,
        website=remark.website,
        by_author=remark.by_author,
        extra=MappingProxyType({"kind": str(remark.kind)} if remark.kind is PieceKind.PING else {}),
    )


def _tell(report: ImportReport, redirects_added: int) -> None:
    """Print the table on stdout, and what was not taken, line by line, on stderr."""
    console = Console()
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for heading in ("", "found", *Fate):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for thing in Thing:
        table.add_row(thing, str(report.found(thing)), *(str(report.counts[thing, fate]) for fate in Fate))
    table.add_row("redirects", "", str(redirects_added), "", "")
    console.print(table)
    for each in (*report.notes, *report.problems):
        click.echo(str(each), err=True)
    if report.unlisted:
        click.echo(f"{report.export}: {report.unlisted} more problems: mend the first ones and import again", err=True)
    if report.pings_not_asked_for:
        click.echo(f"{report.export}: {report.pings_not_asked_for} pings skipped: not asked for; see --pings", err=True)


def _base(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return addresses.base_of(url)
    except (addresses.UnusableAddressError, ValueError) as reason:
        raise click.BadParameter(f"{url!r}: {reason}", param_hint="--redirects-from") from None
