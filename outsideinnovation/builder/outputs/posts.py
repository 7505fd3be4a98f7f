"""Posts: the page of each, and the feed of its comments beside it."""

from collections.abc import Iterable, Iterator, Sequence

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.series import as_shown
from outsideinnovation.builder.outputs.feed_writer import comments_feed
from outsideinnovation.builder.outputs.fingerprints import Fingerprints
from outsideinnovation.builder.outputs.kind import OutputKind, RecipeSources
from outsideinnovation.builder.outputs.plan import LISTS
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.urls import makers
from outsideinnovation.builder.urls.makers import Maker


class PostPage(OutputKind):
    """A post with its thread, and links to the posts before and after it and to those like it."""

    name = "article"
    shows_comments = shows_text = True

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield published posts with their neighbours, then hidden ones and drafts, which have none."""
        plan = sources.plan
        last = len(plan.posts) - 1
        for place, row in enumerate(plan.posts):
            newer = plan.posts[place - 1].path if place else ""
            older = plan.posts[place + 1].path if place < last else ""
            parts = [each.path for each in plan.series.get(row.series, ())]
            items = (row.path, older, newer, *sources.related.get(row.path, ()), *(("", *parts) if parts else ()))
            yield Recipe(row.save_as, self.name, items, (row.template,))
        listed = {listing.name[2] for listings in plan.listings.values() for listing in listings}
        for row in (*plan.hidden, *(each for each in plan.drafts if each.is_post)):
            names = (name for kind in LISTS.values() for name in getattr(row, kind))
            unlisted = dict.fromkeys(url for _, _, url in names if url not in listed)
            yield Recipe(row.save_as, self.name, (row.path, "", ""), (row.template, *unlisted))

    def template(self, recipe: Recipe) -> str:
        """Return the template that the post names."""
        return str(recipe.more[0])

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the post with its text and comments, and the links of its neighbours and of those like it."""
        yield known.whole(recipe.items[0])
        yield from (known.link(path) if path else "" for path in recipe.items[1:])

    def maker(self, recipe: Recipe, content: str) -> Maker:
        """Return the post or page itself."""
        return makers.text(f"{content}/{recipe.items[0]}")

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Render the post's page."""
        path, older, newer, *others = recipe.items
        related, parts = _apart(others)
        template, *unlisted = recipe.more
        article = renderer.article(path, threaded=True, text=False, unlisted=unlisted)
        article.content = renderer.pictured(path)
        article.prev_article = views.link(renderer.row(older)) if older else None
        article.next_article = views.link(renderer.row(newer)) if newer else None
        article.related_posts = [views.link(renderer.row(each)) for each in related]
        if parts:
            shown = [views.link(renderer.row(each)) for each in parts]
            article.series = as_shown(renderer.row(path).series, parts.index(path), shown)
        return renderer.page(recipe, template, article=article)


class PostCommentsFeed(OutputKind):
    """The feed of the comments on one post, which there is from the first one on until the last is gone."""

    name = "post-comments-feed"
    shows_comments = shows_text = True

    def recipes(self, sources: RecipeSources) -> Iterator[Recipe]:
        """Yield one beside each post with comments that readers may come upon."""
        for row in (*sources.plan.posts, *sources.plan.hidden):
            if row.id in sources.commented:
                yield self.beside(row)

    def beside(self, row: Row) -> Recipe:
        """Return the recipe of the feed of the comments on a post."""
        return Recipe(comments_feed(row.save_as), self.name, (row.path,))

    def inputs(self, recipe: Recipe, known: Fingerprints) -> Iterable[str]:
        """Return the post with its comments."""
        return (known.whole(recipe.items[0]),)

    def maker(self, recipe: Recipe, content: str) -> Maker:
        """Return the feed beside its post."""
        return makers.discussion(f"{content}/{recipe.items[0]}")

    def render(self, recipe: Recipe, renderer: Renderer) -> dict[str, bytes]:
        """Write the feed."""
        article = renderer.article(recipe.items[0], threaded=True, text=False)
        return {recipe.name: renderer.feeds.discussion(article)}


def _apart(others: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the posts like one, and the parts of its series, which come behind an empty name."""
    place = others.index("") if "" in others else len(others)
    return others[:place], others[place + 1 :]
