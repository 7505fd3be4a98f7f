"""The long way: read what has changed, plan the whole site from rows, and make every output that differs."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation import catalogue
from outsideinnovation.assembly import descriptions
from outsideinnovation.assembly.account import GIVEN, Account, Copied
from outsideinnovation.assembly.chrome import Chrome
from outsideinnovation.assembly.inventory import Inventory, summary
from outsideinnovation.assembly.knowledge import Knowledge, statics
from outsideinnovation.assembly.making import Making
from outsideinnovation.assembly.objections import object_to
from outsideinnovation.assembly.recipes import comments_state, recipes
from outsideinnovation.assembly.sources import Sources
from outsideinnovation.assembly.talk import Talk
from outsideinnovation.publishing.cache.scan import Stamp, files, settled
from outsideinnovation.publishing.cache.state import Remembered, State
from outsideinnovation.publishing.output_folder import OutputFolder
from outsideinnovation.publishing.rendering.plan import Plan, Recipe
from outsideinnovation.publishing.source import internal
from outsideinnovation.publishing.source.rows import Row
from outsideinnovation.publishing.staging import Installed, Staging
from outsideinnovation.site import Site


class LongWay:
    """The long way of one workshop, whose talk, chrome, making and sources it shares."""

    def __init__(
        self,
        site: Site,
        settings: Mapping[str, Any],
        talk: Talk,
        chrome: Chrome,
        making: Making,
        sources: Sources,
        output: OutputFolder,
        warn: Callable[[str], None],
    ) -> None:
        self._site, self._settings, self._output = site, settings, output
        self._talk, self._chrome, self._making, self._sources, self._warn = talk, chrome, making, sources, warn

    def go(
        self,
        state: State,
        knowledge: Knowledge,
        inventory: Inventory,
        known: Mapping[str, Stamp],
        said: Mapping[str, Remembered],
        now: int,
        *,
        fresh: bool,
    ) -> Installed:
        """Build, from what the state says is *known* of posts and was *said* in comments; *fresh* trusts no output.

        Raises ContentError, ConflictError, StorageError, DamagedStateError, and ForeignContentError.
        """
        sources = inventory.sources
        changed = [path for path, stamp in sources.items() if known.get(path) != stamp]
        gone = [path for path in known if path not in sources]
        knowledge.rows = {path: row for path, row in state.rows().items() if path in sources} if known else {}
        before = {path: knowledge.rows[path][0] for path in changed if path in knowledge.rows}
        self._sources.read(knowledge, changed)
        knowledge.whole = True
        new_talk, gone_talk = self._talk.update(said, inventory.talk)
        plan = Plan((row for row, _, _ in knowledge.rows.values()), self._settings)
        knowledge.newest = plan.posts[0] if plan.posts else None
        linking = _linking(
            plan, {path for path in changed if path not in before or before[path].url != knowledge.rows[path][0].url}
        )
        self._sources.weigh(knowledge, linking)
        moved = [path for path in changed if path not in before or before[path].place != knowledge.rows[path][0].place]
        steady = not (fresh or gone or moved) and inventory.has_known_others(state)
        wanted = self._recipes(knowledge, plan)
        object_to(plan, wanted, self._site.content, self._settings)
        account = Account(
            wanted,
            self._making.fingerprints(knowledge),
            state.outputs(),
            self._statics(knowledge, inventory),
            dict if steady else (lambda: descriptions.files(plan, self._settings, self._site.content)),
            state.named("description") if steady else (),
            now,
            fresh=fresh,
        )

        def keep() -> None:
            state.keep_sources(knowledge.kept([*changed, *linking], sources, now), gone)
            state.keep_comments(((path, (settled(row[0], now), *row[1:])) for path, row in new_talk.items()), gone_talk)
            state.keep_outputs(account.differing, account.removed)

        with Staging(self._output.path) as staging:
            todo = wanted if fresh else [recipe for recipe, _ in account.differing if recipe.kind not in GIVEN]
            written = self._making.carry_out(knowledge, todo, staging, keep)
            written += account.put(staging)
            state.keep_about("finished", "")
            state.commit()
            done = self._installed(staging, written, account)
        self._conclude(state, knowledge, plan, account, summary({**inventory.others, **self._linked(account)}, now))
        if not steady:
            catalogue.write(inventory.catalogue, (self._entry(row, knowledge) for row in plan.posts))
        return done

    def _installed(self, staging: Staging, written: list[str], account: Account) -> Installed:
        if account.is_rearranged or not self._output.has_list:
            return self._output.install(staging, written, account.names)
        return self._output.replace(staging, written)

    def _conclude(self, state: State, knowledge: Knowledge, plan: Plan, account: Account, others: str) -> None:
        """Remember of the site as a whole what the next build, and its report, need; *others* is a digest of other files."""
        for name, value in (
            ("others", others), ("linked", json.dumps(sorted(self._linked(account)))),
            ("posts", len(plan.posts)), ("pages", len(plan.pages)), ("files", len(account.names)),
            ("comments", sum(len(self._talk.by_post.get(row.id, ())) for row in plan.posts)),
            ("newest", knowledge.newest.path if knowledge.newest else ""),
        ):  # fmt: skip
            state.keep_about(name, str(value))
        for missing in self._talk.without_post({row.id for row in plan.rows.values()}):
            self._warn(f"content/comments/approved/{missing}: no post has this id, so its comments are on no page")

    def _linked(self, account: Account) -> dict[str, Stamp]:
        """Return the stamps of the files in the content folder that are only copied."""
        return {name: stamp for name, (path, stamp) in account.copied.items() if path == self._site.content / name}

    def _recipes(self, knowledge: Knowledge, plan: Plan) -> list[Recipe]:
        live = {row.id: row.path for row in plan.posts}
        recent = self._talk.newest(self._settings["SIDEBAR_RECENT_COMMENTS"], live) if self._chrome.shows_recent else ()
        newest = self._talk.newest(self._settings["FEEDS_ENTRIES"], live)
        weights = {path: known[2] for path, known in knowledge.rows.items()}
        return list(recipes(plan, weights, recent, newest, self._settings))

    def _statics(self, knowledge: Knowledge, inventory: Inventory) -> Copied:
        """Return every file that is only copied."""
        content = str(self._site.content)
        found: Copied = {}
        for folder in self._settings["STATIC_PATHS"]:
            found |= {path: (Path(content, path), stamp) for path, stamp in files(content, folder)}
        linked = statics(knowledge, lambda path: Path(content, path).is_file()) | self._chrome.statics()
        found |= {path: (Path(content, path), stamp) for path, stamp in inventory.stamps(linked).items()}
        static = str(Path(self._settings["THEME"], "static"))
        return found | {f"theme/{path}": (Path(static, path), stamp) for path, stamp in files(static)}

    def _entry(self, row: Row, knowledge: Knowledge) -> catalogue.Entry:
        modified = datetime.fromisoformat(row.modified) if row.modified else None
        is_open = comments_state(row, self._settings, knowledge.newest) == "open"
        return catalogue.Entry(row.id, row.url, row.title, row.when, modified, row.categories[0][0], is_open)


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
