"""Pages that stand for themselves: those that authors write, and the one for addresses that are not there."""

from collections.abc import Iterable, Iterator

from outsideinnovation.builder.outputs.fingerprints import Fingerprints
from outsideinnovation.builder.outputs.kind import OutputKind, RecipeSources, SinglePage
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.urls import makers
from outsideinnovation.builder.urls.makers import Maker


class WrittenPage(OutputKind):
    """A page as an author wrote it."""

    name = "page"
    shows_text = True

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield every page, hidden ones and drafts too where they have a place."""
        plan = sources.plan
        for row in (*plan.pages, *plan.hidden_pages, *(each for each in plan.drafts if not each.is_post)):
            yield Recipe(row.save_as, self.name, (row.path,), (row.template,))

    def template(self, recipe: Recipe) -> str:
        """Return the template that the page names."""
        return str(recipe.more[0])

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the page with its text."""
        return map(known.whole, recipe.items)

    def maker(self, recipe: Recipe, content: str) -> Maker:
        """Return the post or page itself."""
        return makers.text(f"{content}/{recipe.items[0]}")

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the page."""
        row = renderer.row(recipe.items[0])
        return renderer.page(recipe, self.template(recipe), page=views.page(row, renderer.pictured(row.path)))


class NotFoundPage(SinglePage):
    """What a web server shows for an address that is not there."""

    name = "404"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one page."""
        del sources
        yield Recipe("404.html", self.name)

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the page."""
        return renderer.page(recipe, self.name)
