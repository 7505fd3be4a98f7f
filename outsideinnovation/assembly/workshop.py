"""One run of our own way: look what has changed, read it, plan, have made what differs, and put it in place."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from outsideinnovation.assembly.chrome import Chrome
from outsideinnovation.assembly.inventory import Inventory, report
from outsideinnovation.assembly.knowledge import Knowledge
from outsideinnovation.assembly.making import Making
from outsideinnovation.assembly.objections import leads_nowhere
from outsideinnovation.assembly.short_way import ShortWay
from outsideinnovation.assembly.sources import Sources
from outsideinnovation.assembly.steadiness import FEW, keeps_the_archive, stays_in_place
from outsideinnovation.assembly.talk import Heard, Talk, heard
from outsideinnovation.publishing.cache.scan import Stamp
from outsideinnovation.publishing.cache.state import DamagedStateError, Remembered, State
from outsideinnovation.publishing.output_folder import OutputFolder
from outsideinnovation.publishing.report import Progress, Report
from outsideinnovation.publishing.source.reading import Reader
from outsideinnovation.publishing.staging import Installed
from outsideinnovation.site import Site

THROWN_AWAY = (
    "The build's cache is damaged, or of other settings, another version or another machine: everything is made anew."
)


class Workshop:
    """One build of one site into one output folder."""

    def __init__(
        self,
        site: Site,
        settings: Mapping[str, Any],
        inventory: Inventory,
        output: OutputFolder,
        progress: Progress,
        warn: Callable[[str], None],
    ) -> None:
        self.site = site
        self._settings, self._output, self._warn = settings, output, warn
        self._inventory = inventory
        self._reader = Reader(site.content, settings)
        self._talk = Talk(site.comments)
        self._chrome = Chrome(site, settings, self._reader)
        self._sources = Sources(site, settings, self._reader, self._chrome, progress)
        self._making = Making(site, settings, self._talk, self._chrome, progress)
        self._token = ""
        self._short: ShortWay | None = None

    def build(self, started: float, *, clean: bool) -> Report:
        """Build, and return what was done; *started* is when, by the monotonic clock. Raises as ``build.build`` does."""
        have = self._inventory
        there = have.cache.is_file() and not clean
        with State.opened(have.cache, have.key, anew=clean) as (state, believed):
            if have.has_lost_cache or (there and not believed):
                self._warn(THROWN_AWAY)
            if have.token != state.about("token"):  # another build came between looking and this
                have = self._inventory = Inventory(self.site, self._settings)
            now = time.time_ns()
            known = (have.known or state.sources()) if believed else {}
            said = (have.said or state.comments()) if believed else {}
            fresh = not believed or not have.is_finished(state)
            if not fresh and have.is_known(state):
                done = self._only_comments(state, heard(said, *self._talk.update(said, have.talk)), now)
            elif fresh or (retold := self._only_texts(state, known, said, now)) is None:
                done = self._everything(state, known, said, now, fresh=fresh)
            else:
                done = retold
            return report(state, started, done.written, done.removed)

    @property
    def comments(self) -> frozenset[str]:
        """The ids of the approved comments that the last build was made of."""
        return self._talk.ids

    def follow(self, started: float, comments: Iterable[Path], *, look: bool = False) -> Report:
        """Build, after a build of this same workshop, where nothing has changed but those files of *comments*.

        With *look* others may have: every comment is looked at.
        """
        with self._mine() as state:
            now = time.time_ns()
            seen = self._talk.seen(comments) | (self._talk.differing() if look else {})
            done = self._only_comments(state, self._talk.follow(seen), now)
            return report(state, started, done.written, done.removed)

    def warm(self) -> None:
        """Learn, after a build of this same workshop, all that ``follow`` may need. Raises DamagedStateError as it does."""
        if self._short is None or not self._short.is_warm:
            with self._mine() as state:
                self._short_way(state).warm(state)

    @contextmanager
    def _mine(self) -> Iterator[State]:
        """Open the cache. Raises DamagedStateError where it does not describe the last build of this workshop."""
        with State.opened(self._inventory.cache, self._inventory.key) as (state, believed):
            if not believed or not self._inventory.is_finished(state) or state.about("token") != self._token:
                raise DamagedStateError(str(self._inventory.cache))
            yield state

    def _only_comments(self, state: State, heard: Heard, now: int) -> Installed:
        """Go the short way: nothing but comments has changed."""
        if not heard.new and not heard.gone:
            self._token = state.about("token")
            return Installed(0, 0)
        done = self._short_way(state).go(state, heard, now)
        self._finish(state)
        return done

    def _only_texts(
        self, state: State, known: Mapping[str, Stamp], said: Mapping[str, Remembered], now: int
    ) -> Installed | None:
        """Go the short way where nothing but comments and the words of a few posts has changed; else return None."""
        sources = self._inventory.sources
        changed = [path for path, stamp in sources.items() if known.get(path) != stamp]
        there = known.keys() == sources.keys()
        if not there or len(changed) > FEW or not self._inventory.has_known_others(state):
            return None
        short = self._short_way(state)
        knowledge, before = short.knowledge, state.rows(changed)
        self._sources.read(knowledge, changed)
        rows = {path: knowledge.row(path)[0] for path in changed}
        steady = all(stays_in_place(before[path][0], row) for path, row in rows.items())
        if not steady or any(leads_nowhere(row, self.site.content) for row in rows.values()):  # the long way objects
            self._short = None
            return None
        heard_of = heard(said, *self._talk.update(said, self._inventory.talk))
        short.begin(state)
        self._sources.weigh(knowledge)
        weights = {path: (before[path][2], knowledge.rows[path][2]) for path in changed}
        if not keeps_the_archive(state, self._settings, weights):
            self._short = None
            return None
        done = short.go(state, heard_of, now, changed)
        state.keep_sources(knowledge.kept(changed, sources, now), ())
        self._finish(state)
        return done

    def _short_way(self, state: State) -> ShortWay:
        if self._short is None:
            self._short = ShortWay(
                self._settings, self._talk, self._chrome, self._making, self._knowledge(state), self._output
            )
        return self._short

    def _everything(
        self, state: State, known: Mapping[str, Stamp], said: Mapping[str, Remembered], now: int, *, fresh: bool
    ) -> Installed:
        """Go the long way."""
        from outsideinnovation.assembly.long_way import LongWay  # noqa: PLC0415 - most builds go the short one

        knowledge, sources = self._knowledge(state), self._sources
        way = LongWay(
            self.site, self._settings, self._talk, self._chrome, self._making, sources, self._output, self._warn
        )
        done = way.go(state, knowledge, self._inventory, known, said, now, fresh=fresh)
        self._finish(state)
        return done

    def _finish(self, state: State) -> None:
        """Say in the cache that it describes the output that is there now, and which build has made it."""
        self._token = str(time.time_ns())
        state.keep_about("token", self._token)
        state.keep_about("finished", self._inventory.identity())
        state.commit()

    def _knowledge(self, state: State) -> Knowledge:
        return Knowledge(self.site, self._settings, state, self._reader, self._talk)
