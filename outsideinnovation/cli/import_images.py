"""``oi import … --images``: the pictures that an old blog's texts show, brought in with them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from outsideinnovation.cli.progress import Report
from outsideinnovation.importers.images.bringing import FOLDER, Brought, PictureImport
from outsideinnovation.importers.images.public_web import PublicWeb
from outsideinnovation.importers.movabletype.importer import MovableTypeImporter
from outsideinnovation.site import Site

Command = TypeVar("Command", bound=Callable[..., Any])


def images_options(command: Command) -> Command:
    """Give *command* the options that ask for pictures."""
    fetched = click.option(
        "--images", is_flag=True, help="Bring the blog's pictures over too, from where they still are on the web."
    )
    folder = click.option(
        "--images-from",
        "saved",
        metavar="FOLDER",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Bring its pictures over from a folder in which they were saved, by their old names.",
    )
    return fetched(folder(command))


def bring_images(
    site: Site, importer: MovableTypeImporter, show: Report, saved: Path | None, *, is_fetched: bool
) -> Brought:
    """Bring in the pictures that the texts of *site* show, and tell the importer's report of those that are missing."""
    folders = site.post_folders[0], site.page_folders[0]
    texts = [path for folder in folders if folder.is_dir() for path in folder.rglob("*.md")]
    fetch = PublicWeb().fetch if is_fetched else None
    brought = PictureImport(site.content, importer.old_blog.hosts, saved, fetch).bring(
        texts, lambda done, total: show("Pictures", done, total)
    )
    remedy = "texts link to it as before; save it, and import again with --images-from FOLDER"
    for name, why in brought.missing.items():
        importer.report.problem(0, f"the picture {name} is missing: {why}", remedy)
    return brought


def tell_images(brought: Brought) -> None:
    """Say on stderr what came of it."""
    click.echo(
        f"pictures: {brought.written} written to content/{FOLDER}, {brought.there} already there, "
        f"{len(brought.missing)} missing; texts that show them from there now: {brought.texts}",
        err=True,
    )
