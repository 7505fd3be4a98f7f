"""The theme's templates: loaded with our filters, compiled once, and a digest of each with all that it includes."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, Template
from markupsafe import Markup

from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.builder.theme import filters
from outsideinnovation.builder.theme.compiled import CompiledTemplates
from outsideinnovation.builder.theme.quick import QuickEnvironment
from outsideinnovation.builder.theme.structured_data import structured_data
from outsideinnovation.errors import ContentError, Problem

REFERENCE = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
FILTERS = {
    "longdate": filters.long_date,
    "dateheader": filters.date_header,
    "monthname": filters.month_name,
    "rfc3339": filters.rfc3339,
    "structured_data": structured_data,
}
SIDEBAR = "_sidebar.html"
CARD = "_card.html"
CACHED_CARD = "{% set card = cached_card %}"
MASTHEAD = "_masthead.html"
FOOTER = "_footer.html"
CACHED_MASTHEAD = "{{ cached_masthead(canonical) }}"
CACHED_FOOTER = "{{ cached_footer() }}"
CACHED_SIDEBAR = "{{ cached_sidebar(home|default(false), recent_comments|default([])) }}"

SHORTCUTS = {CARD: CACHED_CARD, SIDEBAR: CACHED_SIDEBAR, MASTHEAD: CACHED_MASTHEAD, FOOTER: CACHED_FOOTER}
WHITE_SPACE: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "auto_reload": False}
SETTING = re.compile(r"\b[A-Z][A-Z_]{2,}\b")


def direction(language: str) -> str:
    """Return the direction of writing of *language*: ``ltr`` or ``rtl``."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


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
    """The theme in one folder, rendering pages of one site; *chrome* is what every page may show.

    What reads nothing of the page around it is rendered once, however often it is shown: a card, the footer, the sidebar
    (but on the front page), the masthead (but on pages that its menu names).
    """

    def __init__(self, folder: Path, layout: Mapping[str, Any], compiled: Path | None = None) -> None:
        self._folder = folder / "templates"
        self._texts = {
            path.relative_to(self._folder).as_posix(): path.read_text("utf-8")
            for path in sorted(self._folder.rglob("*.html"))
        }
        used = {name for text in self._texts.values() for name in SETTING.findall(text)}
        self._salt = digest(*self._texts.values())
        self._layout = {name: value for name, value in layout.items() if not name.isupper() or name in used}
        self._mastheads: dict[str, Markup] = {}
        self._cards: dict[tuple[str, int, str, bool], Markup] = {}
        self._elsewhere = Markup()
        self._compiled = compiled

    def render(self, name: str, output_file: str, **inputs: Any) -> str:
        """Render the template *name* for the output of that path with its *inputs* and the chrome, nothing else.

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
        return digest(*(self._source(each) for each in self._closure(f"{name}.html")))

    @cached_property
    def _pages(self) -> Environment:
        environment = self._quick(_Shortcuts(self._folder), "pages")
        environment.globals |= {
            "cached_card": self._card,
            "cached_sidebar": self._sidebar,
            "cached_masthead": self._masthead,
            "cached_footer": lambda: self._footer,
        }
        return environment

    @cached_property
    def _parts(self) -> Environment:
        """The templates without shortcuts: for what is rendered once and then only repeated."""
        return self._quick(FileSystemLoader(self._folder), "parts")

    def _quick(self, loader: BaseLoader, name: str) -> Environment:
        cache = CompiledTemplates(self._compiled / name, self._salt) if self._compiled else None
        environment = QuickEnvironment(loader=loader, bytecode_cache=cache, **WHITE_SPACE)
        environment.filters |= FILTERS
        return environment

    @cached_property
    def _plain(self) -> Environment:
        """Jinja's own environment, which knows the line of every error."""
        made = Environment(loader=FileSystemLoader(self._folder), autoescape=True, **WHITE_SPACE)
        made.filters |= FILTERS
        return made

    def _card(self, article: Any, root: str, first_of_day: bool) -> Markup:  # noqa: FBT001 - called by a template
        key = (article.url, article.comments_count, root, first_of_day)
        if key not in self._cards:
            self._cards[key] = self._card_macro(article, root, first_of_day)
        return self._cards[key]

    @cached_property
    def _card_macro(self) -> Any:
        return self._parts.get_template(CARD).make_module(self._layout).card  # type: ignore[attr-defined]  # a macro

    def _masthead(self, canonical: str) -> Markup:
        here = (
            canonical if any(canonical in {path, f"{path}index.html"} for _, path in self._layout["MENUITEMS"]) else ""
        )
        if here not in self._mastheads:
            made = self._parts.get_template(MASTHEAD).render(self._layout, canonical=here or None)
            self._mastheads[here] = Markup(made)  # noqa: S704 - rendered with autoescape
        return self._mastheads[here]

    @cached_property
    def _footer(self) -> Markup:
        return Markup(self._parts.get_template(FOOTER).render(self._layout))  # noqa: S704 - rendered with autoescape

    def _sidebar(self, home: bool, recent_comments: Any) -> Markup:  # noqa: FBT001 - called by a template
        if home or not self._elsewhere:
            made = self._parts.get_template(SIDEBAR).render(self._layout, home=home, recent_comments=recent_comments)
            if home:
                return Markup(made)  # noqa: S704 - rendered with autoescape
            self._elsewhere = Markup(made)  # noqa: S704 - likewise
        return self._elsewhere

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


class _Shortcuts(FileSystemLoader):
    """Loads the theme's templates, but for the parts that are rendered once and then only repeated."""

    def get_source(self, environment: Environment, template: str) -> Any:
        shortcut = SHORTCUTS.get(template)
        return (shortcut, None, lambda: True) if shortcut else super().get_source(environment, template)
