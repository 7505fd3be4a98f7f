"""The partial build (incremental): only comments and words of posts have changed, so only what shows those is made.

What is learnt on it of the rest of the site holds until that changes; whoever stays goes it again without asking.
"""

from collections.abc import Collection, Mapping
from functools import cached_property

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.waiting import SHOWN
from outsideinnovation.builder.incremental.cache import Cache
from outsideinnovation.builder.incremental.comment_index import CommentChanges, CommentIndex
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.incremental.stamps import settled
from outsideinnovation.builder.output_folder import OutputFolder
from outsideinnovation.builder.outputs.executor import Executor
from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.builder.outputs.feed_writer import FeedWriter
from outsideinnovation.builder.outputs.kinds import KINDS, NEWEST_COMMENTS, SHOW_COMMENTS, SHOW_TEXTS
from outsideinnovation.builder.outputs.lists import FRONT_PAGE
from outsideinnovation.builder.outputs.posts import PostCommentsFeed
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.staging import Installed, Staging
from outsideinnovation.builder.theme.layout import Layout
from outsideinnovation.configuration import Configuration
from outsideinnovation.site import Site

MANY = 20_000  # posts; of more, rows are not all held in memory


class PartialBuild:
    """The partial builds of one session, whose indexes, layout and executor it shares."""

    def __init__(
        self,
        settings: Configuration,
        comment_index: CommentIndex,
        layout: Layout,
        executor: Executor,
        site_index: SiteIndex,
        output: OutputFolder,
    ) -> None:
        self._settings, self._output = settings, output
        self._comment_index, self._layout, self._executor, self.site_index = comment_index, layout, executor, site_index
        self._shown: dict[str, list[str]] | None = None

    def go(self, state: Cache, changes: CommentChanges, now: int, texts: Collection[str] = ()) -> Installed:
        """Make what shows the comments that have changed, and the posts *texts*, whose words are new to the site index.

        Raises ContentError, ConflictError and StorageError.
        """
        self.begin(state)
        touched = {FRONT_PAGE} | (self._touched(changes) if changes.grown else set())
        touched.update(name for path in texts for name in state.showing(path, SHOW_TEXTS))
        begun, ended = self._feeds_of_posts(changes)
        touched -= ended.keys()
        found = [(self._refreshed(recipe), old) for recipe, old in state.recipes(sorted(touched))]
        found += [(recipe, "") for recipe in begun.values()]
        fingerprints = self._executor.fingerprints(self.site_index)
        changed = [(recipe, made) for recipe, old in found if (made := fingerprints.of(recipe)) != old]
        with Staging(self._output.path) as staging:
            written = self._executor.carry_out(self.site_index, [recipe for recipe, _ in changed], staging)
            state.keep_about("finished", "")
            state.commit()
            done = self._output.replace(staging, written, begun, ended)
        self._keep_feeds(state, begun, ended)
        state.keep_outputs(changed, ended)
        state.keep_comments(
            ((path, row._replace(stamp=settled(row.stamp, now))) for path, row in changes.new.items()), changes.gone
        )
        grown = sum(number for post, number in changes.grown.items() if post in self._live)
        state.keep_about("comments", str(int(state.about("comments") or 0) + grown))
        return done

    @property
    def is_warm(self) -> bool:
        """Whether all has been learnt that going this way may need."""
        return self._shown is not None

    def warm(self, state: Cache) -> None:
        """Learn all that going this way may need: also the templates and libraries, by making what nobody gets."""
        self.begin(state)
        self._shown = state.shown(SHOW_COMMENTS)
        if len(self._live) <= MANY:
            self.site_index.rows = state.rows() | self.site_index.rows
        fingerprints, renderer = self._executor.fingerprints(self.site_index), self._executor.renderer(self.site_index)
        for recipe, _ in state.recipes({*NEWEST_COMMENTS, *self._shown.get(state.about("newest"), ())}):
            fingerprints.of(recipe)
            KINDS[recipe.kind].render(recipe, renderer)

    def begin(self, state: Cache) -> None:
        """Let what is known rest on *state* as it is now."""
        self.site_index.state = state
        newest = state.about("newest")
        self.site_index.newest = self.site_index.row(newest)[0] if newest else None

    @cached_property
    def _live(self) -> dict[str, str]:
        """The paths of the published posts by their ids."""
        return self.site_index.state.live()

    def _touched(self, changes: CommentChanges) -> set[str]:
        """Return the names of the outputs that may show the comments."""
        touched = set(NEWEST_COMMENTS)
        state = self.site_index.state
        for path in filter(None, (state.path(post) for post in changes.grown)):
            touched.update(state.showing(path, SHOW_COMMENTS) if self._shown is None else self._shown.get(path, ()))
        return touched

    def _feeds_of_posts(self, changes: CommentChanges) -> tuple[dict[str, Recipe], dict[str, Recipe]]:
        """Return by their names the comment feeds of posts that have their first comments, and of those that lost the last."""
        begun, ended = dict[str, Recipe](), dict[str, Recipe]()
        for post, more in changes.grown.items():
            path, now = self.site_index.state.path(post), self._comment_index.summary(post).count
            row = self.site_index.row(path)[0] if path else None
            if row and row.status in SHOWN and bool(now) is not bool(now - more):
                feed = PostCommentsFeed().beside(row)
                (begun if now else ended)[feed.name] = feed
        return begun, ended

    def _keep_feeds(self, state: Cache, begun: Mapping[str, Recipe], ended: Mapping[str, Recipe]) -> None:
        """Remember how many files there are now, and which feeds show the comments of a post."""
        state.keep_about("files", str(int(state.about("files") or 0) + len(begun) - len(ended)))
        if self._shown is not None:
            for name, recipe in begun.items():
                self._shown[recipe.items[0]] = [*self._shown.get(recipe.items[0], ()), name]
            for name, recipe in ended.items():
                self._shown[recipe.items[0]] = [each for each in self._shown[recipe.items[0]] if each != name]

    def _refreshed(self, recipe: Recipe) -> Recipe:
        """Bring the recipes that list the newest comments up to date."""
        kind = KINDS[recipe.kind]
        return kind.refreshed(recipe, self._newest, self._settings) if recipe.name == kind.newest_comments else recipe

    def _newest(self, number: int) -> tuple[tuple[str, str], ...]:
        return self._comment_index.newest(number, self._live)


FEW = 40  # posts and pages; with more, the whole site is soon looked at


def stays_in_place(before: Row, after: Row) -> bool:
    """Tell whether nothing of a post has changed but what it says: not its place, template, keywords, pictures and files."""
    return _arrangement(before) == _arrangement(after)


def keeps_the_archive(state: Cache, site: Site, weights: Mapping[str, tuple[int, int]]) -> bool:
    """Tell whether the feed and its archive are divided as before, where *weights* of posts, before and after, have changed.

    The page of archives, which lists all posts in their order, is what says which posts there are.
    """
    changed = {path: after for path, (before, after) in weights.items() if before != after}
    if not changed:
        return True
    found = state.recipes([str(site.settings["ARCHIVES_SAVE_AS"])])
    if not found:
        return False
    known, order = state.weights(), found[0][0].items
    if not all(path in known for path in order):
        return False
    feeds, before = FeedWriter(site.configuration, FeedIds()), [known[path] for path in order]
    return feeds.division(before) == feeds.division([changed.get(path, known[path]) for path in order])


def _arrangement(row: Row) -> tuple[object, ...]:
    return row.place, row.template, row.keywords, row.pictures, _brought(row)


def _brought(row: Row) -> frozenset[str]:
    return frozenset(target for what, target in row.links if what == "static")
