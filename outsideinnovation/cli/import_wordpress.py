"""``oi import wordpress``: the XML that WordPress exports, in one file or several."""

from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.wordpress.reader import WordPressBlog
from outsideinnovation.site import Site


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--pings", is_flag=True, help="Bring pingbacks and trackbacks over too, as comments; many are spam.")
@blog_options
@pass_site
def wordpress(site: Site, files: tuple[Path, ...], *, pings: bool, choices: BlogChoices) -> None:
    """Bring a WordPress blog over: the XML that Tools, Export gave; all files of one export at once.

    Posts, pages and comments keep their addresses, threads and states; ?p=7 leads to them too. Drafts, private, planned and
    protected posts come as drafts. Control characters and raw & that WordPress left in the file are mended, and counted.
    Running it again adds only what is new.
    """
    bring_blog(site, WordPressBlog(files, site.configuration.site.zone, pings=pings), files[0], choices)
