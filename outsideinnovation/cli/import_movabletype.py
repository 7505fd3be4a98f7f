"""``oi import movabletype``: posts and pages are written by the importer, comments filed here."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.cli import import_report
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_images import ImageChoices, bring_images, images_options, tell_images
from outsideinnovation.cli.progress import EVERY, Report, bar
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import NAME_LENGTH, Comment, Status, new_id
from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.blog import addresses
from outsideinnovation.importers.blog.post_writer import PostWriter
from outsideinnovation.importers.list_addresses import ListAddresses
from outsideinnovation.importers.movabletype import lines
from outsideinnovation.importers.movabletype.entry_parser import PieceKind
from outsideinnovation.importers.movabletype.imported_comments import ImportedComment
from outsideinnovation.importers.movabletype.importer import ImportOptions, MovableTypeImporter
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.site import Site
from outsideinnovation.wording import are, counted

if TYPE_CHECKING:
    from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies

KILOBYTE = 1024
BATCH = 5_000  # comments that are written together


@click.command()
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
    options = ImportOptions(
        site.configuration.site.zone, _base(url), converter.convert if converter else None, pings=pings
    )
    importer = MovableTypeImporter(file, PostWriter(site.post_folders[0], site.page_folders[0]), options)
    queue = CommentQueue(site.comments)
    pictures = ImageChoices(images, saved)
    with bar() as show:
        comments = _comments(importer, file, show)
        while batch := list(islice(comments, BATCH)):
            _file(batch, queue, importer.report)
        moved = (
            bring_images(site, importer.old_blog.hosts, importer.report, show, pictures)
            if pictures.are_wanted
            else None
        )
    old = moved.redirects if moved else {}
    importer.report.redirects = redirects_file.merge(
        site.content, importer.old_blog.redirects(ListAddresses(site), options.base) | old
    )
    import_report.show(import_report.counts(importer.report, Thing))
    import_report.tell(importer.report.lines())
    if moved:
        tell_images(moved)
    if converter and converter.kept_as_html:
        now = f"{counted(converter.converted, 'text')} {are(converter.converted)} Markdown now"
        told = f"{now}; {converter.kept_as_html} kept as HTML"
        click.echo(f"{told}, since Markdown would not show the same.", err=True)
    if importer.report.problems:
        sys.exit(1)


def _converter(site: Site) -> "MarkdownBodies":
    from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies  # noqa: PLC0415 - only where asked for

    return MarkdownBodies(Markdown.of(site.configuration).convert)


def _comments(importer: MovableTypeImporter, file: Path, show: Report) -> Iterator[ImportedComment]:
    size = file.stat().st_size // KILOBYTE if file.is_file() else 0

    def shown(verb: str) -> lines.Progress:
        return lambda done: show(verb, done // KILOBYTE // EVERY * EVERY, size)

    encoding = lines.detect(file, shown("Looking at the encoding (kB)"))
    if encoding.told:
        click.echo(f"{file}: read as {encoding.told}.", err=True)
    yield from importer.comments(encoding, shown("Importing (kB)"))


def _file(batch: list[ImportedComment], queue: CommentQueue, report: ImportReport) -> None:
    for thing, kind in ((Thing.COMMENT, PieceKind.COMMENT), (Thing.PING, PieceKind.PING)):
        comments = [_comment(imported) for imported in batch if imported.kind is kind]
        if comments:
            written, there = queue.add_all(comments)
            report.count(Fate.WRITTEN, thing, number=written)
            report.count(Fate.THERE, thing, number=there)


def _comment(imported: ImportedComment) -> Comment:
    own = (imported.post_id, imported.kind, imported.author, imported.fingerprint, str(imported.number))
    return Comment(
        id=new_id(imported.date, *own),
        post=imported.post_id,
        status=Status.APPROVED,
        author=imported.author[:NAME_LENGTH].strip(),
        date=imported.date,
        body=imported.text,
        website=imported.website,
        by_author=imported.by_author,
        extra=MappingProxyType({"kind": str(imported.kind)} if imported.kind is PieceKind.PING else {}),
    )


def _base(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return addresses.base_of(url)
    except (addresses.UnusableAddressError, ValueError) as reason:
        raise click.BadParameter(f"{url!r}: {reason}", param_hint="--redirects-from") from None
