"""Lists of posts as cards, newest first: the front page, a category's, a tag's, an author's, and a month's."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.outputs.fingerprints import Fingerprints
from outsideinnovation.builder.outputs.kind import NewestComments, OutputKind, RecipeSources
from outsideinnovation.builder.outputs.plan import SitePlan, periods
from outsideinnovation.builder.outputs.recipe import Recipe, paths
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.theme.views import View
from outsideinnovation.builder.urls import makers
from outsideinnovation.builder.urls.makers import Maker
from outsideinnovation.configuration import Configuration
from outsideinnovation.percent_encoding import of_path

FRONT_PAGE = "index.html"


class CardList(OutputKind):
    """Any list of cards."""

    shows_comments = shows_text = True

    def template(self, recipe: Recipe) -> str:
        """Return its template, which has the name of the kind."""
        del recipe
        return self.name

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return what the cards show."""
        return map(known.card, recipe.items)

    def paginated(
        self, save_as: str, url: str, posts: Sequence[Row], plan: SitePlan, *more: str | int
    ) -> Iterator[Recipe]:
        """Yield a recipe for each page of a list; its values are number, pages, addresses before and after, and *more*."""
        size = plan.configuration.builder.pagination or max(len(posts), 1)
        pages = max(1, -(-len(posts) // size))
        folder = save_as.removesuffix("index.html")
        at = of_path(folder)
        for number in range(1, pages + 1):
            name = save_as if number == 1 else f"{folder}page/{number}/index.html"
            before = url if number == 2 else f"{at}page/{number - 1}/"  # noqa: PLR2004 - the page before is the first
            cards = paths(posts[(number - 1) * size : number * size])
            yield Recipe(name, self.name, cards, (number, pages, before, f"{at}page/{number + 1}/", *more))


class FrontPage(CardList):
    """All posts; its first page is the home page, which shows the newest comments too, and the headlines of other feeds."""

    name = "index"
    newest_comments = FRONT_PAGE

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the pages; the first has the newest comments last among its values."""
        number = sources.plan.configuration.sidebar.recent_comments
        recent = sources.newest_comments(number) if sources.shows_recent_comments else None
        for recipe in self.paginated(FRONT_PAGE, FRONT_PAGE, sources.plan.posts, sources.plan):
            more = (*recipe.more, recent) if recipe.name == FRONT_PAGE else recipe.more
            yield Recipe(recipe.name, recipe.kind, recipe.items, more)

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return what the cards and the newest comments show, and the headlines."""
        if recipe.name == FRONT_PAGE:
            yield known.headlines
            yield from known.placed_comments(recipe.more[-1] or ())
        yield from super().inputs(recipe, known)

    def refreshed(self, recipe: Recipe, newest: NewestComments, settings: Configuration) -> Recipe:
        """Return the home page with the *newest* comments, where it shows any."""
        if recipe.more[-1] is None:
            return recipe
        recent = newest(settings.sidebar.recent_comments)
        return Recipe(recipe.name, recipe.kind, recipe.items, (*recipe.more[:-1], recent))

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render one page."""
        is_home = recipe.name == FRONT_PAGE
        *place, recent = recipe.more if is_home else (*recipe.more, ())
        return renderer.page(
            recipe,
            self.name,
            **page_of_posts(recipe, renderer, *place),
            recent_comments=renderer.recent(recent or ()),
            headlines=renderer.headlines() if is_home else {},
        )


class NamedList(CardList):
    """The posts that share a name: a category's, tag's or author's."""

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield the pages of each list; their values end with the number of all its posts, name, slug and address."""
        for listing in sources.plan.listings[self.name]:
            name, slug, url = listing.name
            save_as = str(sources.plan.settings[f"{self.name.upper()}_SAVE_AS"]).format(slug=slug, name=name)
            count = len(listing.posts)
            yield from self.paginated(save_as, url, listing.posts, sources.plan, count, *listing.name)

    def maker(self, recipe: Recipe, content: str) -> Maker:
        """Return the list of that name; where it is empty, any list."""
        name = recipe.more[5]
        return makers.listing(self.name, name, f"{content}/{recipe.items[0]}") if recipe.items else makers.LIST

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render one page."""
        *place, count, name, slug, url = recipe.more
        inputs = page_of_posts(recipe, renderer, *place, count=count)
        return renderer.page(recipe, self.name, **inputs, **{self.name: views.named((name, slug, url))})


class CategoryList(NamedList):
    """The posts of a category."""

    name = "category"


class TagList(NamedList):
    """The posts with a tag."""

    name = "tag"


class AuthorList(NamedList):
    """The posts of an author."""

    name = "author"


class MonthList(CardList):
    """The posts of a month."""

    name = "month"

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield one a month that has posts; its values are year and month."""
        for save_as, numbers, posts in periods(sources.plan, "month"):
            yield Recipe(save_as, self.name, paths(posts), numbers)

    def template(self, recipe: Recipe) -> str:
        """Return the template of months and years."""
        del recipe
        return "period_archives"

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the month."""
        cards = [renderer.card(path) for path in recipe.items]
        return renderer.page(recipe, self.template(recipe), dates=cards, period_num=recipe.more)


def page_of_posts(
    recipe: Recipe, renderer: Renderer, number: int, pages: int, before: str, after: str, *, count: int | None = None
) -> dict[str, Any]:
    """Return what a template is shown of one page of a list, under the names of Pelican's paginator.

    *count* is the number of posts on all its pages, where the list says it.
    """
    cards = [renderer.card(path) for path in recipe.items]
    return {
        "articles_page": views.PageOfPosts(cards, number, pages, count),
        "articles_previous_page": View(url=before),
        "articles_next_page": View(url=after),
    }
