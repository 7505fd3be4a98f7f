"""Archives: lists of posts by their titles alone, all of them or a year's."""

from collections.abc import Iterable, Iterator

from outsideinnovation.builder.outputs.fingerprints import Fingerprints
from outsideinnovation.builder.outputs.kind import OutputKind, RecipeSources
from outsideinnovation.builder.outputs.plan import periods
from outsideinnovation.builder.outputs.recipe import Recipe, paths
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.theme import views


class TitleList(OutputKind):
    """Any list of titles."""

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the links of the posts."""
        return map(known.link, recipe.items)


class YearArchive(TitleList):
    """The posts of a year."""

    name = "year"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield one a year that has posts; its value is the year."""
        for save_as, numbers, posts in periods(sources.plan, "year"):
            yield Recipe(save_as, self.name, paths(posts), numbers)

    def template(self, recipe: Recipe) -> str:
        """Return the template of months and years."""
        del recipe
        return "period_archives"

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the year."""
        links = [views.link(renderer.row(path)) for path in recipe.items]
        return renderer.page(recipe, self.template(recipe), dates=links, period_num=recipe.more)


class Archives(TitleList):
    """All posts; which there are, and in which order, is said here."""

    name = "archives"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the one page."""
        yield Recipe(str(sources.plan.settings["ARCHIVES_SAVE_AS"]), self.name, paths(sources.plan.posts))

    def template(self, recipe: Recipe) -> str:
        """Return its template."""
        del recipe
        return self.name

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the page."""
        links = [views.link(renderer.row(path)) for path in recipe.items]
        return renderer.page(recipe, self.name, dates=links)
