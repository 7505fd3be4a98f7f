"""``oi import feed``: whatever blog still has a feed, or whose feed somebody saved."""

from pathlib import Path

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.import_blog import bring_blog
from outsideinnovation.cli.import_options import BlogChoices, blog_options
from outsideinnovation.site import Site


@click.command()
@click.argument("source", metavar="URL|FILE|FOLDER")
@click.option("--comments", is_flag=True, help="Bring comments over too, from the feeds that the posts name.")
@blog_options
@pass_site
def feed(site: Site, source: str, choices: BlogChoices, *, comments: bool) -> None:
    """Bring a blog over from its feed: RSS, Atom or JSON Feed, on the web or saved.

    From the web all its older pages come too, as far as the feed leads to them or the system is known to turn pages: WordPress
    and Blogger have all posts in theirs, others often the newest alone. The address of the blog itself will do. A folder may hold
    several saved pages. Where only the beginning of a text stands in the feed, you are told.
    """
    from outsideinnovation.importers.feed.feed_pages import FeedWeb  # noqa: PLC0415 - loads what speaks HTTP
    from outsideinnovation.importers.feed.reader import FeedBlog  # noqa: PLC0415 - likewise

    zone, web = site.configuration.site.zone, FeedWeb(site.configuration.site.url)
    blog = FeedBlog(source, zone, web.fetch, comments=comments)
    bring_blog(site, blog, Path(blog.report.source), choices)
