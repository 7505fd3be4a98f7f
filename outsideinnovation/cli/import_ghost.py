"""``oi import ghost``: the JSON of a Ghost blog, with its members' list beside it."""

from dataclasses import replace
from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.ghost.reader import Ghost
from outsideinnovation.site import Site


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--members",
    metavar="CSV",
    type=click.Path(path_type=Path),
    help="Bring the members of this list over, as subscribers.",
)
@click.option("--confirmed", is_flag=True, help="The members agreed to get mail; without it each has to confirm first.")
@click.option(
    "--url", default="", metavar="ADDRESS", help="Where the blog was, which its export does not say: for its pictures."
)
@blog_options
@pass_site
def ghost(site: Site, file: Path, members: Path | None, url: str, *, confirmed: bool, choices: BlogChoices) -> None:
    """Bring a Ghost blog over from the JSON that its administration exports.

    Posts and pages keep their addresses; lists of tags and authors, and feeds, lead to what is there now. What was for members,
    or sent by mail alone, comes as a draft. Ghost exports no comments. Of its users only their names are read, never a password.
    """
    if (choices.images or url) and not url.lower().startswith(("https://", "http://")):
        raise click.UsageError("Say where the blog was, which its export does not: --url https://blog.example/")
    reader = Ghost(file, members, url, confirmed=confirmed, zone=str(site.configuration.site.zone))
    bring_blog(site, reader, file, replace(choices, subscribers=choices.subscribers or members is not None))
