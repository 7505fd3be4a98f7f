"""The page to search on, with the lists that stand in for searching where there is neither a script nor a service."""

from collections.abc import Iterator

from outsideinnovation.builder.outputs.kind import RecipeSources, SinglePage
from outsideinnovation.builder.outputs.plan import periods
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.theme import views


class SearchPage(SinglePage):
    """The search page; the values of its recipe are the tags, as lists of names have them, and the months with their posts."""

    name = "search"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one page, unless search is switched off."""
        search = sources.plan.configuration.search
        if not search.is_on:
            return
        tags = tuple((*listing.name, len(listing.posts)) for listing in sources.plan.listings["tag"])
        months = tuple((*numbers, len(posts)) for _, numbers, posts in periods(sources.plan, "month"))
        yield Recipe(search.page_file, self.name, (), (tags, months))

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the page."""
        tags, months = recipe.more
        counted = [(views.named((name, slug, url)), range(count)) for name, slug, url, count in tags]
        return renderer.page(recipe, self.name, tags=counted, months=months)
