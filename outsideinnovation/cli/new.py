"""``oi new``: a file to write in, with its front matter filled in."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from outsideinnovation import files, frontmatter
from outsideinnovation.catalogue import post_ids
from outsideinnovation.cli import preview_address
from outsideinnovation.cli.context import pass_site
from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content

WORDS = "Write here.\n"
LONGEST = 80  # characters of a slug


@click.command()
@click.argument("kind", type=click.Choice(["post", "page"]))
@click.argument("title")
@click.option("--edit/--no-edit", default=None, help="Open it in $VISUAL or $EDITOR; else so on a terminal only.")
@pass_site
def new(site: Site, kind: str, title: str, *, edit: bool | None) -> None:
    """Make a draft post or page called TITLE, print its path, and open it in your editor.

    The editor is what the variable VISUAL names, or else EDITOR. Where it is to be seen in the preview is printed, too.
    """
    title = " ".join(title.split())
    slug = of_content(site.content, site.configuration.content).of("content", title)[:LONGEST].strip("-")
    if not slug:
        raise OutsideInnovationError(
            f"No address can be made of the title {title!r}: use at least one letter or digit."
        )
    now = datetime.now(UTC).astimezone(site.configuration.site.zone)
    fields = [("Title", title), ("Slug", slug), ("Status", "draft")]
    path = site.page_folders[0] / f"{slug}.md"
    if kind == "post":
        category = site.configuration.content.category
        fields = [("Id", _unused(slug, post_ids(site))), ("Title", title), ("Date", f"{now:%Y-%m-%d %H:%M}")]
        fields += [("Category", category), ("Slug", slug), ("Status", "draft")]
        path = site.post_folders[0] / f"{now:%Y}" / f"{slug}.md"
    files.create(path, frontmatter.dump(fields, WORDS).encode())
    click.echo(path)
    _say_where(site, f"drafts/{slug}/" if kind == "post" else f"drafts/pages/{slug}/")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if edit and not editor:
        raise OutsideInnovationError(f"{path} is there, but VISUAL and EDITOR name no editor: export EDITOR=nano")
    if editor and (edit or (edit is None and sys.stdin.isatty() and sys.stdout.isatty())):
        _open(path, editor)


def _say_where(site: Site, draft: str) -> None:
    """Tell where the preview shows the *draft*, on stderr: stdout is for the path alone."""
    if address := preview_address.running(site.instance):
        click.echo(f"Preview: {address}/{draft}", err=True)
    else:
        click.echo(f"Preview: {preview_address.USUAL}/{draft} (begin it with: oi serve)", err=True)


def _open(path: Path, editor: str) -> None:
    """Open the file at *path*, and wait until the *editor* is done."""
    try:
        click.edit(filename=str(path), editor=editor)
    except (click.ClickException, ValueError) as error:  # ValueError: a quote in it is never closed
        reason = error.message if isinstance(error, click.ClickException) else str(error)
        raise OutsideInnovationError(
            f"{path} is there, but the editor failed ({reason}). Set VISUAL or EDITOR to another, or use --no-edit."
        ) from error


def _unused(slug: str, taken: frozenset[str]) -> str:
    candidates = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in candidates if each not in taken)
