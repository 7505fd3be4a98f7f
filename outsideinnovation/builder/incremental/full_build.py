"""The full build: read what has changed, plan the whole site from rows, and make every output that differs."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from outsideinnovation import catalogue
from outsideinnovation.builder import pictures
from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.shared_drafts import SharedDrafts
from outsideinnovation.builder.incremental.cache import Cache, CommentRow
from outsideinnovation.builder.incremental.comment_index import CommentIndex
from outsideinnovation.builder.incremental.due import keep_shared, keep_waiting
from outsideinnovation.builder.incremental.inputs import Inputs, summary
from outsideinnovation.builder.incremental.output_diff import DESCRIPTION, GIVEN, STATIC, Copied, OutputDiff
from outsideinnovation.builder.incremental.row_links import fragment_targets
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.incremental.source_reader import SourceReader
from outsideinnovation.builder.incremental.stamps import Stamp, settled, stamp_of
from outsideinnovation.builder.incremental.validation import validate
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.builder.output_folder import OutputFolder
from outsideinnovation.builder.outputs import site_files
from outsideinnovation.builder.outputs.copied_files import copies, linked_by, of_theme
from outsideinnovation.builder.outputs.executor import Executor
from outsideinnovation.builder.outputs.kind import RecipeSources
from outsideinnovation.builder.outputs.kinds import recipes
from outsideinnovation.builder.outputs.name_lists import unused_descriptions
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.report import Progress
from outsideinnovation.builder.search.search_state import shards
from outsideinnovation.builder.staging import Installed, Staging
from outsideinnovation.builder.theme.layout import Layout
from outsideinnovation.builder.urls.shared_slugs import spellings, uses
from outsideinnovation.search.keywords import KeywordRelated
from outsideinnovation.site import Site

PART = 500  # posts to which others are looked for at a time


@dataclass(frozen=True, slots=True)
class _Texts:
    """The posts and pages that were read anew, those that are ``gone``, and the rows of ``before`` of what was there."""

    changed: list[str]
    gone: list[str]
    before: Mapping[str, Row]

    def with_other_urls(self, site_index: SiteIndex) -> set[str]:
        """Return those that are new or have another URL."""
        return {
            path
            for path in self.changed
            if path not in self.before or self.before[path].url != site_index.rows[path][0].url
        }

    def have_moved(self, site_index: SiteIndex) -> bool:
        """Tell whether one is new, or is published at another place."""
        return any(
            path not in self.before or self.before[path].place != site_index.rows[path][0].place
            for path in self.changed
        )


class FullBuild:
    """The full builds of one session, whose indexes, layout, executor and reader it shares."""

    def __init__(
        self,
        site: Site,
        comment_index: CommentIndex,
        layout: Layout,
        executor: Executor,
        sources: SourceReader,
        output: OutputFolder,
        warn: Callable[[str], None],
        progress: Progress,
    ) -> None:
        self._site, self._output, self._progress = site, output, progress
        self._comment_index, self._layout, self._executor, self._sources, self._warn = (
            comment_index,
            layout,
            executor,
            sources,
            warn,
        )

    def go(
        self,
        state: Cache,
        site_index: SiteIndex,
        inputs: Inputs,
        known: Mapping[str, Stamp],
        known_comments: Mapping[str, CommentRow],
        now: int,
        *,
        fresh: bool,
    ) -> Installed:
        """Build, from what the state says is *known* of posts and of *known_comments*; *fresh* trusts no output.

        Raises ContentError, ConflictError, StorageError, DamagedCacheError, and ForeignContentError.
        """
        texts = self._read(state, site_index, inputs.sources, known)
        new_comments, gone_comments = self._comment_index.update(known_comments, inputs.comment_stamps)
        plan = SitePlan((row for row, _, _ in site_index.rows.values()), self._site)
        site_index.newest = plan.posts[0] if plan.posts else None
        linking = _linking(plan, texts.with_other_urls(site_index))
        self._sources.weigh(site_index, linking)
        originals, of_theme = self._copied(site_index, inputs)
        copied = self._with_pictures(site_index, originals), of_theme
        steady = not (fresh or texts.gone or texts.have_moved(site_index)) and inputs.has_known_others(state)
        steady = steady and {name for files in copied for name in files} == set(state.named(STATIC))
        wanted = self._recipes(site_index, plan)
        leads = None if steady else self._leads(plan, inputs.shared)
        validate(self._site, plan, wanted, copied, leads, site_index.html, inputs.horizon, inputs.shared)
        account = OutputDiff(
            wanted,
            self._executor.fingerprints(site_index),
            state.outputs(),
            copied[0] | copied[1],
            dict if leads is None else (lambda: site_files.files(plan, leads)),
            state.named(DESCRIPTION) if leads is None else (),
            now,
            fresh=fresh,
        )

        def keep() -> None:
            state.keep_sources(site_index.records([*texts.changed, *linking], inputs.sources, now), texts.gone)
            settled_comments = (
                (path, row._replace(stamp=settled(row.stamp, now))) for path, row in new_comments.items()
            )
            state.keep_comments(settled_comments, gone_comments)
            state.keep_outputs(account.differing, account.removed)

        todo = wanted if fresh else [recipe for recipe, _ in account.differing if recipe.kind not in GIVEN]
        done = self._write(state, site_index, account, todo, keep)
        self._conclude(state, site_index, plan, account)
        self._conclude_inputs(state, inputs, self._linked(originals, inputs), now)
        if not steady:
            self._tell_of_spellings(plan)
            catalogue.write(inputs.catalogue, (self._entry(row, site_index) for row in plan.posts))
        return done

    def _read(
        self, state: Cache, site_index: SiteIndex, sources: Mapping[str, Stamp], known: Mapping[str, Stamp]
    ) -> "_Texts":
        """Read the posts and pages whose stamps are not those that are *known*; the others' rows come from the state."""
        changed = [path for path, stamp in sources.items() if known.get(path) != stamp]
        site_index.rows = {path: row for path, row in state.rows().items() if path in sources} if known else {}
        before = {path: site_index.rows[path][0] for path in changed if path in site_index.rows}
        self._sources.read(site_index, changed)
        site_index.whole = True
        return _Texts(changed, [path for path in known if path not in sources], before)

    def _write(
        self,
        state: Cache,
        site_index: SiteIndex,
        account: OutputDiff,
        todo: list[Recipe],
        keep: Callable[[], None],
    ) -> Installed:
        """Make the outputs *todo* and put them in place; *keep* writes down, while they are made, what was read."""
        with Staging(self._output.path) as staging:
            written = self._executor.carry_out(site_index, todo, staging, keep)
            written += account.put(staging)
            state.keep_about("finished", "")
            state.commit()
            return self._installed(staging, written, account)

    def _tell_of_spellings(self, plan: SitePlan) -> None:
        for note in spellings(uses(plan.posts, str(self._site.content))):
            self._warn(str(note))

    def _conclude_inputs(self, state: Cache, inputs: Inputs, linked: Mapping[str, Stamp], now: int) -> None:
        """Remember of the files beside posts, and of shared drafts, what the next build compares."""
        state.keep_about("linked", json.dumps(sorted(linked)))
        state.keep_about("others", summary({**inputs.others, **linked}, now))
        keep_shared(state, inputs.shared)

    def _installed(self, staging: Staging, written: list[str], account: OutputDiff) -> Installed:
        if account.is_rearranged or not self._output.has_list:
            current, dropped = shards(self._output.path, is_on=self._site.configuration.search.is_on)
            return self._output.install(staging, written, account.names | current, dropped)
        return self._output.replace(staging, written)

    def _conclude(self, state: Cache, site_index: SiteIndex, plan: SitePlan, account: OutputDiff) -> None:
        """Remember of the site as a whole what the next build, and its report, need."""
        for name, value in (
            ("pictures", site_index.pictures.dump()),
            ("posts", len(plan.posts)), ("pages", len(plan.pages)), ("files", len(account.names)),
            ("comments", sum(len(self._comment_index.by_post.get(row.id, ())) for row in plan.posts)),
            ("newest", site_index.newest.path if site_index.newest else ""),
            ("fragments", json.dumps(sorted(fragment_targets(plan.rows.values(), self._site.content)))),
        ):  # fmt: skip
            state.keep_about(name, str(value))
        keep_waiting(state, plan)
        for missing in self._comment_index.without_post({row.id for row in plan.rows.values()}):
            self._warn(f"content/comments/approved/{missing}: no post has this id, so its comments are on no page")
        for note in unused_descriptions(self._site.configuration, (each.name[0] for each in plan.listings["category"])):
            self._warn(note)

    def _linked(self, copied: Copied, inputs: Inputs) -> dict[str, Stamp]:
        """Return the stamps of the files in the content folder that are copied since something links to them."""
        return {
            name: stamp
            for name, (path, stamp) in copied.items()
            if name not in inputs.others and path == self._site.content / name
        }

    def _leads(self, plan: SitePlan, shared: SharedDrafts) -> dict[str, str]:
        """Return where each old address leads, those of drafts included that were *shared* and are published now."""
        content = self._site.content
        old = [*site_files.old_urls(plan, content), *site_files.shared_urls(plan, shared, content)]
        by_hand = site_files.by_hand(old)
        return site_files.leads(content, site_files.addressed(plan), by_hand)

    def _recipes(self, site_index: SiteIndex, plan: SitePlan) -> list[Recipe]:
        live = {row.id: row.path for row in plan.posts}
        weights = {path: known.weight for path, known in site_index.rows.items()}
        newest = partial(self._comment_index.newest, paths=live)
        commented = self._comment_index.by_post
        sources = RecipeSources(plan, weights, newest, self._related(plan), commented, self._layout.shows_recent)
        return list(recipes(sources))

    def _related(self, plan: SitePlan) -> dict[str, list[str]]:
        """Return the paths of the posts most like each post, by its path; looked for on all cores."""
        related = KeywordRelated([row.keywords for row in plan.posts])
        count = self._site.configuration.search.related
        found = flat(in_parts(lambda some: [related.most(each, count) for each in some], range(len(plan.posts)), PART))
        return {
            row.path: [plan.posts[other].path for other in others]
            for row, others in zip(plan.posts, found, strict=True)
        }

    def _copied(self, site_index: SiteIndex, inputs: Inputs) -> tuple[Copied, Copied]:
        """Return every file that is only copied: those of the content, and those of the theme."""
        rows = [row for row, _, _ in site_index.rows.values()]
        linked = linked_by(rows, self._site.content) | self._layout.statics()
        return copies(self._site, linked, inputs.stamps), of_theme(self._site)

    def _with_pictures(self, site_index: SiteIndex, copied: Copied) -> Copied:
        """Return what is *copied* with what is published of its pictures, which the index is told of."""
        settings = self._site.configuration
        written = [(row.path, each) for row, _, _ in site_index.rows.values() if row.save_as for each in row.pictures]
        addresses = pictures.PictureReferences(settings)
        every = (*written, *self._layout.pictures())
        meant = {name for each in every if (name := addresses.meant(*each, copied))}
        cache = pictures.folder(self._site.instance)
        published = pictures.publish(settings.pictures, cache, copied, meant, self._progress)
        site_index.show(published.shown)
        for problem in published.problems:
            self._warn(str(problem))
        return copied | {name: (path, stamp_of(path)) for name, path in published.files.items()}

    def _entry(self, row: Row, site_index: SiteIndex) -> catalogue.CatalogueEntry:
        modified = datetime.fromisoformat(row.modified) if row.modified else None
        is_open = site_index.comments_state(row) == "open"
        categories = tuple(name for name, _, _ in row.categories)
        return catalogue.CatalogueEntry(
            row.id, row.url, row.title, row.when, modified, categories[0], is_open, categories, row.authors[0][0]
        )


def _linking(plan: SitePlan, moved: Collection[str]) -> list[str]:
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
