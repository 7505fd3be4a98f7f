"""Glue for ``outsideinnovation.builder``: Markdown reader, filters, descriptions, sitemap, robots, headers and redirects.

Settings: COMMENTS_CLOSE_AFTER_DAYS. Pages get ``article.description``, ``.reading_minutes``, ``.all_categories`` and
``.comments_state``; see the manual for authors.
"""

import logging
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator

from outsideinnovation.builder.content import post, series, shared_drafts
from outsideinnovation.builder.outputs import site_files
from outsideinnovation.builder.outputs.name_lists import unused_descriptions
from outsideinnovation.builder.pelican_engine import translations, unlisted
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.contents import contents, shared_address
from outsideinnovation.builder.pelican_engine.generators import Posts
from outsideinnovation.builder.pelican_engine.live_contents import live_contents
from outsideinnovation.builder.pelican_engine.outputs import Output
from outsideinnovation.builder.pelican_engine.reader import MarkdownReader
from outsideinnovation.builder.pelican_engine.translated_markup import TranslatedMarkup
from outsideinnovation.builder.pelican_engine.translations import with_translations
from outsideinnovation.builder.pelican_engine.writer import SiteWriter
from outsideinnovation.builder.protection import ANOTHER, Protected
from outsideinnovation.builder.theme.look import look
from outsideinnovation.builder.theme.templates import prepare
from outsideinnovation.builder.urls import redirects
from outsideinnovation.builder.urls.claims import Claims
from outsideinnovation.builder.urls.history import PublishedUrl
from outsideinnovation.builder.urls.makers import DESCRIPTION
from outsideinnovation.builder.urls.old_claims import OldUrl, old_problems
from outsideinnovation.catalogue import id_of_slug
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import ConflictError, Problem
from outsideinnovation.languages.direction import direction
from outsideinnovation.settings import theme
from outsideinnovation.site import root_above

logger = logging.getLogger(__name__)
CLASS = "outsideinnovation.Builder"


class Descriptions(Generator):
    """Writes the sitemap, robots.txt, headers and redirects."""

    def outputs(self) -> list[Output]:
        """Return what this is going to write."""
        names = site_files.names_of(Configuration.of(self.settings), len(_live(self.context)))
        return [(name, DESCRIPTION) for name in names]

    def old_problems(self, taken: Claims) -> list[Problem]:
        """Return what is wrong with old addresses."""
        _, leads = self.published_urls()
        return old_problems(taken, self._old_urls(), leads, Path(self.path), self.context["root"])

    def published_urls(self) -> tuple[frozenset[PublishedUrl], dict[str, str]]:
        """Return the addresses that the site has, and where old ones lead."""
        posts = with_translations(self.context["articles"])
        places = self._with_feeds_of(posts)
        now = self._with_feeds_of([post for post in posts if getattr(post, "comments_count", 0)])
        by_hand = site_files.by_hand([*self._old_urls(), *self._shared_urls()])
        return now, site_files.leads(Path(self.path), places, by_hand)

    def generate_output(self, writer: SiteWriter) -> None:
        """Write the files."""
        _, leads = self.published_urls()
        for name, data in site_files.described(Configuration.of(self.settings), _live(self.context), leads).items():
            writer.write_bytes(name, data)

    def _with_feeds_of(self, posts: list[Any]) -> frozenset[PublishedUrl]:
        """Return the addresses that the site has, with those of the feeds of comments on *posts*."""
        categories = (category for category, _ in self.context["categories"])
        feeds = site_files.feed_places(categories, [(each.save_as, each.id) for each in posts])
        return live_contents(self.context["all_generators"], feeds)

    def _shared_urls(self) -> list[OldUrl]:
        """Return the private addresses of what is published now: they lead to it."""
        shared, file = self.context["shared_drafts"], str(Path(self.path, shared_drafts.FILE))
        found = [(each, shared_address(each, shared)) for each in contents(self.context["all_generators"])]
        root = self.context["root"]
        return [
            OldUrl(root + address.url, root + each.url, file)
            for each, address in found
            if address and each.status != "draft"
        ]

    def _old_urls(self) -> list[OldUrl]:
        live = with_translations([*self.context["articles"], *self.context["pages"]])
        return [
            OldUrl(old, self.context["root"] + each.url, str(each.source_path))
            for each in live
            for old in redirects.old_urls(getattr(each, "old_urls", ""))
        ]


def register() -> None:
    """Wait for the build; called by Pelican."""
    signals.initialized.connect(protect)
    signals.initialized.connect(connect)


def connect(pelican: Pelican) -> None:
    """Connect to the signals of a build of ours; stock Pelican's classes lack what this needs."""
    if not isinstance(pelican, PelicanEngine):
        logger.warning("The oi_ plugins do nothing here: run `oi build`, or write PELICAN_CLASS = %r", CLASS)
        return
    signals.readers_init.connect(use_our_reader)
    signals.generator_init.connect(add_filters)
    signals.article_generator_pretaxonomy.connect(place_in_categories)
    signals.article_generator_finalized.connect(describe_posts)
    signals.page_generator_finalized.connect(describe_pages)
    signals.all_generators_finalized.connect(remember)
    signals.get_generators.connect(generators)


def protect(pelican: Any) -> None:
    """Refuse, whatever PELICAN_CLASS is, to build into what people wrote, private state, the theme or the settings.

    The program ends with the reason: of any other exception, Pelican's command prints the traceback.
    """
    protected = Protected.of(root_above(Path(pelican.path)), pelican.settings)
    if not protected.is_own(Path(pelican.output_path)):
        try:
            protected.refuse(Path(pelican.output_path), "The output folder", ANOTHER)
        except ConflictError as error:
            raise SystemExit(str(error)) from error


def use_our_reader(readers: Any) -> None:
    """Read Markdown by our reader: same result, one parser for all files."""
    for suffix in MarkdownReader.file_extensions:
        readers.reader_classes[suffix] = MarkdownReader


def add_filters(generator: Generator) -> None:
    """Give templates our filters, and labels, dates and the direction of the site's language."""
    settings = Configuration.of(generator.settings).site
    language = settings.language
    prepare(generator.env, language, settings.timezone)
    if Path(generator.settings["THEME"]) != theme():
        generator.env.add_extension(TranslatedMarkup)
    generator.context["direction"] = direction(language)
    generator.context["look"] = look(Configuration.of(generator.settings))


def place_in_categories(generator: ArticlesGenerator) -> None:
    """File posts under all their categories, and find out which translation belongs to which post."""
    translations.settle(generator)
    if isinstance(generator, Posts):
        generator.place_in_categories()
        translations.file_others(generator)


def describe_posts(generator: ArticlesGenerator) -> None:
    """Give every post what its page shows beside its text."""
    if isinstance(generator, Posts):
        generator.order_categories()
    settings = Configuration.of(generator.settings)
    for note in unused_descriptions(settings, (category.name for category, _ in generator.categories)):
        logger.warning(note)
    close_after = settings.comments.close_after_days
    newest = post.latest(article.date for article in generator.articles)
    for article in contents([generator]):
        article.id = getattr(article, "id", "") or id_of_slug(str(article.slug), article.lang, settings)
        article.description = post.description(article.metadata.get("summary") or article._content)
        article.metadata.setdefault("summary", post.summary(article.description))
        article.reading_minutes = post.reading_minutes(article._content)
        value = getattr(article, "comments", "")
        article.comments_state = post.comments_state(value, article.date, close_after, newest or article.date)
        if not generator.context["comments_have_a_place"]:
            article.comments_state = "none"
    _place_in_series(generator)
    unlisted.take_addresses(generator, list(contents([generator])))


def _place_in_series(generator: ArticlesGenerator) -> None:
    """Give every post of a series its place in it; where the plugin ``series`` does so, it will have the last word.

    A post that readers do not get has none, and what its head says is no place.
    """
    for article in contents([generator]):
        vars(article).pop("series", None)
    found = series.series(generator.articles, _part)
    for name, parts in found.items():
        for place, article in enumerate(parts):
            article.series = series.as_shown(name, place, parts)


def _part(article: Any) -> series.SeriesPart:
    metadata = article.metadata
    return series.SeriesPart(str(metadata.get("series", "")), str(metadata.get("series_index", "")), article.date)


def describe_pages(generator: Any) -> None:
    """Give every page its description, and find out which translation belongs to which page."""
    translations.settle(generator)
    for page in contents([generator]):
        page.description = post.description(page.metadata.get("summary") or page._content)


def remember(every: list[Generator]) -> None:
    """Let the descriptions know what all generators have read: a generator sees only the context."""
    every[0].context["all_generators"] = every


def generators(_: object) -> type[Generator]:
    """Name our generator to Pelican."""
    return Descriptions


def _live(context: dict[str, Any]) -> list[tuple[str, Any]]:
    newest = post.latest(getattr(article, "modified", article.date) for article in context["articles"])
    articles, pages = with_translations(context["articles"]), with_translations(context["pages"])
    posts = [(article.url, getattr(article, "modified", article.date)) for article in articles]
    others = [(page.url, getattr(page, "modified", getattr(page, "date", None))) for page in pages]
    lists = [wrapper.url for name in ("categories", "tags", "authors") for wrapper, _ in context[name]]
    return [("", newest), *posts, *others, *((url, None) for url in lists)]
