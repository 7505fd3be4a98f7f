"""``oi import … --images``: the pictures that an old blog's texts show, brought in with them."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from outsideinnovation.cli.progress import Report
from outsideinnovation.importers import archive, redirects_file
from outsideinnovation.importers.images.bringing import FOLDER, Brought, PictureImport
from outsideinnovation.importers.images.counting import PictureCount
from outsideinnovation.importers.images.public_web import PublicWeb
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.site import MARKDOWN_SUFFIXES, Site

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ImageChoices:
    """Whether pictures are fetched from the web, and the folder or zip in which others were saved."""

    images: bool
    saved: Path | None

    @property
    def are_wanted(self) -> bool:
        """Whether any are to come."""
        return self.images or self.saved is not None


def images_options(command: Command) -> Command:
    """Give *command* the options that ask for pictures."""
    fetched = click.option(
        "--images", is_flag=True, help="Bring the blog's pictures over too, from where they still are on the web."
    )
    folder = click.option(
        "--images-from",
        "saved",
        metavar="FOLDER|ZIP",
        type=click.Path(path_type=Path, exists=True),
        help="Bring its pictures over from a folder or zip in which they were saved, by their old names.",
    )
    return fetched(folder(command))


def bring_images(
    site: Site, hosts: Mapping[str, int], report: ImportReport, show: Report, choices: ImageChoices
) -> Brought:
    """Bring in the pictures of *hosts* that the texts of *site* show, and tell the *report* of them and of those missing."""
    fetch = PublicWeb().fetch if choices.images else None
    with archive.opened(choices.saved, report) if choices.saved else nullcontext() as saved:
        brought = PictureImport(site.content, hosts, saved, fetch).bring(
            _texts(site), lambda done, total: show("Pictures", done, total)
        )
    for fate, number in (
        (Fate.WRITTEN, brought.written),
        (Fate.THERE, brought.there),
        (Fate.SKIPPED, len(brought.missing)),
    ):
        report.count(fate, Thing.PICTURE, number=number)
    remedy = "texts link to it as before; save it, and import again with --images-from FOLDER"
    for name, why in brought.missing.items():
        report.problem(0, f"the picture {name} is missing: {why}", remedy)
    return brought


def pictures_counted(choices: ImageChoices, *, dry_run: bool) -> PictureCount | None:
    """Return what counts pictures in a dry run, where any are wanted."""
    return PictureCount() if dry_run and choices.are_wanted else None


def bring_or_count(
    site: Site,
    hosts: Mapping[str, int],
    report: ImportReport,
    show: Report,
    choices: ImageChoices,
    rehearsal: PictureCount | None,
) -> Brought | None:
    """Bring the pictures in where that was asked for, with redirects from their old paths; a *rehearsal* only counts them."""
    if rehearsal:
        count_images(site, hosts, report, rehearsal)
    if rehearsal or not choices.are_wanted:
        return None
    brought = bring_images(site, hosts, report, show, choices)
    report.redirects += redirects_file.merge(site.content, brought.redirects)
    return brought


def count_images(site: Site, hosts: Mapping[str, int], report: ImportReport, pictures: PictureCount) -> None:
    """Tell the *report* of a dry run of the *pictures* that would be asked for: whether they would come, nobody knows yet."""
    for path in _texts(site):
        pictures.add(path.read_text("utf-8", "replace"))
    new, there = pictures.of(hosts, site.content)
    report.count(Fate.WRITTEN, Thing.PICTURE, number=new)
    report.count(Fate.THERE, Thing.PICTURE, number=there)


def tell_images(brought: Brought) -> None:
    """Say on stderr what came of it."""
    click.echo(
        f"pictures: {brought.written} written to content/{FOLDER}, {brought.there} already there, "
        f"{len(brought.missing)} missing; texts that show them from there now: {brought.texts}",
        err=True,
    )


def _texts(site: Site) -> Iterable[Path]:
    folders = site.post_folders[0], site.page_folders[0]
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.suffix in MARKDOWN_SUFFIXES)
