"""One run of our own way: look what has changed, read it, plan, have made what differs, and put it in place."""

import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from outsideinnovation import catalogue
from outsideinnovation.assembly.chrome import Chrome
from outsideinnovation.assembly.feeds import FeedWriter
from outsideinnovation.assembly.inventory import Inventory, report, summary
from outsideinnovation.assembly.knowledge import Knowledge, statics
from outsideinnovation.assembly.making import Making
from outsideinnovation.assembly.objections import object_to
from outsideinnovation.assembly.recipes import comments_state, names, recipes
from outsideinnovation.assembly.short_way import ShortWay
from outsideinnovation.assembly.steadiness import FEW, keeps_the_archive, stays_in_place
from outsideinnovation.assembly.talk import Heard, Talk, heard
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.publishing.cache.digests import digest
from outsideinnovation.publishing.cache.scan import Stamp, files, settled
from outsideinnovation.publishing.cache.state import DamagedStateError, Remembered, State
from outsideinnovation.publishing.parallel import flat, in_parts
from outsideinnovation.publishing.rendering import views
from outsideinnovation.publishing.rendering.plan import Plan, Recipe
from outsideinnovation.publishing.report import Progress, Report
from outsideinnovation.publishing.source import internal
from outsideinnovation.publishing.source.check import check
from outsideinnovation.publishing.source.reading import Reader
from outsideinnovation.publishing.source.rows import Row
from outsideinnovation.publishing.staging import Installed, Staging
from outsideinnovation.site import Site

THROWN_AWAY = (
    "The build's cache is damaged, or of other settings, another version or another machine: everything is made anew."
)
READ_PART = 50  # files a worker reads at a time


class ForeignContentError(Exception):
    """The content asks for what only Pelican does: ``{attach}``, which moves a file beside the post that links to it."""


class Workshop:
    """One build of one site into one output folder."""

    def __init__(
        self,
        site: Site,
        settings: Mapping[str, Any],
        inventory: Inventory,
        progress: Progress,
        warn: Callable[[str], None],
    ) -> None:
        self.site = self._site = site
        self._settings, self._progress, self._warn = settings, progress, warn
        self._output = Path(settings["OUTPUT_PATH"])
        self._inventory = inventory
        self._reader = Reader(site.content, settings)
        self._talk = Talk(site.comments)
        self._chrome = Chrome(site, settings, self._reader)
        self._making = Making(site, settings, self._talk, self._chrome, progress)
        self._token = ""
        self._short: ShortWay | None = None

    def build(self, started: float, *, clean: bool) -> Report:
        """Build, and return what was done; *started* is when, by the monotonic clock. Raises as ``build.build`` does."""
        have = self._inventory
        there = have.cache.is_file() and not clean
        with State.opened(have.cache, have.key, anew=clean) as (state, believed):
            if there and not believed:
                self._warn(THROWN_AWAY)
            if have.token != state.about("token"):  # another build came between looking and this
                have = self._inventory = Inventory(self._site, self._settings)
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
            return Installed(0, 0, 0)
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
        self._read(knowledge, changed)
        if not all(stays_in_place(before[path][0], knowledge.row(path)[0]) for path in changed):
            self._short = None
            return None
        heard_of = heard(said, *self._talk.update(said, self._inventory.talk))
        short.begin(state)
        self._weigh(knowledge, _live_among(knowledge, changed))
        weights = {path: (before[path][2], knowledge.rows[path][2]) for path in changed}
        if not keeps_the_archive(state, self._settings, weights):
            self._short = None
            return None
        done = short.go(state, heard_of, now, changed)
        state.keep_sources(self._kept(knowledge, changed, now), ())
        self._finish(state)
        return done

    def _kept(self, knowledge: Knowledge, changed: Iterable[str], now: int) -> Iterator[tuple[str, Stamp, Row, int]]:
        """Yield what is to be remembered of the files *changed*."""
        for path in changed:
            row, _, weight = knowledge.rows[path]
            yield path, settled(self._inventory.sources[path], now), row, weight

    def _short_way(self, state: State) -> ShortWay:
        if self._short is None:
            self._short = ShortWay(self._settings, self._talk, self._chrome, self._making, self._knowledge(state))
        return self._short

    def _everything(
        self,
        state: State,
        known: Mapping[str, Stamp],
        said: Mapping[str, Remembered],
        now: int,
        *,
        fresh: bool,
    ) -> Installed:
        """Go the long way: read what has changed, plan the whole site from rows, render what differs."""
        knowledge, sources = self._knowledge(state), self._inventory.sources
        changed = [path for path, stamp in sources.items() if known.get(path) != stamp]
        gone = [path for path in known if path not in sources]
        knowledge.rows = {path: row for path, row in state.rows().items() if path in sources} if known else {}
        before = {path: knowledge.rows[path][0] for path in changed if path in knowledge.rows}
        self._read(knowledge, changed)
        knowledge.whole = True
        new_talk, gone_talk = self._talk.update(said, self._inventory.talk)
        plan = Plan((row for row, _, _ in knowledge.rows.values()), self._settings)
        knowledge.newest = plan.posts[0] if plan.posts else None
        changed += _linking(
            plan, {path for path in changed if path not in before or before[path].url != knowledge.rows[path][0].url}
        )
        steady = not fresh and not gone and self._inventory.has_known_others(state)
        steady = steady and all(
            path in before and before[path].place == knowledge.rows[path][0].place for path in changed
        )
        self._weigh(knowledge, _live_among(knowledge, dict.fromkeys(changed)))
        live = {row.id: row.path for row in plan.posts}
        wanted = self._recipes(knowledge, plan, live)
        object_to(plan, wanted, self._site.content, self._settings)
        fingerprints, old = self._making.fingerprints(knowledge), {} if fresh else state.outputs()
        made = [(recipe, fingerprints.of(recipe)) for recipe in wanted]
        described = {} if steady else self._described(plan)
        made += [(Recipe(name, "description"), digest(data.decode("utf-8"))) for name, data in described.items()]
        made += [(Recipe(name, "description"), old[name]) for name in (state.named("description") if steady else ())]
        copied = self._statics(knowledge)
        made += [(Recipe(name, "static"), summary({name: stamp}, now)) for name, (_, stamp) in copied.items()]
        linked = {name: stamp for name, (path, stamp) in copied.items() if path == self._site.content / name}
        others = {**self._inventory.others, **linked}
        differing = [
            (recipe, fingerprint)
            for recipe, fingerprint in made
            if old.get(recipe.name) != fingerprint or not fingerprint
        ]
        with Staging(self._output) as staging:
            todo = [recipe for recipe, _ in differing if recipe.kind not in {"description", "static"}]
            written = self._making.carry_out(knowledge, todo, staging)
            for recipe, _ in differing:
                if recipe.kind == "description":
                    written += staging.put(recipe.name, described[recipe.name])
                elif recipe.kind == "static":
                    written += staging.copy(recipe.name, copied[recipe.name][0])
            every = {name for recipe, _ in made for name in names(recipe)}
            planned = {recipe.name for recipe, _ in made}
            removed = [name for name in old if name not in planned]
            state.keep_about("finished", "")
            state.commit()
            done = staging.install_only(written, set(staging.there()) - every if fresh or removed else ())
        state.keep_sources(self._kept(knowledge, changed, now), gone)
        state.keep_comments(((path, (settled(row[0], now), *row[1:])) for path, row in new_talk.items()), gone_talk)
        state.keep_outputs(differing, removed)
        for name, value in (
            ("others", summary(others, now)), ("linked", json.dumps(sorted(linked))),
            ("posts", len(plan.posts)), ("pages", len(plan.pages)), ("files", len(every)),
            ("comments", self._count(live)), ("newest", knowledge.newest.path if knowledge.newest else ""),
        ):  # fmt: skip
            state.keep_about(name, str(value))
        self._finish(state)
        if not steady:
            catalogue.write(self._inventory.catalogue, (self._entry(row, knowledge) for row in plan.posts))
        posts = {row.id for row, _, _ in knowledge.rows.values()}
        for missing in self._talk.without_post(posts):
            self._warn(f"content/comments/approved/{missing}: no post has this id, so its comments are on no page")
        return done

    def _described(self, plan: Plan) -> dict[str, bytes]:
        from outsideinnovation.assembly import descriptions  # noqa: PLC0415 - most builds change nothing that they tell

        return descriptions.files(plan, self._settings, self._site.content)

    def _finish(self, state: State) -> None:
        """Say in the cache that it describes the output that is there now, and which build has made it."""
        self._token = str(time.time_ns())
        state.keep_about("token", self._token)
        state.keep_about("finished", self._inventory.identity())
        state.commit()

    def _read(self, knowledge: Knowledge, changed: Sequence[str]) -> None:
        problems: list[Problem] = []
        done = 0
        for part in in_parts(lambda paths: [self._reader.read(path) for path in paths], changed, READ_PART):
            for reading in part:
                problems += reading.problems
                if reading.row:
                    knowledge.rows[reading.path] = (reading.row, digest(reading.row.dump()), 0)
                    knowledge.texts[reading.path] = reading.html
            done += len(part)
            self._progress("Reading", done, len(changed))
        if problems:  # whatever else is wrong is said at once
            content, settings = self._site.content, self._settings
            folders = [[content / name for name in settings[key]] for key in ("ARTICLE_PATHS", "PAGE_PATHS")]
            raise ContentError([*problems, *check(content, *folders), *self._chrome.problems()])
        if any(what == "attach" for row, _, _ in knowledge.rows.values() for what, _ in row.links):
            raise ForeignContentError

    def _weigh(self, knowledge: Knowledge, todo: Sequence[str]) -> None:
        """Work out what the posts *todo*, which were read, weigh in a feed."""
        renderer = self._making.renderer(knowledge)
        feeds = FeedWriter(self._settings)
        weights = flat(
            in_parts(
                lambda paths: [feeds.weight(renderer.article(path, talk=False)) for path in paths], todo, READ_PART
            )
        )
        for path, weight in zip(todo, weights, strict=True):
            row, whole, _ = knowledge.rows[path]
            knowledge.rows[path] = (row, whole, weight)

    def _recipes(self, knowledge: Knowledge, plan: Plan, live: Mapping[str, str]) -> list[Recipe]:
        recent = self._talk.newest(self._settings["SIDEBAR_RECENT_COMMENTS"], live) if self._chrome.shows_recent else ()
        newest = self._talk.newest(self._settings["FEEDS_ENTRIES"], live)
        weights = {path: known[2] for path, known in knowledge.rows.items()}
        return list(recipes(plan, weights, recent, newest, self._settings))

    def _knowledge(self, state: State) -> Knowledge:
        return Knowledge(self._site, self._settings, state, self._reader, self._talk)

    def _statics(self, knowledge: Knowledge) -> dict[str, tuple[Path, Stamp]]:
        """Return every file that is only copied: its output's name, where it is, and its stamp."""
        content = str(self._site.content)
        found: dict[str, tuple[Path, Stamp]] = {}
        for folder in self._settings["STATIC_PATHS"]:
            found |= {path: (Path(content, path), stamp) for path, stamp in files(content, folder)}
        linked = statics(knowledge, lambda path: Path(content, path).is_file()) | self._chrome.statics()
        found |= {path: (Path(content, path), stamp) for path, stamp in self._inventory.stamps(linked).items()}
        static = str(Path(self._settings["THEME"], "static"))
        return found | {f"theme/{path}": (Path(static, path), stamp) for path, stamp in files(static)}

    def _count(self, live: Iterable[str]) -> int:
        return sum(len(self._talk.by_post.get(post, ())) for post in live)

    def _entry(self, row: Row, knowledge: Knowledge) -> catalogue.Entry:
        view = views.article(row, "", comments_state(row, self._settings, knowledge.newest))
        return catalogue.Entry(
            row.id,
            row.url,
            row.title,
            view.date,
            getattr(view, "modified", None),
            row.categories[0][0],
            view.comments_state == "open",
        )


def _live_among(knowledge: Knowledge, paths: Iterable[str]) -> list[str]:
    """Return the published posts among *paths*."""
    rows = ((path, knowledge.row(path)[0]) for path in paths)
    return [path for path, row in rows if row.is_post and row.status == "published"]


def _linking(plan: Plan, moved: Collection[str]) -> list[str]:
    """Return the posts that link to one of the files *moved*, whose addresses are new: they weigh something else."""
    return [
        row.path
        for row in (plan.posts if moved else ())
        if any(
            path in moved
            for what, to in row.links
            if what in internal.FILES
            for path in internal.candidates(row.path, to)
        )
    ]
