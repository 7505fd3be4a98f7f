"""One run of our own builds: look what has changed, read it, plan, have made what differs, and put it in place."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from outsideinnovation.builder.content.reading import ContentReader
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.cache import Cache, CommentRow, DamagedCacheError, why_thrown_away
from outsideinnovation.builder.incremental.comment_index import CommentChanges, CommentIndex, comment_changes
from outsideinnovation.builder.incremental.inputs import Inputs, report
from outsideinnovation.builder.incremental.partial_build import FEW, PartialBuild, keeps_the_archive, stays_in_place
from outsideinnovation.builder.incremental.row_links import hangs_on_others, leads_nowhere
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.incremental.source_reader import SourceReader
from outsideinnovation.builder.incremental.stamps import Stamp
from outsideinnovation.builder.output_folder import OutputFolder
from outsideinnovation.builder.outputs.executor import Executor
from outsideinnovation.builder.report import BuildReport, Progress
from outsideinnovation.builder.search.search_state import SearchState
from outsideinnovation.builder.staging import Installed
from outsideinnovation.builder.theme.layout import Layout
from outsideinnovation.site import Site


class BuildSession:
    """One build of one site into one output folder."""

    def __init__(
        self,
        site: Site,
        settings: Mapping[str, Any],
        inputs: Inputs,
        output: OutputFolder,
        progress: Progress,
        warn: Callable[[str], None],
    ) -> None:
        self.site = site
        self._settings, self._output, self._warn, self._progress = settings, output, warn, progress
        self._inputs = inputs
        self._reader = ContentReader(site.content, site.configuration, inputs.now, inputs.shared)
        self._comment_index = CommentIndex(site.comments)
        self._layout = Layout(site, settings, self._reader)
        self._layout.known_headlines = inputs.headlines
        self._sources = SourceReader(site, self._reader, self._layout, progress)
        self._executor = Executor(site, self._comment_index, self._layout, progress)
        self._token = ""
        self._partial: PartialBuild | None = None
        self._search = SearchState.of(site.instance, site.configuration, output.path)
        self._touched: set[str] | None = None  # paths of the posts that are not as they were; None: any may be
        self._known: SiteIndex | None = None  # of the last run that was a full build

    def build(self, started: float, *, clean: bool) -> BuildReport:
        """Build, and return what was done; *started* is when, by the monotonic clock. Raises as ``build.build`` does."""
        have = self._inputs
        reason = why_thrown_away(have.cache) if not clean else ""
        with Cache.opened(have.cache, have.key, anew=clean) as (state, believed):
            if lost := have.lost_cache or ("" if believed else reason):
                self._warn(lost)
            if have.token != state.about("token"):  # another build came between looking and this
                have = self._inputs = Inputs(self.site, self._settings, have.now)
                self._layout.known_headlines = have.headlines
            now, before = time.time_ns(), state.about("token")
            known = have.known_sources(state) if believed else {}
            known_comments = (have.known_comments or state.comments()) if believed else {}
            fresh = not believed or not have.is_finished(state)
            if not fresh and have.is_known(state):
                done = self._only_comments(
                    state,
                    comment_changes(known_comments, *self._comment_index.update(known_comments, have.comment_stamps)),
                    now,
                )
            elif fresh or (retold := self._only_texts(state, known, known_comments, now)) is None:
                done = self._everything(state, known, known_comments, now, fresh=fresh)
            else:
                done = retold
            return self._reported(state, started, before, done, clean=clean)

    @property
    def comments(self) -> frozenset[str]:
        """The ids of the approved comments that the last build was made of."""
        return self._comment_index.ids

    def follow(self, started: float, comments: Iterable[Path], *, look: bool = False) -> BuildReport:
        """Build, after a build of this same session, where nothing has changed but those files of *comments*.

        With *look* others may have: every comment is looked at.
        """
        with self._mine() as state:
            now, before = time.time_ns(), self._token
            seen = self._comment_index.seen(comments) | (self._comment_index.differing() if look else {})
            done = self._only_comments(state, self._comment_index.follow(seen), now)
            return self._reported(state, started, before, done)

    def warm(self) -> None:
        """Learn, after a build of this same session, all that ``follow`` may need. Raises DamagedCacheError as it does."""
        if self._partial is None or not self._partial.is_warm:
            with self._mine() as state:
                self._partial_build(state).warm(state)

    @contextmanager
    def _mine(self) -> Iterator[Cache]:
        """Open the cache. Raises DamagedCacheError where it does not describe the last build of this session."""
        with Cache.opened(self._inputs.cache, self._inputs.key) as (state, believed):
            if not believed or not self._inputs.is_finished(state) or state.about("token") != self._token:
                raise DamagedCacheError(str(self._inputs.cache))
            yield state

    def _only_comments(self, state: Cache, comment_changes: CommentChanges, now: int) -> Installed:
        """Make a partial build: nothing but comments, and headlines of other feeds, has changed."""
        self._touched = _paths(state, comment_changes)
        if not comment_changes.new and not comment_changes.gone and self._inputs.has_known_headlines(state):
            self._token = state.about("token")
            return Installed(0, 0)
        done = self._partial_build(state).go(state, comment_changes, now)
        self._finish(state)
        return done

    def _only_texts(
        self, state: Cache, known: Mapping[str, Stamp], known_comments: Mapping[str, CommentRow], now: int
    ) -> Installed | None:
        """Make a partial build where nothing but comments and the words of a few posts has changed; else return None."""
        sources = self._inputs.sources
        changed = [path for path, stamp in sources.items() if known.get(path) != stamp]
        there = known.keys() == sources.keys()
        if not there or len(changed) > FEW or not self._inputs.has_known_others(state):
            return None
        partial_build = self._partial_build(state)
        site_index, before = partial_build.site_index, state.rows(changed)
        self._sources.read(site_index, changed)
        rows = {path: site_index.row(path)[0] for path in changed}
        steady = all(stays_in_place(before[path][0], row) for path, row in rows.items())
        if not steady or self._may_break_links(state, rows):  # the full build objects
            self._partial = None
            return None
        comment_changes_seen = comment_changes(
            known_comments, *self._comment_index.update(known_comments, self._inputs.comment_stamps)
        )
        partial_build.begin(state)
        self._sources.weigh(site_index)
        weights = {path: (before[path][2], site_index.rows[path][2]) for path in changed}
        if not keeps_the_archive(state, self.site, weights):
            self._partial = None
            return None
        done = partial_build.go(state, comment_changes_seen, now, changed)
        self._touched = _paths(state, comment_changes_seen) | {*changed}
        state.keep_sources(site_index.records(changed, sources, now), ())
        self._finish(state)
        return done

    def _may_break_links(self, state: Cache, rows: Mapping[str, Row]) -> bool:
        """Tell whether a link may be broken now that posts have these *rows*: one of theirs, or one to a place in them."""
        content = self.site.content
        linked_to = frozenset(json.loads(state.about("fragments") or "[]"))
        return not linked_to.isdisjoint(rows) or any(
            leads_nowhere(row, content) or hangs_on_others(row, content, state.rows) for row in rows.values()
        )

    def _partial_build(self, state: Cache) -> PartialBuild:
        if self._partial is None:
            self._partial = PartialBuild(
                self.site.configuration,
                self._comment_index,
                self._layout,
                self._executor,
                self._site_index(state),
                self._output,
            )
        return self._partial

    def _everything(
        self,
        state: Cache,
        known: Mapping[str, Stamp],
        known_comments: Mapping[str, CommentRow],
        now: int,
        *,
        fresh: bool,
    ) -> Installed:
        """Make a full build."""
        from outsideinnovation.builder.incremental.full_build import FullBuild  # noqa: PLC0415 - most builds are partial

        site_index, sources = self._site_index(state), self._sources
        self._touched, self._known = None, site_index
        full_build = FullBuild(
            self.site,
            self._comment_index,
            self._layout,
            self._executor,
            sources,
            self._output,
            self._warn,
            self._progress,
        )
        done = full_build.go(state, site_index, self._inputs, known, known_comments, now, fresh=fresh)
        self._finish(state)
        return done

    def _reported(
        self, state: Cache, started: float, before: str, done: Installed, *, clean: bool = False
    ) -> BuildReport:
        """Let search follow what was *done* since the build *before*, and return the report of all."""
        written, removed = done.written, done.removed
        if not self._search.is_on:
            self._search.remove_index()
            state.keep_about("shards", "0")
        elif not self._search.is_current(self._token):
            from outsideinnovation.builder.search.published_posts import PublishedPosts  # noqa: PLC0415 - loads Whoosh
            from outsideinnovation.builder.search.search_update import SearchUpdate  # noqa: PLC0415 - likewise

            known = self._known or self._partial_build(state).site_index
            published = PublishedPosts(known, self._comment_index, self.site.configuration.site.root)
            followed = SearchUpdate(self._search, self._output).follow(
                before, self._token, published, self._touched, clean=clean
            )
            state.keep_about("shards", str(followed.files))
            written, removed = written + followed.written, removed + followed.removed
        self._known = None
        state.commit()
        return report(state, started, written, removed)

    def _finish(self, state: Cache) -> None:
        """Say in the cache that it describes the output that is there now, and which build has made it."""
        self._token = str(time.time_ns())
        state.keep_about("token", self._token)
        state.keep_about("finished", self._inputs.identity())
        state.keep_about("headlines", self._layout.known_headlines.digest)
        state.commit()

    def _site_index(self, state: Cache) -> SiteIndex:
        return SiteIndex(self.site, self._settings, state, self._reader)


def _paths(state: Cache, changes: CommentChanges) -> set[str]:
    """Return the paths of the posts whose comments have changed."""
    return {path for post in changes.grown if (path := state.path(post))}
