"""``oi import substack``: the zip of a Substack publication, with its subscribers."""

from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.substack.reader import Substack
from outsideinnovation.site import Site


@click.command()
@click.argument("file", metavar="ZIP|FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--confirmed", is_flag=True, help="The subscribers agreed to get mail; without it each has to confirm first."
)
@blog_options
@pass_site
def substack(site: Site, file: Path, *, confirmed: bool, choices: BlogChoices) -> None:
    """Bring a Substack publication over: the zip of its export, or the folder that it was unpacked to.

    Posts, podcasts and pages keep their addresses. What was for paying readers comes as a draft, and so does what was not
    published. With --subscribers its readers come too, but those who get no mail there. Substack exports no comments.
    """
    bring_blog(site, Substack(file, confirmed=confirmed), file, choices)
