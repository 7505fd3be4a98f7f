"""Lists of names: all categories, all tags, all authors, each with the number of its posts."""

from collections.abc import Iterable, Iterator

from outsideinnovation.builder.outputs.kind import OutputKind, RecipeSources
from outsideinnovation.builder.outputs.plan import LISTS
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.theme import views
from outsideinnovation.configuration import Configuration


class NameList(OutputKind):
    """All names of one sort; the values of its recipe are name, slug, address and number of posts of each."""

    def __init__(self, sort: str) -> None:
        self.sort = sort
        self.name = LISTS[sort]

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one page."""
        counted = tuple((*listing.name, len(listing.posts)) for listing in sources.plan.listings[self.sort])
        yield Recipe(str(sources.plan.settings[f"{self.name.upper()}_SAVE_AS"]), self.name, (), counted)

    def template(self, recipe: Recipe) -> str:
        """Return its template, which has the name of the kind."""
        del recipe
        return self.name

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the page."""
        counted = [(views.named((name, slug, url)), range(count)) for name, slug, url, count in recipe.more]
        return renderer.page(recipe, self.name, **{self.name: counted})


def unused_descriptions(settings: Configuration, categories: Iterable[str]) -> Iterator[str]:
    """Yield a warning for every description in the *settings* of what none of the site's *categories* is called."""
    named = set(categories)
    for name in settings.lists.descriptions:
        if name not in named:
            yield f"CATEGORY_DESCRIPTIONS: no post is in a category {name!r}; write the name as posts do, or take it out"
