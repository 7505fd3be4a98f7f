"""``oi import blogger``: the XML of Blogger, or Google Takeout's folder or zip, with comments and old addresses."""

from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.blogger.reader import Blogger
from outsideinnovation.site import Site


@click.command()
@click.argument("file", metavar="FILE|FOLDER|ZIP", type=click.Path(path_type=Path))
@blog_options
@pass_site
def blogger(site: Site, file: Path, choices: BlogChoices) -> None:
    """Bring a Blogger blog over: the XML that Blogger exported, or a Google Takeout with its feed.atom.

    Posts, pages and comments keep their addresses, threads and states. Labels become tags. Label lists, archives and feeds
    lead to what is there now. Drafts and what was in the trash come as drafts. Running it again adds only what is new.
    """
    bring_blog(site, Blogger(file), file, choices)
