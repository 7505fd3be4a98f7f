"""Carrying out recipes: from a recipe and what it names to the bytes of its outputs."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.outputs.comments import recent, thread
from outsideinnovation.builder.outputs.feeds import FeedWriter, addresses, comments_feed, nodes
from outsideinnovation.builder.outputs.plan import Recipe
from outsideinnovation.builder.outputs.recipes import LISTS, ThreadSummary, comments_state
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.theme.templates import Theme
from outsideinnovation.builder.theme.views import View
from outsideinnovation.comments.record import Comment
from outsideinnovation.comments.thread import Thread
from outsideinnovation.site import Site

KEPT = 64  # threads and texts: a post's page and its feed are made one after the other


class Renderer:
    """Renders the recipes of one site."""

    def __init__(
        self,
        site: Site,
        settings: Mapping[str, Any],
        theme: Theme,
        *,
        row: Callable[[str], Row],
        html: Callable[[str], str],
        comments: Callable[[str], Iterable[Comment]],
        conversation: Callable[[str], ThreadSummary],
        address: Callable[[str, str, str], str | None],
        newest: Row | None,
    ) -> None:
        self._site, self._settings, self._theme = site, settings, theme
        self._row, self._html, self._comments = row, html, comments
        self._conversation, self._address, self._newest = conversation, address, newest
        self._feeds = FeedWriter(settings)
        self._thread = lru_cache(KEPT)(self._arranged)
        self._content = lru_cache(KEPT)(self._resolved)
        self._cards: dict[tuple[str, int], View] = {}

    def outputs(self, recipe: Recipe) -> dict[str, bytes]:
        """Return the outputs of *recipe* by their paths."""
        make = getattr(self, f"_{recipe.kind.replace('-', '_')}", None)
        if recipe.kind in LISTS:
            return self._list(recipe)
        made: dict[str, bytes] = make(recipe) if make else self._template(recipe, recipe.kind)
        return made

    def article(
        self, path: str, *, comment_index: bool = False, text: bool = True, unlisted: Container[str] = ()
    ) -> View:
        """Return a whole post, or one without its *text*; with *talk* its thread is arranged, else only counted.

        *unlisted* are addresses of its categories, tags and authors where no list is made.
        """
        row = self._row(path)
        known = self._conversation(row.id)
        return views.article(
            row,
            self._content(path) if text else "",
            comments_state(row, self._settings, self._newest),
            unlisted,
            comments=self._thread(row.id, known.digest) if comment_index else Thread(known.count, ()),
            comments_count=known.count,
            comments_updated=datetime.fromisoformat(known.updated) if known.updated else None,
            comments_feed_url=comments_feed(row.save_as),
        )

    def _template(self, recipe: Recipe, template: str, **inputs: Any) -> dict[str, bytes]:
        return {recipe.name: self._theme.render(template, recipe.name, **inputs).encode("utf-8", "surrogatepass")}

    def _article(self, recipe: Recipe) -> dict[str, bytes]:
        path, older, newer = recipe.items
        article = self.article(path, comment_index=True, unlisted=recipe.more[1:])
        article.prev_article = views.link(self._row(older)) if older else None
        article.next_article = views.link(self._row(newer)) if newer else None
        return self._template(recipe, recipe.more[0], article=article)

    def _page(self, recipe: Recipe) -> dict[str, bytes]:
        row = self._row(recipe.items[0])
        return self._template(recipe, recipe.more[0], page=views.page(row, self._content(row.path)))

    def _list(self, recipe: Recipe) -> dict[str, bytes]:
        if recipe.kind == "month":
            cards = [self._card(path) for path in recipe.items]
            return self._template(recipe, "period_archives", dates=cards, period_num=recipe.more)
        number, pages, before, after, *more = recipe.more
        inputs: dict[str, Any] = {
            "articles_page": views.PageOfPosts([self._card(path) for path in recipe.items], number, pages, ""),
            "articles_previous_page": View(url=before),
            "articles_next_page": View(url=after),
        }
        if recipe.kind == "index":
            inputs["recent_comments"] = self._recent(more[-1]) if more else []
        else:
            inputs[recipe.kind] = views.named((more[0], more[1], more[2]))
        return self._template(recipe, recipe.kind, **inputs)

    def _year(self, recipe: Recipe) -> dict[str, bytes]:
        links = [views.link(self._row(path)) for path in recipe.items]
        return self._template(recipe, "period_archives", dates=links, period_num=recipe.more)

    def _archives(self, recipe: Recipe) -> dict[str, bytes]:
        return self._template(recipe, "archives", dates=[views.link(self._row(path)) for path in recipe.items])

    def _categories(self, recipe: Recipe) -> dict[str, bytes]:
        return self._counted(recipe)

    def _tags(self, recipe: Recipe) -> dict[str, bytes]:
        return self._counted(recipe)

    def _authors(self, recipe: Recipe) -> dict[str, bytes]:
        return self._counted(recipe)

    def _counted(self, recipe: Recipe) -> dict[str, bytes]:
        counted = [(views.named((name, slug, url)), range(count)) for name, slug, url, count in recipe.more]
        return self._template(recipe, recipe.kind, **{recipe.kind: counted})

    def _search(self, recipe: Recipe) -> dict[str, bytes]:
        tags, months = recipe.more
        counted = [(views.named((name, slug, url)), range(count)) for name, slug, url, count in tags]
        return self._template(recipe, "search", tags=counted, months=months)

    def _feeds_page(self, recipe: Recipe) -> dict[str, bytes]:
        return self._template(recipe, "feeds", feeds=addresses(map(views.named, map(tuple, recipe.more))))

    def _discussion(self, recipe: Recipe) -> dict[str, bytes]:
        return {recipe.name: self._feeds.discussion(self.article(recipe.items[0], comment_index=True, text=False))}

    def _comments_feed(self, recipe: Recipe) -> dict[str, bytes]:
        return {recipe.name: self._feeds.comments(self._said(recipe.more[0]))}

    def _site_feeds(self, recipe: Recipe) -> dict[str, bytes]:
        return self._feeds.newest(self._entries(recipe.items), recipe.more[0])

    def _archive_feed(self, recipe: Recipe) -> dict[str, bytes]:
        number, last = recipe.more
        return {recipe.name: self._feeds.archive(self._entries(recipe.items), number, last)}

    def _category_feeds(self, recipe: Recipe) -> dict[str, bytes]:
        name, slug, url, _ = recipe.more
        return self._feeds.category(views.named((name, slug, url)), self._entries(recipe.items))

    def _opml(self, recipe: Recipe) -> dict[str, bytes]:
        return {recipe.name: self._feeds.opml(addresses(map(views.named, map(tuple, recipe.more))))}

    def _entries(self, paths: Iterable[str]) -> list[View]:
        return [self.article(path) for path in paths]

    def _card(self, path: str) -> View:
        row = self._row(path)
        count = self._conversation(row.id).count
        if (path, count) not in self._cards:
            self._cards[path, count] = views.card(row, count)
            self._cards[path, count].summary = self._linked(path, row.summary)
        return self._cards[path, count]

    def _said(self, said: Sequence[Sequence[str]]) -> list[tuple[View, Any]]:
        found = []
        for path, ident in said:
            article = self.article(path, comment_index=True, text=False)
            found += [(article, node) for node in nodes(article.comments.replies) if node.comment.id == ident]
        return found

    def _recent(self, said: Sequence[Sequence[str]]) -> list[Any]:
        return [recent(node.comment, article.title, article.url) for article, node in self._said(said)]

    def _arranged(self, ident: str, digest: str) -> Thread:
        del digest  # of what was said: another is another thread
        return thread(self._comments(ident), self._settings, self._site.settings_file)

    def _resolved(self, path: str) -> str:
        return self._linked(path, self._html(path))

    def _linked(self, path: str, markup: str) -> str:
        return internal.resolved(markup, lambda what, target: self._address(path, what, target))
