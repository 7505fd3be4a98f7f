"""``oi import``: bring an old blog over; a module a system."""

from pathlib import Path

import click

from outsideinnovation.cli.comments.exchange import bring, post_option
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_images import bring_images, images_options, tell_images
from outsideinnovation.cli.import_markdown import markdown
from outsideinnovation.cli.import_movabletype import movabletype
from outsideinnovation.cli.import_pelican import pelican
from outsideinnovation.importers.comment_import import ExportFormat
from outsideinnovation.site import Site


@click.group("import")
def import_() -> None:
    """Bring an old blog over."""


import_.add_command(markdown)
import_.add_command(movabletype)
import_.add_command(pelican)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
<<<<<<< HEAD
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
||||||| c449df4
@click.option(
    "--redirects-from", "url", metavar="URL", help="The old blog's address, where it cannot be read off the entries'."
)
@click.option("--markdown/--keep-markup", default=False, help="Turn HTML into Markdown, or keep it as it is (default).")
@click.option("--pings", is_flag=True, help="Bring trackback pings over too, as comments; many are spam.")
@pass_site
def movabletype(site: Site, file: Path, url: str | None, *, markdown: bool, pings: bool) -> None:
    """Bring a TypePad or Movable Type export over.

    Posts, pages and drafts go to content/, each at its old address; comments are approved. What is there already stays
    as it is, so running it again adds only what is new. The old addresses of archives, categories and feeds go to
    content/redirects.txt. Commenters' mail and network addresses are left out.
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
    added = redirects.merge(site.content, importer.old_blog.redirects(wishes.base))
    _tell(importer.report, added)
    if converter and converter.kept:
        told = f"{converter.converted} texts are Markdown now; {converter.kept} kept as HTML"
        click.echo(f"{told}, since Markdown would not show the same.", err=True)
    if importer.report.problems:
        sys.exit(1)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
=======
>>>>>>> main
@post_option
@pass_site
def disqus(site: Site, file: Path, posts: tuple[str, ...]) -> None:
    """Bring the comments of a Disqus export over, to the posts at whose addresses they were written.

    It is what `oi comments import FILE` does with such a file: comments on posts that are not here are listed, and kept
    whole in instance/imports; mail addresses stay in the private store, unconfirmed.
    """
    bring(site, file, ExportFormat.DISQUS, posts)
