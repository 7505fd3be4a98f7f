"""Glue for ``outsideinnovation.sidebar``: the modules of ``content/sidebar``, rendered, as ``sidebar`` in every template.

Beside them ``headlines``, by the names of the modules that show them: those that were fetched last, by ``oi headlines`` or
``oi build``. Nothing is fetched here. Settings: SIDEBAR_RECENT_COMMENTS and SIDEBAR_HEADLINES (how many are listed).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator

from outsideinnovation.builder.content.markdown import MarkdownError
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.theme.layout import shown_headlines
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import ContentError
from outsideinnovation.sidebar.headline_cache import KnownHeadlines
from outsideinnovation.sidebar.module import Kind, Module, Pages, read


@dataclass(frozen=True, slots=True)
class PelicanModule:
    """A module as templates use it; ``html`` is its Markdown rendered, links resolved."""

    name: str
    kind: Kind
    title: str
    content: Content
    pages: tuple[Pages, ...]

    @property
    def html(self) -> Markup:
        """The module's text; where RELATIVE_URLS is set its links are those of the page that is being rendered."""
        return Markup(self.content.content)  # noqa: S704 - the author's own Markdown


class Sidebar(Generator):
    """Renders the modules once, after posts and pages are known, so that modules can link to them."""

    _contents: Sequence[tuple[Module, Content]] = ()  # as long as none could be read

    def generate_context(self) -> None:
        """Read the modules; files they link to are published like those of posts."""
        self._contents = [(module, self._content(module)) for module in read(Path(self.path, "sidebar"))]
        for _, content in self._contents:
            self.add_static_links(content)
        self.context["sidebar_contents"] = [content for _, content in self._contents]

    def refresh_metadata_intersite_links(self) -> None:
        """Resolve the modules' links, now that every address is known; Pelican calls this before any page is rendered."""
        self.context["sidebar"] = [
            PelicanModule(module.name, module.kind, module.title, content, module.pages)
            for module, content in self._contents
        ]
        known, settings = KnownHeadlines.read(self.context["instance"]), Configuration.of(self.settings)
        self.context["headlines"] = shown_headlines([module for module, _ in self._contents], known, settings)

    def _content(self, module: Module) -> Content:
        try:
            html, _ = self.readers.readers["md"].read(str(module.path))
        except MarkdownError as error:
            raise ContentError([error.problem(module.path)]) from error
        metadata = {"title": module.title}
        return Content(html, metadata, self.settings, str(module.path), self.context)


def register() -> None:
    """Wait for the build; called by Pelican."""
    signals.initialized.connect(connect)


def connect(pelican: Pelican) -> None:
    """Connect to the signals of a build of ours; stock Pelican's classes lack what this needs."""
    if not isinstance(pelican, PelicanEngine):
        return
    signals.get_generators.connect(generators)


def generators(_: object) -> type[Generator]:
    """Name our generator to Pelican."""
    return Sidebar
