"""Feeds: the site's with their archive, each category's, that of all comments; and the page and the list that name them."""

from collections.abc import Iterable, Iterator, Sequence

from outsideinnovation.builder.outputs.feed_writer import (
    COMMENTS_FEED,
    COMMENTS_FEEDS,
    SITE_FEEDS,
    FeedWriter,
    addresses,
    category_addresses,
)
from outsideinnovation.builder.outputs.fingerprints import Fingerprints
from outsideinnovation.builder.outputs.kind import NewestComments, OutputKind, RecipeSources, SinglePage
from outsideinnovation.builder.outputs.recipe import Recipe, paths
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.urls import makers
from outsideinnovation.builder.urls.makers import Maker
from outsideinnovation.configuration import Configuration


class FeedKind(OutputKind):
    """Any feed of many posts or comments."""

    def maker(self, recipe: Recipe, content: str) -> Maker:
        """Return the build, which makes this feed."""
        del recipe, content
        return makers.FEED


class SiteFeeds(FeedKind):
    """The site's feed in all formats and at all addresses, made at once; its value is the number of archive pages."""

    name = "site-feeds"
    shows_comments = shows_text = True

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one recipe."""
        count, pages = _division(sources)
        yield Recipe(SITE_FEEDS[0], self.name, paths(sources.plan.posts[:count]), (len(pages),))

    def outputs(self, recipe: Recipe) -> Sequence[str]:
        """Return the addresses of all formats."""
        del recipe
        return SITE_FEEDS

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the entries."""
        return map(known.entry, recipe.items)

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Write the feeds."""
        return renderer.feeds.newest(renderer.entries(recipe.items), recipe.more[0])


class ArchiveFeed(FeedKind):
    """A page of the archive of the site's feed (RFC 5005); it counts no comments, so that it never changes."""

    name = "archive-feed"
    shows_text = True

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the pages, oldest first; their values are number and number of pages."""
        _, pages = _division(sources)
        for number, part in enumerate(pages, 1):
            items = paths(sources.plan.posts[part])
            yield Recipe(f"feeds/archive/{number}.atom.xml", self.name, items, (number, len(pages)))

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the texts of the entries."""
        return map(known.text, recipe.items)

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Write the page."""
        number, last = recipe.more
        return {recipe.name: renderer.feeds.archive(renderer.entries(recipe.items), number, last)}


class CategoryFeeds(FeedKind):
    """The feeds of a category, made at once; their values are name, slug and address of the category."""

    name = "category-feeds"
    shows_comments = shows_text = True

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield one a category."""
        for listing in sources.plan.listings["category"]:
            _, name, _ = category_addresses(views.named(listing.name)).files
            yield Recipe(
                name, self.name, paths(listing.posts[: sources.plan.configuration.feeds.entries]), listing.name
            )

    def outputs(self, recipe: Recipe) -> Sequence[str]:
        """Return the addresses of all formats."""
        feeds = category_addresses(views.named((recipe.more[0], recipe.more[1], recipe.more[2])))
        as_rss, as_atom, as_json = feeds.files
        return as_atom, as_rss, as_json

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the entries."""
        return map(known.entry, recipe.items)

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Write the feeds."""
        name, slug, url = recipe.more
        return renderer.feeds.category(views.named((name, slug, url)), renderer.entries(recipe.items))


class CommentsFeed(FeedKind):
    """The feed of the newest comments of all posts, which are its one value, in both formats."""

    name = "comments-feed"
    newest_comments = COMMENTS_FEED

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one recipe."""
        yield Recipe(COMMENTS_FEED, self.name, (), (sources.newest_comments(sources.plan.configuration.feeds.entries),))

    def outputs(self, recipe: Recipe) -> Sequence[str]:
        """Return the addresses of both formats."""
        del recipe
        return COMMENTS_FEEDS

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the comments."""
        return known.placed_comments(recipe.more[0])

    def refreshed(self, recipe: Recipe, newest: NewestComments, settings: Configuration) -> Recipe:
        """Return the feed with the *newest* comments."""
        return Recipe(recipe.name, recipe.kind, (), (newest(settings.feeds.entries),))

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Write the feeds."""
        return renderer.feeds.comments(renderer.placed_comments(recipe.more[0]))


class FeedsPage(SinglePage):
    """The page that explains feeds to people; its values are the categories."""

    name = "feeds-page"
    template_name = "feeds"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one page."""
        yield Recipe(sources.plan.configuration.feeds.page_file, self.name, (), _categories(sources))

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the page."""
        return renderer.page(recipe, "feeds", feeds=addresses(map(views.named, map(tuple, recipe.more))))


class SubscriptionList(FeedKind):
    """The list of all feeds for feed readers (OPML); its values are the categories."""

    name = "opml"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one list."""
        yield Recipe("opml.xml", self.name, (), _categories(sources))

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Write the list."""
        return {recipe.name: renderer.feeds.opml(addresses(map(views.named, map(tuple, recipe.more))))}


def _division(sources: RecipeSources) -> tuple[int, list[slice]]:
    feeds = FeedWriter(sources.plan.configuration, sources.plan.feed_ids)
    return feeds.division([sources.weights[row.path] for row in sources.plan.posts])


def _categories(sources: RecipeSources) -> tuple[tuple[str, str, str], ...]:
    return tuple(listing.name for listing in sources.plan.listings["category"])
