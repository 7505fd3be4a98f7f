"""``oi import tumblr``: the export that Tumblr makes, with its pictures."""

from dataclasses import replace
from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.importers.tumblr.reader import TumblrBlog
from outsideinnovation.site import Site


@click.command()
@click.argument("export", metavar="ZIP|FOLDER", type=click.Path(path_type=Path))
@blog_options
@pass_site
def tumblr(site: Site, export: Path, choices: BlogChoices) -> None:
    """Bring a Tumblr export over, from the zip or the folder in which you unpacked it.

    Every post comes at /post/NUMBER, with its date, tags and pictures, which lie in the export. Set the time zone first: the
    export's dates are by the blog's own clock.
    """
    saved = choices.saved or (export if export.exists() else None)
    bring_blog(site, TumblrBlog(export, site.configuration.site.zone), export, replace(choices, saved=saved))
