"""``oi import medium``: the zip that Medium sends to those who leave."""

from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.medium.reader import MediumBlog
from outsideinnovation.site import Site


@click.command()
@click.argument("export", metavar="ZIP|FOLDER", type=click.Path(path_type=Path))
@click.option("--responses", is_flag=True, help="Bring your responses to the stories of others over too, as posts.")
@blog_options
@pass_site
def medium(site: Site, export: Path, choices: BlogChoices, *, responses: bool) -> None:
    """Bring the stories of a Medium export over, from the zip or the folder in which you unpacked it.

    Stories and drafts come as plain HTML, at the addresses that they had. Nothing is read but posts/: claps, lists,
    sign-ins and whom you follow stay in the zip. Pictures come with --images, from Medium.
    """
    bring_blog(site, MediumBlog(export, site.configuration.site.zone, responses=responses), export, choices)
