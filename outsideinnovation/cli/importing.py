"""``oi import``: bring an old blog over; a module a system."""

from pathlib import Path

import click

from outsideinnovation.cli.comments.exchange import bring, dry_run_option, post_option
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blogger import blogger
from outsideinnovation.cli.import_feed import feed
from outsideinnovation.cli.import_ghost import ghost
from outsideinnovation.cli.import_markdown import markdown
from outsideinnovation.cli.import_medium import medium
from outsideinnovation.cli.import_movabletype import movabletype
from outsideinnovation.cli.import_pelican import pelican
from outsideinnovation.cli.import_squarespace import squarespace
from outsideinnovation.cli.import_substack import substack
from outsideinnovation.cli.import_tumblr import tumblr
from outsideinnovation.cli.import_wordpress import wordpress
from outsideinnovation.cli.suggestions import Suggesting
from outsideinnovation.importers.comment_formats import ExportFormat
from outsideinnovation.site import Site


@click.group("import", cls=Suggesting)
def import_() -> None:
    """Bring an old blog over."""


import_.add_command(blogger)
import_.add_command(feed)
import_.add_command(ghost)
import_.add_command(markdown)
import_.add_command(medium)
import_.add_command(movabletype)
import_.add_command(pelican)
import_.add_command(squarespace)
import_.add_command(substack)
import_.add_command(tumblr)
import_.add_command(wordpress)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@post_option
@dry_run_option
@pass_site
def disqus(site: Site, file: Path, posts: tuple[str, ...], *, dry_run: bool) -> None:
    """Bring the comments of a Disqus export over, to the posts at whose addresses they were written.

    It is what `oi comments import FILE` does with such a file: comments on posts that are not here are listed, and kept
    whole in instance/imports; mail addresses stay in the private store, unconfirmed.
    """
    bring(site, file, ExportFormat.DISQUS, posts, dry_run=dry_run)
