"""One build: check, read, render into a staging folder, and only then put the result in place.

The site's PELICAN_CLASS (``builder/pelican_class``) stands on it, so that ``oi build`` and plain
``pelican -s pelicanconf.py`` are the same build.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.plugins import signals

from outsideinnovation import catalogue
from outsideinnovation.builder import pictures
from outsideinnovation.builder.content.check import check
from outsideinnovation.builder.incremental import cache
from outsideinnovation.builder.output_folder import OutputFolder
from outsideinnovation.builder.pelican_engine.catalogue_entries import entry
from outsideinnovation.builder.pelican_engine.contents import contents, settle, shared_drafts
from outsideinnovation.builder.pelican_engine.foreign_heads import use_for_pelicans_own
from outsideinnovation.builder.pelican_engine.generators import TEXTS, OrderedPages, Posts, StaticFiles
from outsideinnovation.builder.pelican_engine.guarded_steps import GuardedSteps
from outsideinnovation.builder.pelican_engine.isolation import connections, forget
from outsideinnovation.builder.pelican_engine.messages import Messages
from outsideinnovation.builder.pelican_engine.names import name_problems, tell_spellings
from outsideinnovation.builder.pelican_engine.order import our_order
from outsideinnovation.builder.pelican_engine.outputs import claim_copies, claimed, missing_templates, old_problems
from outsideinnovation.builder.pelican_engine.pelican_settings import adapted, pelican_settings
from outsideinnovation.builder.pelican_engine.preparation import (
    following,
    have_comments_a_place,
    leave_out_pages,
    library_problems,
    list_problems,
)
from outsideinnovation.builder.pelican_engine.schedule import Schedule
from outsideinnovation.builder.pelican_engine.trusted import trust
from outsideinnovation.builder.pelican_engine.urls import StaticLinks, our_urls
from outsideinnovation.builder.pelican_engine.writer import SiteWriter
from outsideinnovation.builder.protection import Protected
from outsideinnovation.builder.report import BuildReport, Progress
from outsideinnovation.builder.search.documents import Documents
from outsideinnovation.builder.search.search_state import Followed, SearchState, shards
from outsideinnovation.builder.staging import Staging
from outsideinnovation.builder.theme.look import look_problems
from outsideinnovation.builder.urls.claims import Claims
from outsideinnovation.configuration import Configuration
from outsideinnovation.search.document import Document
from outsideinnovation.site import SETTINGS_FILE, Site
from outsideinnovation.slugs import of_content

OURS = {ArticlesGenerator: Posts, PagesGenerator: OrderedPages, StaticGenerator: StaticFiles}


def build(
    site: Site,
    *,
    settings: dict[str, Any] | None = None,
    output: OutputFolder | None = None,
    progress: Progress = lambda *_: None,
    warn: Callable[[str], None] = lambda _: None,
    now: datetime | None = None,
) -> BuildReport:
    """Build *site* as of the time *now* (None: the clock's); *settings* override those of its ``pelicanconf.py``.

    *output* is the folder, where it is claimed already.

    Raises ContentError with every problem found, ConflictError where the output folder is none for it, and StorageError; the
    old output is then as it was.
    """
    override = dict(settings or {})
    if output:
        override["OUTPUT_PATH"] = str(output.path)
    messages = Messages(site.settings_file, warn)
    with following(site.settings_file, site.settings):
        read = pelican_settings(site, override, messages)
        builder = PelicanEngine(read, messages=messages, progress=progress, root=site.root, output=output, now=now)
    return builder.run()


class PelicanEngine(Pelican):
    """Pelican with fatal errors, a fixed order, and an output that changes all at once or not at all."""

    def __init__(
        self,
        settings: dict[str, Any],
        *,
        messages: Messages | None = None,
        progress: Progress = lambda *_: None,
        root: Path | None = None,
        output: OutputFolder | None = None,
        now: datetime | None = None,
    ) -> None:
        self._progress = progress
        now = now or datetime.now(UTC)
        self._schedule = Schedule(settings, now)
        root = root or Path(settings["PATH"]).parent
        self._root, self._instance, self._output = root, root / "instance", output
        self._shared = shared_drafts(settings, self._instance, now)
        self._settings_file = root / SETTINGS_FILE
        self._messages = messages or Messages(self._settings_file)
        settings |= adapted(settings, root)
        self.problems = self._messages.problems
        self._documents: list[Document] | None = None
        connected = set(connections())
        with self._messages.collected():
            super().__init__(settings)
        self._connections = [each for each in connections() if each not in connected]
        self._steps = GuardedSteps(self.problems, self.settings, self._settings_file, self.theme, self.plugins)

    def claim(self, output: OutputFolder) -> None:
        """Build into that folder."""
        self._output = output

    def run(self) -> BuildReport:
        """Build the site. Raises ContentError with every problem of the run, and StorageError."""
        with self._alone(), following(self._settings_file, self.settings):
            return self._run()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no plugin of this build meet the next one, and Pelican make slugs, URLs and lists as we do."""
        slugs = of_content(Path(self.path), Configuration.of(self.settings).content)
        try:
            with our_urls(slugs), our_order():
                yield
        finally:
            for signal, receiver in self._connections:  # the next build of this process may have other plugins
                signal.disconnect(receiver)
            forget(self.plugins)

    def _run(self) -> BuildReport:
        started = time.monotonic()
        output = self._output or OutputFolder.claim(Path(self.output_path), Protected.of(self._root, self.settings))
        self._check()
        with self._messages.collected(), Staging(output.path) as staging:
            generators = self._generate(staging.folder)
            self._steps.run(signals.finalized.send, self)
            self._steps.stop_on_problems()
            self._disown()
            names, written = staging.staged()
            current, dropped = shards(output.path, is_on=Configuration.of(self.settings).search.is_on)
            done = output.install(staging, written, {*names} | current, dropped)
        followed = self._follow_with_search(output)
        posts = next(each for each in generators if isinstance(each, ArticlesGenerator))
        pages = next(each for each in generators if isinstance(each, PagesGenerator))
        articles = [*posts.articles, *posts.translations]
        live = [entry(article) for article in articles]
        catalogue.write(Path(self.settings.get("PUBLISH_CATALOGUE") or self._instance / "catalogue.json"), live)
        return BuildReport(
            posts=len(live),
            pages=len(pages.pages) + len(pages.translations),
            comments=sum(getattr(article, "comments_count", 0) for article in articles),
            written=done.written + followed.written,
            unchanged=len(names) + followed.files - done.written - followed.written,
            removed=done.removed + followed.removed,
            seconds=time.monotonic() - started,
            waiting=self._schedule.waiting,
            next_end=self._shared.next_end,
        )

    def _check(self) -> None:
        """Look at the content, and at what it is to be read and rendered with. Raises ContentError."""
        self.settings["DEBUG"] = True  # so that Pelican's messages carry their cause
        self.problems += library_problems(self.settings, self._settings_file)
        self.problems += look_problems(Configuration.of(self.settings), Path(self.path), self._settings_file)
        self.problems += check(
            Path(self.path), Configuration.of(self.settings), horizon=self._schedule.horizon, shared=self._shared
        )
        self._steps.stop_on_problems()

    def _follow_with_search(self, output: OutputFolder) -> Followed:
        """Let search follow what is in place now; a site without our plugin for it has none."""
        state = SearchState.of(self._root / "instance", Configuration.of(self.settings), output.path)
        if self._documents is None or not state.is_on:
            state.remove_index()
            return Followed()
        from outsideinnovation.builder.search.search_update import SearchUpdate  # noqa: PLC0415 - loads Whoosh

        return SearchUpdate(state, output).follow("", f"Pelican {time.time_ns()}", Documents(self._documents), None)

    def _disown(self) -> None:
        """Make our own way forget the outputs it remembers: they are no longer as it left them."""
        for file in self._instance.glob("cache/build-*.sqlite"):
            with cache.unused(file):
                file.unlink(missing_ok=True)

    def _generate(self, folder: Path) -> list[Any]:
        """Run Pelican's generators in Pelican's order, with *folder* as the output, and return them. Raises ContentError.

        What finishes a site, and may send it somewhere, has not been told of it yet.
        """
        generators = self._read(folder)
        taken = claimed(generators, self._settings_file)
        self.problems += [*name_problems(generators), *taken.problems]
        self.problems += [*missing_templates(generators), *list_problems(generators[0], self._settings_file)]
        self._steps.stop_on_problems()
        tell_spellings(generators)
        trust(contents(generators))
        self._steps.run_each(generators, "generate_output", self._writer(taken))
        self._documents = generators[0].context.get("search_documents")
        claim_copies(taken, generators)
        self.problems += [*taken.problems, *old_problems(taken, generators)]
        self._steps.stop_on_problems()
        return generators

    def _read(self, folder: Path) -> list[Any]:
        """Let the generators read what there is, and say where all of it will be in *folder*."""
        self.output_path = self.settings["OUTPUT_PATH"] = str(folder)
        context = self.settings.copy()
        context |= {"generated_content": {}, "static_links": StaticLinks(), "static_content": {}, TEXTS: set()}
        context["instance"] = self._instance
        context["shared_drafts"] = self._shared
        context["root"] = Configuration.of(self.settings).site.root
        context["picture_cache"] = pictures.folder(self._instance)
        context["comments_have_a_place"] = have_comments_a_place(Path(self.theme), self.settings)
        context["localsiteurl"] = context["root"].rstrip("/")  # links inside the site are rooted, whatever its host
        arguments = {
            "context": context,
            "settings": self.settings,
            "path": self.path,
            "theme": self.theme,
            "output_path": self.output_path,
        }
        with signals.readers_init.connected_to(use_for_pelicans_own):
            generators = [generator(**arguments) for generator in self._get_generator_classes()]
        if lacking := leave_out_pages(generators[0]):
            self._messages.tell(f"The theme {Path(self.theme).name} has no {lacking}: left out.")
        with self._counted(), self._schedule.holding_back():
            self._steps.run_each(generators, "generate_context")
        self._steps.run(signals.all_generators_finalized.send, generators)
        settle(generators, self._shared)
        self._steps.run_each(generators, "refresh_metadata_intersite_links")
        self._steps.stop_on_problems()
        return generators

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Report the number of files read, while the block runs."""
        done = 0

        def count(_: object) -> None:
            nonlocal done
            done += 1
            self._progress("Reading", done, 0)

        with signals.content_object_init.connected_to(count):
            yield

    def _writer(self, taken: Claims) -> SiteWriter:
        done = 0

        def count(_: str) -> None:
            nonlocal done
            done += 1
            self._progress("Writing", done, 0)

        return SiteWriter(self.output_path, self.settings, self.problems, taken, count, self.plugins)

    def _get_generator_classes(self) -> list[type[Generator]]:
        return [OURS.get(generator, generator) for generator in super()._get_generator_classes()]
