"""The page on which readers subscribe by mail, where the blog has a service that answers."""

from collections.abc import Iterator

from outsideinnovation.builder.outputs.kind import RecipeSources, SinglePage
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.subscriptions import invitation


class SubscribePage(SinglePage):
    """The page with the whole form; its values are the names of the categories."""

    name = "subscribe"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one page."""
        if invitation.is_open(sources.plan.configuration):
            names = tuple(listing.name[0] for listing in sources.plan.listings["category"])
            yield Recipe(invitation.FILE, self.name, (), names)

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the page."""
        return renderer.page(recipe, self.name, subscription_categories=list(recipe.more))
