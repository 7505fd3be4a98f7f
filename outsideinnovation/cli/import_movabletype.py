"""``oi import movabletype``: posts and pages are written by the importer, comments filed here."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_ending import converter_of, end
from outsideinnovation.cli.import_images import ImageChoices, bring_or_count, images_options, pictures_counted
from outsideinnovation.cli.import_options import dry_run_option, markdown_option
from outsideinnovation.cli.progress import EVERY, Report, bar
from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.comments.record import NAME_LENGTH, Comment, Status, new_id
from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.blog import addresses
from outsideinnovation.importers.blog.post_links import PostLinks
from outsideinnovation.importers.blog.post_writer import PostWriter
from outsideinnovation.importers.comment_filing import CommentFiling
from outsideinnovation.importers.list_addresses import ListAddresses
from outsideinnovation.importers.movabletype import lines
from outsideinnovation.importers.movabletype.entry_parser import PieceKind
from outsideinnovation.importers.movabletype.imported_comments import ImportedComment
from outsideinnovation.importers.movabletype.importer import ImportOptions, MovableTypeImporter
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.site import Site

KILOBYTE = 1024
BATCH = 5_000  # comments that are written together


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--redirects-from", "url", metavar="URL", help="The old blog's address, where it cannot be read off the entries'."
)
@click.option("--pings", is_flag=True, help="Bring trackback pings over too, as comments; many are spam.")
@dry_run_option
@markdown_option
@images_options
@pass_site
def movabletype(
    site: Site,
    file: Path,
    url: str | None,
    *,
    pings: bool,
    dry_run: bool,
    markdown: bool,
    images: bool,
    saved: Path | None,
) -> None:
    """Bring a TypePad or Movable Type export over.

    Posts, pages and drafts go to content/, each at its old address; comments are approved. What is there already stays
    as it is, so running it again adds only what is new. The old addresses of archives, categories and feeds go to
    content/redirects.txt. Commenters' mail and network addresses are left out. Pictures come over with --images, from
    where they still are, or with --images-from, from a folder or zip in which you saved them.
    """
    converter = converter_of(site) if markdown else None
    choices = ImageChoices(images, saved)
    rehearsal = pictures_counted(choices, dry_run=dry_run)
    writer = PostWriter(
        site.post_folders[0],
        site.page_folders[0],
        dry_run=dry_run,
        rehearsed=rehearsal.add_file if rehearsal else None,
    )
    links, settings = PostLinks(site), site.configuration.site
    options = ImportOptions(
        settings.zone,
        _base(url),
        converter.convert if converter else None,
        pings=pings,
        links=links,
        root=settings.root,
    )
    importer = MovableTypeImporter(file, writer, options)
    filing = CommentFiling(site, dry_run=dry_run)
    with bar() as show:
        comments = _comments(importer, file, show)
        while batch := list(islice(comments, BATCH)):
            writer.flush()  # no comment may be there before its post
            _file(batch, filing, importer.report)
        if not dry_run:
            links.mend(importer.report)
        moved = bring_or_count(site, importer.old_blog.hosts, importer.report, show, choices, rehearsal)
    leads = importer.old_blog.redirects(ListAddresses(site), options.base)
    importer.report.redirects += redirects_file.merge(site.content, leads, dry_run=dry_run)
    end(importer.report, moved, converter, dry_run=dry_run)


def _comments(importer: MovableTypeImporter, file: Path, show: Report) -> Iterator[ImportedComment]:
    size = file.stat().st_size // KILOBYTE if file.is_file() else 0

    def shown(verb: str) -> lines.Progress:
        return lambda done: show(verb, done // KILOBYTE // EVERY * EVERY, size)

    encoding = lines.detect(file, shown("Looking at the encoding (kB)"))
    if encoding.told:
        click.echo(f"{file}: read as {encoding.told}.", err=True)
    yield from importer.comments(encoding, shown("Importing (kB)"))


def _file(batch: list[ImportedComment], filing: CommentFiling, report: ImportReport) -> None:
    for thing, kind in ((Thing.COMMENT, PieceKind.COMMENT), (Thing.PING, PieceKind.PING)):
        filed = filing.file(Incoming(_comment(imported)) for imported in batch if imported.kind is kind)
        report.count(Fate.WRITTEN, thing, number=filed.written)
        report.count(Fate.THERE, thing, number=filed.already)


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
