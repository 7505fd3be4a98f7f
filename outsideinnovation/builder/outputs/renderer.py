"""What kinds of outputs are rendered with: the theme, the feed writer, and posts as templates are shown them."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.comment_index import NO_COMMENTS, CommentIndex
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.outputs.comments import RecentComment, recent, thread
from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.builder.outputs.feed_writer import FeedWriter, comments_feed_url, nodes
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.theme.templates import Theme
from outsideinnovation.builder.theme.views import View
from outsideinnovation.comments.thread import Thread
from outsideinnovation.pictures.markup import first_near
from outsideinnovation.sidebar.headline import Headline
from outsideinnovation.site import Site

CACHED = 64  # threads and texts: a post's page and its feed are made one after the other


class Renderer:
    """Shows the content of one site, as the two indexes know it, to templates and feeds."""

    def __init__(
        self,
        site: Site,
        theme: Theme,
        site_index: SiteIndex,
        comment_index: CommentIndex,
        feed_ids: FeedIds,
        headlines: Callable[[], Mapping[str, Sequence[Headline]]],
    ) -> None:
        self.headlines = headlines  # by the names of the modules that show them
        self._site, self._theme = site, theme
        self._site_index, self._comment_index = site_index, comment_index
        self.feeds = FeedWriter(site.configuration, feed_ids)
        self._thread = lru_cache(CACHED)(self._arranged)
        self.content = lru_cache(CACHED)(self._resolved)
        self._cards: dict[tuple[str, int], View] = {}

    def row(self, path: str) -> Row:
        """Return the row of a post or page."""
        return self._site_index.row(path)[0]

    def source(self, path: str) -> str:
        """Return where the file of a post or page lies."""
        return f"{self._site.content}/{path}"

    def page(self, recipe: Recipe, template: str, **inputs: Any) -> dict[str, bytes]:
        """Return the one output of *recipe*, rendered by a *template* that is shown *inputs*."""
        rendered = self._theme.render(template, recipe.name, **inputs)
        if self._site.configuration.pictures.is_on:
            rendered = first_near(rendered)
        return {recipe.name: rendered.encode("utf-8", "surrogatepass")}

    def article(self, path: str, *, threaded: bool = False, text: bool = True, unlisted: Container[str] = ()) -> View:
        """Return a whole post, or one without its *text*; *threaded*, its comments are arranged, else only counted.

        *unlisted* are addresses of its categories, tags and authors where no list is made.
        """
        row = self.row(path)
        known = NO_COMMENTS if row.shared_until else self._comment_index.summary(row.id)
        return views.article(
            row,
            self.content(path) if text else "",
            self._site_index.comments_state(row),
            unlisted,
            comments=self._thread(row.id, known.digest) if threaded and known.count else Thread(known.count, ()),
            comments_count=known.count,
            comments_updated=datetime.fromisoformat(known.updated) if known.updated else None,
            comments_feed_url=comments_feed_url(row.save_as) if known.count else "",
        )

    def pictured(self, path: str) -> str:
        """Return the text of a post or page as its own page shows it: with the versions of its pictures."""
        return self._site_index.pictures.html(self.content(path), is_first_near=True)

    def entries(self, paths: Iterable[str]) -> list[View]:
        """Return posts as feeds show them."""
        return [self.article(path) for path in paths]

    def card(self, path: str) -> View:
        """Return a post as lists show it."""
        row = self.row(path)
        count = self._comment_index.summary(row.id).count
        if (path, count) not in self._cards:
            self._cards[path, count] = views.card(row, count)
            self._cards[path, count].summary = self._site_index.pictures.html(self._linked(path, row.summary))
        return self._cards[path, count]

    def placed_comments(self, placed: Sequence[Sequence[str]]) -> list[tuple[View, Any]]:
        """Return comments given as (path of the post, id), each as its post and its node in the thread."""
        found = []
        for path, identifier in placed:
            article = self.article(path, threaded=True, text=False)
            found += [(article, node) for node in nodes(article.comments.replies) if node.comment.id == identifier]
        return found

    def recent(self, placed: Sequence[Sequence[str]]) -> list[RecentComment]:
        """Return comments given as (path of the post, id) as the sidebar lists them."""
        return [recent(node.comment, article.title, article.url) for article, node in self.placed_comments(placed)]

    def _arranged(self, identifier: str, digest: str) -> Thread:
        del digest  # of the comments: others are another thread
        return thread(self._comment_index.comments(identifier), self._site.configuration.comments)

    def _resolved(self, path: str) -> str:
        return self._linked(path, self._site_index.html(path))

    def _linked(self, path: str, markup: str) -> str:
        return internal.resolved(markup, lambda what, target: self._site_index.address(path, what, target))
