"""What stands on every page: the site's name and menu, and the sidebar, rendered once a build."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from outsideinnovation import frontmatter
from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.markdown import MarkdownError
from outsideinnovation.builder.content.reading import ContentReader
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.theme.look import look
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.languages.direction import direction
from outsideinnovation.pictures.markup import sources
from outsideinnovation.sidebar.headline import Headline
from outsideinnovation.sidebar.headline_cache import KnownHeadlines
from outsideinnovation.sidebar.module import Kind, Module, Pages, read
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.invitation import is_open


@dataclass(frozen=True, slots=True)
class RenderedModule:
    """A sidebar module as templates use it; ``html`` is its Markdown rendered, links resolved."""

    name: str
    kind: Kind
    title: str
    html: Markup
    pages: tuple[Pages, ...]


class Layout:
    """The parts that all pages share; and ``known_headlines``, which one page shows beside them, as they were looked at last."""

    def __init__(self, site: Site, settings: Mapping[str, Any], reader: ContentReader) -> None:
        self._site, self._settings, self._reader = site, settings, reader
        self.known_headlines = KnownHeadlines()
        self._read: list[tuple[Module, str]] | None = None
        self._context: dict[str, Any] | None = None

    @property
    def shows_recent(self) -> bool:
        """Whether the front page lists the newest comments."""
        return any(module.kind is Kind.RECENT_COMMENTS for module, _ in self._modules())

    def headlines(self) -> dict[str, list[Headline]]:
        """Return the headlines that each module shows, by its name, dated in the blog's zone."""
        modules = [module for module, _ in self._modules()]
        return shown_headlines(modules, self.known_headlines, self._site.configuration)

    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the modules."""
        try:
            self._modules()
        except ContentError as error:
            return error.problems
        return ()

    def context(self, site_index: SiteIndex) -> dict[str, Any]:
        """Return the settings, and what is worked out of them once, by the names that templates use.

        Raises ContentError with every module that cannot be read.
        """
        if self._context is None:
            named = {name: value for name, value in self._settings.items() if name.isupper()}
            sidebar = [self._rendered(module, markup, site_index) for module, markup in self._modules()]
            self._context = named | {
                "root": self._site.configuration.site.root,
                "direction": direction(self._site.configuration.site.language),
                "sidebar": sidebar,
                "look": look(self._site.configuration),
                "subscriptions_open": is_open(self._site.configuration),
            }
        return self._context

    def statics(self) -> set[str]:
        """Return the files that modules link to with ``{static}``."""
        content = self._site.content
        return {
            path
            for module, markup in self._modules()
            for what, target in internal.links(markup)
            if what == "static"
            for path in internal.candidates(str(module.path.relative_to(content)), target)
            if (content / path).is_file()
        }

    def pictures(self) -> Iterator[tuple[str, str]]:
        """Yield the address of each picture in a module, as it is written, with the path of the module before it."""
        for module, markup in self._modules():
            source = str(module.path.relative_to(self._site.content))
            yield from ((source, address) for address in sources(markup))

    def _modules(self) -> list[tuple[Module, str]]:
        if self._read is None:
            modules = read(self._site.content / "sidebar")
            self._read = [(module, self._markup(module)) for module in modules]
        return self._read

    def _markup(self, module: Module) -> str:
        try:
            return self._reader.markup(frontmatter.ContentFile((), module.body, 1))
        except MarkdownError as error:
            raise ContentError([error.problem(module.path)]) from error

    def _rendered(self, module: Module, markup: str, site_index: SiteIndex) -> RenderedModule:
        source = str(module.path.relative_to(self._site.content))
        html = site_index.pictures.html(
            internal.resolved(markup, lambda what, target: site_index.address(source, what, target))
        )
        words = Markup(html)  # noqa: S704 - the author's own Markdown
        return RenderedModule(module.name, module.kind, module.title, words, module.pages)


def shown_headlines(
    modules: Iterable[Module], known: KnownHeadlines, settings: Configuration
) -> dict[str, list[Headline]]:
    """Return the headlines that each of *modules* shows, by its name: the newest of what is *known*, in the blog's zone."""
    number, zone = settings.sidebar.headlines, settings.site.zone
    return {
        module.name: [
            replace(each, date=each.date and each.date.astimezone(zone))
            for each in known.by_feed.get(module.feed, ())[:number]
        ]
        for module in modules
        if module.kind is Kind.HEADLINES
    }
