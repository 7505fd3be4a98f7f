"""Glue for ``outsideinnovation.search``: the published posts as documents, and what the search page lists.

Settings: SEARCH, SEARCH_LANGUAGE, SEARCH_RELATED. Templates get ``months``: year, month and the number of posts, the newest
first; a post has ``related_posts``.
"""

from itertools import groupby
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator

from outsideinnovation import text
from outsideinnovation.builder.outputs.feed_writer import nodes
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.translations import with_translations
from outsideinnovation.builder.pelican_engine.writer import SiteWriter
from outsideinnovation.builder.search.documents import of_article
from outsideinnovation.configuration import Configuration
from outsideinnovation.search.keywords import KeywordRelated, keywords
from outsideinnovation.search.stems import Stems

PAGE = "search"  # the template, and the name of its direct output


class Search(Generator):
    """Hands what was published to the build, which lets the index follow once the site is in place."""

    def generate_context(self) -> None:
        """Tell the templates in which months there are posts, and each post which are like it."""
        months = groupby((article.date.year, article.date.month) for article in self.context["articles"])
        self.context["months"] = [(*month, len(list(posts))) for month, posts in months]
        self._relate(self.context["articles"])

    def _relate(self, articles: list[Any]) -> None:
        configuration = Configuration.of(self.settings)
        stems = Stems(configuration.search_language)
        related = KeywordRelated([_keywords(article, stems) for article in articles])
        for number, article in enumerate(articles):
            article.related_posts = [articles[other] for other in related.most(number, configuration.search.related)]

    def generate_output(self, _: SiteWriter) -> None:
        """Make the documents, now that every address is known."""
        live = with_translations(self.context["articles"])
        self.context["search_documents"] = [of_article(each, _comments_of(each), self.context["root"]) for each in live]


def register() -> None:
    """Wait for the build; called by Pelican."""
    signals.initialized.connect(connect)


def connect(pelican: Pelican) -> None:
    """Connect to the signals of a build of ours; stock Pelican's classes lack what this needs."""
    if not isinstance(pelican, PelicanEngine):
        return
    leave_out(pelican)
    signals.get_generators.connect(generators)


def leave_out(pelican: Any) -> None:
    """Make no search page where search is switched off, or where the theme is somebody else's and has none."""
    settings = pelican.settings
    folders = [*settings["THEME_TEMPLATES_OVERRIDES"], Path(settings["THEME"], "templates")]
    if not Configuration.of(settings).search.is_on or not any(
        Path(folder, f"{PAGE}.html").is_file() for folder in folders
    ):
        settings["DIRECT_TEMPLATES"] = [name for name in settings["DIRECT_TEMPLATES"] if name != PAGE]


def generators(_: object) -> type[Generator]:
    """Name our generator to Pelican."""
    return Search


def _keywords(article: Any, stems: Stems) -> tuple[str, ...]:
    tags = [tag.name for tag in getattr(article, "tags", ())]
    return keywords(str(article.title), tags, text.searchable(article._content), stems)


def _comments_of(article: Any) -> list[Any]:
    comments = getattr(article, "comments", None)
    return [node.comment for node in nodes(comments.replies)] if hasattr(comments, "replies") else []
