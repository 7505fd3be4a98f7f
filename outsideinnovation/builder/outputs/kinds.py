"""All kinds of outputs that a site has, by their names: whoever adds one names it here."""

from collections.abc import Iterator, Sequence

from outsideinnovation.builder.outputs.archives import Archives, YearArchive
from outsideinnovation.builder.outputs.feeds import (
    ArchiveFeed,
    CategoryFeeds,
    CommentsFeed,
    FeedsPage,
    SiteFeeds,
    SubscriptionList,
)
from outsideinnovation.builder.outputs.kind import OutputKind, RecipeSources
from outsideinnovation.builder.outputs.lists import AuthorList, CategoryList, FrontPage, MonthList, TagList
from outsideinnovation.builder.outputs.name_lists import NameList
from outsideinnovation.builder.outputs.pages import NotFoundPage, WrittenPage
from outsideinnovation.builder.outputs.posts import PostCommentsFeed, PostPage
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.outputs.search_page import SearchPage
from outsideinnovation.builder.outputs.subscribe_page import SubscribePage

KINDS: dict[str, OutputKind] = {
    kind.name: kind
    for kind in (
        PostPage(),
        PostCommentsFeed(),
        WrittenPage(),
        FrontPage(),
        CategoryList(),
        TagList(),
        AuthorList(),
        NameList("category"),
        NameList("tag"),
        NameList("author"),
        YearArchive(),
        MonthList(),
        Archives(),
        NotFoundPage(),
        SearchPage(),
        FeedsPage(),
        SubscribePage(),
        CommentsFeed(),
        SiteFeeds(),
        ArchiveFeed(),
        CategoryFeeds(),
        SubscriptionList(),
    )
}
SHOW_COMMENTS = frozenset(kind.name for kind in KINDS.values() if kind.shows_comments)
SHOW_TEXTS = frozenset(kind.name for kind in KINDS.values() if kind.shows_text)
NEWEST_COMMENTS = frozenset(kind.newest_comments for kind in KINDS.values() if kind.newest_comments)


def recipes(sources: RecipeSources) -> Iterator[Recipe]:
    """Yield the recipe of every output that is written from content."""
    for kind in KINDS.values():
        yield from kind.recipes(sources)


def outputs(recipe: Recipe) -> Sequence[str]:
    """Return the paths of the outputs that *recipe* makes; of what is only copied, its own."""
    kind = KINDS.get(recipe.kind)
    return kind.outputs(recipe) if kind else (recipe.name,)
