"""The addresses of a site that is built our own way, by its plan, read afresh from its content."""

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

from outsideinnovation.builder.content.reading import ContentReader
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.output_diff import Copied
from outsideinnovation.builder.incremental.stamps import files, stamps
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.builder.outputs import site_files
from outsideinnovation.builder.outputs.copied_files import copies, linked_by, of_theme
from outsideinnovation.builder.outputs.kind import RecipeSources
from outsideinnovation.builder.outputs.kinds import outputs, recipes
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.theme.layout import Layout
from outsideinnovation.builder.theme.look import look_problems
from outsideinnovation.builder.theme.named_templates import missing_templates, named
from outsideinnovation.builder.urls.clashes import clashes
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import MARKDOWN_SUFFIXES, Site

PART = 50  # files a worker reads at a time


class PlannedUrls:
    """The addresses ``now``, with those of *comments* (ids by post), as of *time* (None: the clock's).

    *rows* are those of the posts and pages, for whoever has read them already; where some cannot be read, it *is_partial*: what
    old addresses lead to is not known then. Raises ContentError for what cannot be read.
    """

    def __init__(
        self,
        site: Site,
        comments: Mapping[str, Iterable[str]],
        time: datetime | None = None,
        *,
        rows: Iterable[Row] | None = None,
        is_partial: bool = False,
    ) -> None:
        self._site, self._comments, self._is_partial = site, comments, is_partial
        self._reader = ContentReader(site.content, site.configuration, time or datetime.now(UTC))
        self.plan = _plan(site, self._reader) if rows is None else SitePlan(rows, site)
        self.now = site_files.addressed(self.plan, comments)

    @cached_property
    def leads(self) -> dict[str, str]:
        """Where each old address leads."""
        old_urls = site_files.old_urls(self.plan, self._site.content)
        places = site_files.addressed(self.plan)  # as in a build, which does not ask which posts have comments
        return site_files.leads(self._site.content, places, site_files.by_hand(old_urls))

    @property
    def problems(self) -> list[Problem]:
        """A problem for every address that two things want, and every template that there is not."""
        rows, content = self.plan.rows.values(), self._site.content
        leads = {} if self._is_partial else self.leads
        found = clashes(self._site, self.plan, self._recipes(()), self._copied(), leads)
        found += look_problems(self._site.configuration, content, self._site.settings_file)
        return [*found, *missing_templates(rows, content, self._site.template_folders)]

    @property
    def outputs(self) -> set[str]:
        """The names of the files that a build makes, but for those named by what they hold: shards, versions of pictures."""
        rendered = {name for recipe in self._recipes(self._comments) for name in outputs(recipe)}
        return rendered.union(site_files.names(self.plan), *self._copied())

    def _recipes(self, commented: Container[str]) -> list[Recipe]:
        weights = dict.fromkeys(self.plan.rows, 0)  # whatever posts weigh: the archive's addresses are kept free
        sources = RecipeSources(self.plan, weights, lambda _: (), {}, commented, shows_recent_comments=False)
        return list(recipes(sources))

    def _copied(self) -> tuple[Copied, Copied]:
        content = self._site.content
        linked = linked_by(self.plan.rows.values(), content) | self._shown_everywhere()
        return copies(self._site, linked, partial(stamps, content)), of_theme(self._site)

    def _shown_everywhere(self) -> set[str]:
        """Return the files that the sidebar shows; of one that cannot be read, whoever looks at it says so."""
        try:
            return Layout(self._site, self._site.settings, self._reader).statics()
        except ContentError:
            if not self._is_partial:
                raise
            return set()

    @property
    def named_templates(self) -> list[Row]:
        """The posts and pages that are rendered by templates of their own choice, which may expect other things."""
        return named(self.plan.rows.values())


def _plan(site: Site, reader: ContentReader) -> SitePlan:
    content, settings = str(site.content), site.configuration.content
    paths = [
        path
        for folder in (*settings.post_folders, *settings.page_folders)
        for path, _ in files(content, folder, lambda name: name.endswith(MARKDOWN_SUFFIXES))
    ]
    read = flat(in_parts(lambda part: [_row(reader.read(path)) for path in part], paths, PART))
    problems = [problem for _, wrong in read for problem in wrong]
    if problems:
        raise ContentError(problems)
    return SitePlan((row for row, _ in read if row), site)


def _row(reading: Any) -> Any:
    return reading.row, reading.problems  # and not the text, which would have to be brought over from the worker
