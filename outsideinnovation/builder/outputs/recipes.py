"""Every output of the site as a recipe, and the fingerprint of each: a digest of all that the output is made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from outsideinnovation.builder.content import post
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.outputs.feeds import FeedWriter, category_addresses, comments_feed
from outsideinnovation.builder.outputs.plan import Recipe, SitePlan
from outsideinnovation.builder.theme.views import named

SITE_FEEDS = ("feeds/atom.xml", "feeds/rss.xml", "feeds/feed.json", "atom.xml", "rss.xml", "index.rdf")
FRONT_PAGE = "index.html"
COMMENTS_FEED = "feeds/comments.atom.xml"
TOGETHER = frozenset({"site-feeds", "category-feeds"})  # made at once; ``more`` ends with all their names
SHOW_COMMENTS = frozenset(
    {
        "article",
        "discussion",
        "index",
        "category",
        "tag",
        "author",
        "month",
        "site-feeds",
        "category-feeds",
    }
)  # kinds whose outputs say how many comments a post has, or show them
SHOW_TEXTS = SHOW_COMMENTS | {"page", "archive-feed"}  # kinds whose outputs show words of a post or page
LISTS = frozenset({"index", "category", "tag", "author", "month"})
TITLES = frozenset({"year", "archives"})
FEEDS = frozenset({"site-feeds", "category-feeds", "archive-feed"})


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """What is known of a post's approved comments without reading them: how many, the time of the last, a digest."""

    count: int
    updated: str
    digest: str


Said = tuple[str, str]  # the path of a post, and the id of a comment on it
QUIET = ThreadSummary(0, "", "")


def names(recipe: Recipe) -> Sequence[str]:
    """Return the paths of the outputs that *recipe* makes."""
    return recipe.more[-1] if recipe.kind in TOGETHER else (recipe.name,)


def recipes(
    plan: SitePlan,
    weights: Mapping[str, int],
    recent: Sequence[Said],
    newest: Sequence[Said],
    settings: Mapping[str, Any],
) -> Iterator[Recipe]:
    """Yield the recipe of every output that is written from content.

    *weights* are those of the posts' feed entries; *recent* and *newest* are the comments of the front page's list and of
    the feed of all comments.
    """
    talked_of = {row.path for row in (*plan.posts, *plan.hidden)}
    for recipe in plan.recipes():
        if recipe.name == FRONT_PAGE:
            yield Recipe(recipe.name, recipe.kind, recipe.items, (*recipe.more, recent))
            continue
        yield recipe
        if recipe.kind == "article" and recipe.items[0] in talked_of:  # beside its post: both show the same comments
            yield Recipe(comments_feed(recipe.name), "discussion", recipe.items[:1])
    yield Recipe(COMMENTS_FEED, "comments-feed", (), (newest,))
    count, pages = FeedWriter(settings).division([weights[row.path] for row in plan.posts])
    yield Recipe(SITE_FEEDS[0], "site-feeds", _paths(plan.posts[:count]), (len(pages), SITE_FEEDS))
    for number, part in enumerate(pages, 1):
        yield Recipe(f"feeds/archive/{number}.atom.xml", "archive-feed", _paths(plan.posts[part]), (number, len(pages)))
    for listing in plan.listings["category"]:
        feeds = category_addresses(named(listing.name))
        shown = _paths(listing.posts[: settings["FEEDS_ENTRIES"]])
        yield Recipe(feeds.atom, "category-feeds", shown, (*listing.name, (feeds.atom, feeds.rss, feeds.json)))
    yield Recipe("opml.xml", "opml", (), tuple(listing.name for listing in plan.listings["category"]))


class Fingerprints:
    """Makes fingerprints. *base* gives a digest of the code, settings and templates behind a kind of output."""

    def __init__(
        self,
        base: Callable[[Recipe], str],
        row: Callable[[str], tuple[Row, str]],
        conversation: Callable[[str], ThreadSummary],
        address: Callable[[str, str, str], str | None],
        state: Callable[[Row], str],
    ) -> None:
        self._base = base
        self._row = row
        self._conversation = conversation
        self._address = address
        self._state = state
        self._card = cache(self._made_card)  # a post stands in a dozen lists
        self._text = cache(self._made_text)

    def of(self, recipe: Recipe) -> str:
        """Return the fingerprint of *recipe*; the paths that it names count too, for the short way makes outputs by them."""
        parts = [recipe.name, recipe.kind, self._base(recipe), repr(recipe.more), *recipe.items]
        if recipe.kind == "comments-feed" or recipe.name == FRONT_PAGE:
            parts += [part for path, *_ in recipe.more[-1] for part in self._comment_index(path)]
        if recipe.kind == "article":
            parts.append(self._whole(recipe.items[0]))
            parts += [self._row(path)[0].link if path else "" for path in recipe.items[1:]]
        elif recipe.kind == "archive-feed":
            parts += map(self._text, recipe.items)
        elif recipe.kind in FEEDS:
            parts += map(self._entry, recipe.items)
        elif recipe.kind in {"page", "discussion"}:
            parts += map(self._whole, recipe.items)
        elif recipe.kind in LISTS:
            parts += map(self._card, recipe.items)
        elif recipe.kind in TITLES:
            parts += [self._row(path)[0].link for path in recipe.items]
        return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def _whole(self, path: str) -> str:
        row, _ = self._row(path)
        comment_index = f"{self._conversation(row.id).digest} {self._state(row)}" if row.is_post else ""
        return f"{self._text(path)} {comment_index}"

    def _entry(self, path: str) -> str:
        conversation = self._conversation(self._row(path)[0].id)
        return f"{self._text(path)} {conversation.count} {conversation.updated}"

    def _comment_index(self, path: str) -> Iterator[str]:
        row, _ = self._row(path)
        yield row.link
        yield row.id
        yield self._conversation(row.id).digest

    def _made_card(self, path: str) -> str:
        row, _ = self._row(path)
        return f"{row.card} {self._conversation(row.id).count} {self._led(path)}"

    def _made_text(self, path: str) -> str:
        return f"{self._row(path)[1]} {self._led(path)}"

    def _led(self, path: str) -> str:
        """Return where the links inside the site lead that a post has."""
        return " ".join(self._address(path, what, target) or "" for what, target in self._row(path)[0].links)


def comments_state(row: Row, settings: Mapping[str, Any], newest: Row | None) -> str:
    """Return whether a post takes comments, by its front matter and COMMENTS_CLOSE_AFTER_DAYS."""
    latest = newest.when if newest and settings.get("COMMENTS_CLOSE_AFTER_DAYS") is not None else row.when
    return post.comments_state(row.comments, row.when, settings.get("COMMENTS_CLOSE_AFTER_DAYS"), latest)


def _paths(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.path for row in rows)
