"""``oi new``: a file to write in, with its front matter filled in."""

from datetime import UTC, datetime

import click

from outsideinnovation import files, frontmatter
from outsideinnovation.catalogue import post_ids
from outsideinnovation.cli.context import pass_site
from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content

WORDS = "Write here.\n"
LONGEST = 80  # characters of a slug


@click.command()
@click.argument("kind", type=click.Choice(["post", "page"]))
@click.argument("title")
@pass_site
def new(site: Site, kind: str, title: str) -> None:
    """Make a draft post or page called TITLE and print its path."""
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


def _unused(slug: str, taken: frozenset[str]) -> str:
    candidates = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in candidates if each not in taken)
