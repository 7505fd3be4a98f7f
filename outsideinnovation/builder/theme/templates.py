"""The theme's templates: loaded with our filters, compiled once, and a digest of each with all that it includes."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template

from outsideinnovation.builder.fast_paths import FastPath, cards, is_on, repeated_parts
from outsideinnovation.builder.fast_paths.cards import CardCache
from outsideinnovation.builder.fast_paths.compiled_templates import CompiledTemplates
from outsideinnovation.builder.fast_paths.fast_templates import QuickEnvironment
from outsideinnovation.builder.fast_paths.repeated_parts import RepeatedParts
from outsideinnovation.builder.fast_paths.substitutes import THEMES, SubstituteLoader
from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.builder.theme import filters
from outsideinnovation.builder.theme.contents_table import contents_table
from outsideinnovation.builder.theme.link_preview import preview_picture
from outsideinnovation.builder.theme.structured_data import structured_data
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.languages.catalog import SOURCE, catalog
from outsideinnovation.languages.compiled_labels import compiled_labels
from outsideinnovation.languages.dates import dates
from outsideinnovation.languages.direction import direction
from outsideinnovation.languages.message import Translator
from outsideinnovation.languages.zone import UTC, local
from outsideinnovation.percent_encoding import of_path

REFERENCE = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")


FILTERS = {
    "capitalized": filters.capitalized,
    "contents_table": contents_table,
    "isolated": filters.isolated,
    "menu_path": filters.menu_path,
    "preview_picture": preview_picture,
    "rfc3339": filters.rfc3339,
    "structured_data": structured_data,
    "url_of_path": of_path,
    "direction": direction,
}
WHITE_SPACE: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "auto_reload": False}
SETTING = re.compile(r"\b[A-Z][A-Z_]{2,}\b")
_Plain = partial(Environment, autoescape=True)


def prepare(environment: Environment, language: str, timezone: str = UTC) -> None:
    """Give *environment* our filters, and labels and dates in that *language*, times on the clock of *timezone*.

    Whoever has asked for Jinja's own ``trans``, for another theme, keeps it; our texts are then looked up page by page.
    """
    written = dates(language)
    by_language = {"longdate": written.long, "dateheader": written.with_day, "monthname": written.month}
    by_clock = {"local": partial(local, timezone=timezone), "clock": written.clock}
    environment.filters |= FILTERS | by_language | by_clock | {"month_of_year": written.month_of_year}
    if not any("trans" in extension.tags for extension in environment.extensions.values()):
        environment.add_extension(compiled_labels(language))
    elif "gettext" not in environment.globals:
        labels = catalog(language)
        install_gettext = environment.install_gettext_callables  # type: ignore[attr-defined]  # Jinja's i18n adds it
        install_gettext(labels.text, labels.counted, newstyle=False)
    environment.filters["translated"] = Translator.of(language, timezone).text


def template_place(error: Exception, otherwise: Path) -> tuple[Path, int]:
    """Return the template and line where *error* arose, or *otherwise* where that cannot be told."""
    if filename := getattr(error, "filename", None):
        return Path(filename), getattr(error, "lineno", 0)
    import traceback  # noqa: PLC0415 - nothing goes wrong in most builds

    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith((".html", ".xml", ".txt"))
    ]
    if frames:
        return Path(frames[-1].filename), frames[-1].lineno or 0
    return otherwise, 0


class Theme:
    """The theme in one folder, rendering pages of one site; *layout* is what every page may show.

    Templates in the folders *overrides* stand in for the theme's of the same names.
    """

    def __init__(
        self, folder: Path, layout: Mapping[str, Any], compiled: Path | None = None, overrides: Iterable[Path] = ()
    ) -> None:
        self._folder = folder / "templates"
        self._folders = (*overrides, self._folder)
        themes = _texts(self._folder)
        self._texts = dict(themes)
        for each in reversed(self._folders[:-1]):
            self._texts |= {f"{THEMES}{name}": text for name, text in themes.items()} | _texts(each)
        used = {name for text in self._texts.values() for name in SETTING.findall(text)}
        self._language = str(layout.get("DEFAULT_LANG") or SOURCE)
        self._timezone = str(layout.get("TIMEZONE") or UTC)
        self._catalog = catalog(self._language)
        self._salt = digest(*self._texts.values(), self._language, self._catalog.digest)
        self._layout = {name: value for name, value in layout.items() if not name.isupper() or name in used}
        self._compiled = compiled

    def render(self, name: str, output_file: str, **inputs: Any) -> str:
        """Render the template *name* for the output of that path with its *inputs* and the layout, nothing else.

        Raises ContentError where the theme lacks the template; what goes wrong inside is Jinja's to raise.
        """
        try:
            return self.template(name).render(self._layout, output_file=output_file, **inputs)
        except ContentError:
            raise
        except Exception:  # noqa: BLE001 - whatever a theme does wrong; Jinja's own environment knows the line
            return self._plain.get_template(f"{name}.html").render(self._layout, output_file=output_file, **inputs)

    def forget_cards(self) -> None:
        """Forget what posts looked like in lists: another build may have other posts, or other numbers of comments."""
        self._cards.clear()

    def template(self, name: str) -> Template:
        """Return one template. Raises ContentError where there is no such, or it cannot be compiled."""
        if f"{name}.html" not in self._texts:
            raise ContentError([Problem(self._folder, 0, f"no template {name}.html", "add it to the theme")])
        return self._pages.get_template(f"{name}.html")

    def digest(self, name: str) -> str:
        """Return a digest of the template *name* and of all it extends, includes or imports."""
        return digest(
            *(self._source(each) for each in self._closure(f"{name}.html")), self._timezone, self._catalog.digest
        )

    @cached_property
    def _pages(self) -> Environment:
        substitutes: dict[str, Callable[[str], str]] = {}
        if is_on(FastPath.CARDS):
            substitutes[cards.TEMPLATE] = lambda _: cards.REPEATED
        if is_on(FastPath.REPEATED_PARTS):
            substitutes |= {name: partial(self._repeated.in_place_of, name) for name in repeated_parts.PARTS}
        made = self._fast("pages", SubstituteLoader(self._folders, substitutes))
        made.globals["cached_card"] = self._cards.card
        made.filters[repeated_parts.FILTER] = self._repeated.part
        return made

    @cached_property
    def _parts(self) -> Environment:
        """The templates as they are: for what is rendered once and then repeated."""
        return self._fast("parts", SubstituteLoader(self._folders, {}))

    @cached_property
    def _repeated(self) -> RepeatedParts:
        return RepeatedParts(self._parts, self._layout, self._texts.values())

    @cached_property
    def _cards(self) -> CardCache:
        macros: Any = self._parts.get_template(cards.TEMPLATE).make_module(self._layout)
        return CardCache(macros.card)

    def _fast(self, name: str, loader: FileSystemLoader) -> Environment:
        folder = (
            self._compiled / self._catalog.language / name
            if self._compiled and is_on(FastPath.COMPILED_TEMPLATES)
            else None
        )
        cache = CompiledTemplates(folder, self._salt) if folder else None
        kind = QuickEnvironment if is_on(FastPath.TEMPLATES) else _Plain
        return self._environment(kind, loader, bytecode_cache=cache)

    @cached_property
    def _plain(self) -> Environment:
        """Jinja's own environment, which knows the line of every error."""
        return self._environment(_Plain, SubstituteLoader(self._folders, {}))

    def _environment(self, kind: Callable[..., Environment], loader: FileSystemLoader, **options: Any) -> Environment:
        made = kind(loader=loader, **options, **WHITE_SPACE)
        prepare(made, self._language, self._timezone)
        return made

    def _closure(self, name: str) -> list[str]:
        seen, waiting = [], [name]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.append(name)
                waiting += REFERENCE.findall(self._source(name))
        return sorted(seen)

    def _source(self, name: str) -> str:
        return self._texts.get(name, "")


def _texts(folder: Path) -> dict[str, str]:
    """Return the templates in *folder* by their names."""
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.html"))}
