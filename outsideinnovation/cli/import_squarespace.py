"""``oi import squarespace``: the export that Squarespace makes for WordPress."""

from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.squarespace.reader import SquarespaceBlog
from outsideinnovation.site import Site


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@blog_options
@pass_site
def squarespace(site: Site, file: Path, choices: BlogChoices) -> None:
    """Bring a Squarespace export over, the XML file that it makes for WordPress.

    The posts of one blog, pages and comments come at the addresses that they had, as plain HTML without Squarespace's blocks.
    Pictures come with --images, from Squarespace. What only its server can fill, such as forms and galleries of products, is
    counted.
    """
    bring_blog(site, SquarespaceBlog(file, site.configuration.site.zone), file, choices)
