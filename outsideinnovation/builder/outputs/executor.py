"""Making outputs: the renderer and the fingerprints of one site, and recipes carried out on all cores."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from jinja2 import TemplateError

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.fast_paths.compiled_templates import folder_of
from outsideinnovation.builder.incremental.comment_index import CommentIndex
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.builder.incremental.workers import in_parts
from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.builder.outputs.fingerprints import Fingerprints
from outsideinnovation.builder.outputs.kinds import KINDS
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.outputs.renderer import Renderer
from outsideinnovation.builder.report import Progress
from outsideinnovation.builder.staging import Staging
from outsideinnovation.builder.theme.layout import Layout
from outsideinnovation.builder.theme.named_templates import USUAL, unfit_template
from outsideinnovation.builder.theme.templates import Theme, template_place
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.languages.catalog import catalog
from outsideinnovation.site import Site

MINIMUM, MAXIMUM, PARTS = 40, 400, 64  # recipes a worker carries out at a time, and into how many parts they fall


class Executor:
    """What it takes to make the outputs of one site."""

    def __init__(self, site: Site, comment_index: CommentIndex, layout: Layout, progress: Progress) -> None:
        self._site, self._comment_index = site, comment_index
        self._layout, self._progress = layout, progress
        self._bases: dict[str, str] = {}
        self._theme: Theme | None = None
        self._renderer: tuple[SiteIndex, Row | None, Renderer] | None = None

    def carry_out(
        self,
        site_index: SiteIndex,
        todo: Sequence[Recipe],
        staging: Staging,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> list[str]:
        """Carry out recipes into *staging*; return the names of the outputs that differ from the present ones.

        *meanwhile* is done once, while others render. Recipes that show the same posts are carried out by the same worker:
        it renders what lists show of a post once for all of them.

        Raises ContentError with everything that is wrong with templates, each once, however many pages it spoils.
        """
        renderer = self.renderer(site_index)
        written: list[str] = []
        problems: dict[tuple[Path, int, str], Problem] = {}
        done = 0
        dated = sorted(todo, key=lambda it: site_index.row(it.items[0])[0].date if it.items else "", reverse=True)
        size = min(MAXIMUM, max(MINIMUM, len(todo) // PARTS))
        for results in in_parts(lambda some: [_made(renderer, staging, each) for each in some], dated, size, meanwhile):
            for new, wrong in results:
                written += new
                for problem in wrong:
                    problems.setdefault((problem.path, problem.line, problem.what.partition(" (writing")[0]), problem)
            done += len(results)
            self._progress("Writing", done, len(todo))
        if problems:
            raise ContentError(problems.values())
        return written

    def renderer(self, site_index: SiteIndex) -> Renderer:
        """Return what renders recipes, by what is known now; the same as before where nothing but comments is new."""
        if self._renderer and self._renderer[0] is site_index and self._renderer[1] is site_index.newest:
            return self._renderer[2]
        theme = self._loaded_theme(site_index)
        theme.forget_cards()
        made = Renderer(self._site, theme, site_index, self._comment_index, self._feed_ids, self._layout.headlines)
        self._renderer = (site_index, site_index.newest, made)
        return made

    def fingerprints(self, site_index: SiteIndex) -> Fingerprints:
        """Return what makes fingerprints of recipes, by what is known now."""
        labels = catalog(self._site.configuration.site.language).digest
        theme, feed_ids = self._loaded_theme(site_index), digest(self._feed_ids.digest, labels)
        layout = digest(repr(self._layout.context(site_index)["sidebar"]))

        def base(recipe: Recipe) -> str:
            template = KINDS[recipe.kind].template(recipe)
            if not template:
                return feed_ids
            if template not in self._bases:
                self._bases[template] = theme.digest(template) + layout
            return self._bases[template]

        headlines = repr(self._layout.headlines())
        return Fingerprints(base, _inputs, site_index, self._comment_index, headlines)

    def _loaded_theme(self, site_index: SiteIndex) -> Theme:
        if not self._theme:
            compiled = folder_of(self._site.theme, self._site.instance / "cache")
            self._theme = Theme(self._site.theme, self._layout.context(site_index), compiled)
        return self._theme

    @cached_property
    def _feed_ids(self) -> FeedIds:
        return FeedIds.of(self._site.content, self._site.configuration)


def _inputs(recipe: Recipe, known: Fingerprints) -> Iterable[str]:
    return KINDS[recipe.kind].inputs(recipe, known)


def _made(renderer: Renderer, staging: Staging, recipe: Recipe) -> tuple[list[str], list[Problem]]:
    """Carry out one recipe; return which of its outputs are new, and what went wrong."""
    try:
        outputs = KINDS[recipe.kind].render(recipe, renderer)
    except ContentError as error:
        return [], list(error.problems)
    except (TemplateError, AttributeError, TypeError, ValueError, KeyError, ZeroDivisionError) as error:
        return [], [_problem(recipe, error, renderer)]
    return [name for name, data in outputs.items() for name in staging.put(name, data)], []


def _problem(recipe: Recipe, error: Exception, renderer: Renderer) -> Problem:
    """Name the template that went wrong; or, where a post has chosen it among those that expect other things, the post."""
    path, line = template_place(error, Path(recipe.name))
    what = f"{type(error).__name__}: {error}"
    if recipe.kind in USUAL and recipe.more[0] not in USUAL:
        return unfit_template(renderer.source(recipe.items[0]), recipe.more[0], f"{path.name}:{line}: {what}")
    return Problem(path, line, f"{what} (writing {recipe.name})", "correct the template")
