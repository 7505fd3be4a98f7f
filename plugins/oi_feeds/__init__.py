"""Glue for ``outsideinnovation.feeds``: feeds of the site, of each category and of the comments, in all formats.

Settings: FEEDS_ENTRIES, FEEDS_HUB. Templates get ``feeds``, the rows of the page that explains feeds to people.
"""

from collections.abc import Callable, Iterator
from heapq import nlargest
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator

from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.builder.outputs.feed_writer import (
    COMMENTS_FEEDS,
    SITE_FEEDS,
    FeedWriter,
    addresses,
    comments_feed,
    nodes,
)
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.outputs import Output
from outsideinnovation.builder.pelican_engine.translations import with_translations
from outsideinnovation.builder.pelican_engine.writer import SiteWriter
from outsideinnovation.builder.urls.makers import FEED, discussion
from outsideinnovation.configuration import Configuration


class Feeds(Generator):
    """Writes every feed of the site; a feed of nothing is still a feed, so that readers may subscribe early."""

    def generate_context(self) -> None:
        """Tell the templates which feeds there are."""
        self.context["feeds"] = addresses(category for category, _ in self.context.get("categories", []))

    def outputs(self) -> Iterator[Output]:
        """Yield what this is going to write, or may with a first comment; how many pages the archive has is known later."""
        yield from ((name, FEED) for name in (*SITE_FEEDS, *COMMENTS_FEEDS, "opml.xml"))
        for row in addresses(category for category, _ in self.context["categories"]):
            yield from ((name, FEED) for name in row.files)
        for article in with_translations([*self.context["articles"], *self.context["hidden_articles"]]):
            yield comments_feed(article.save_as), discussion(str(article.source_path))

    def generate_output(self, writer: SiteWriter) -> None:
        """Write the feeds of the site, its categories and its comments, and the list of them all."""
        self.context["localsiteurl"] = self.context["root"].rstrip("/")  # RELATIVE_URLS has left the last page's there
        settings, articles = Configuration.of(self.settings), self.context["articles"]
        feeds = FeedWriter(settings, FeedIds.of(Path(self.path), settings), _text)
        files = feeds.site(articles) | {"opml.xml": feeds.opml(self.context["feeds"])}
        for category, listed in self.context["categories"]:
            files |= feeds.category(category, listed)
        every = ((article, node) for article in with_translations(articles) for node in nodes(article.comments.replies))
        newest = nlargest(settings.feeds.entries, every, key=lambda pair: (pair[1].comment.date, pair[1].comment.id))
        files |= feeds.comments(newest)
        for name, data in files.items():
            writer.write_bytes(name, data)
        for article in with_translations([*articles, *self.context["hidden_articles"]]):
            if article.comments_count:
                writer.write_bytes(comments_feed(article.save_as), feeds.discussion(article))


def _text(article: Any) -> str:
    """Return the text of a post as feeds take it: pictures as the author wrote them, without versions."""
    get: Callable[[str], str] = getattr(article, "get_plain_content", article.get_content)
    return get(article.get_siteurl())


def register() -> None:
    """Wait for the build; called by Pelican."""
    signals.initialized.connect(connect)


def connect(pelican: Pelican) -> None:
    """Connect to the signals of a build of ours; stock Pelican's classes lack what this needs."""
    if not isinstance(pelican, PelicanEngine):
        return
    signals.get_generators.connect(generators)


def generators(_: object) -> type[Generator]:
    """Name our generator to Pelican."""
    return Feeds
