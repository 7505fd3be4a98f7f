"""The templates of mails, ours or a theme's own (``templates/mail/``), and their styles put into the elements."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from outsideinnovation.errors import SettingsError
from outsideinnovation.languages.catalog import SOURCE
from outsideinnovation.languages.compiled_labels import compiled_labels
from outsideinnovation.languages.message import Translator
from outsideinnovation.subscriptions.plain_text import WIDTH, wrapped


class MailTemplates:
    """Renders the templates found in *folders*, the first that has one, in *language*; a theme's folder comes before ours."""

    def __init__(self, folders: Sequence[Path], language: str = SOURCE) -> None:
        self._folders, self.reader = folders, Translator.of(language)

    def html(self, name: str, **values: object) -> str:
        """Return ``mail/NAME.html`` with its styles inlined. Raises SettingsError where the theme's template is wrong.

        Media rules, for dark mode and small screens, stay in the head; nothing is loaded.
        """
        return self._inliner.inline(self._rendered(f"mail/{name}.html", values))

    def text(self, name: str, **values: object) -> str:
        """Return ``mail/NAME.txt``. Raises SettingsError where the theme's template is wrong."""
        lines = self._rendered(f"mail/{name}.txt", values).strip("\n").split("\n")
        return "\n".join(line if line == "-- " else line.rstrip() for line in lines) + "\n"

    def _rendered(self, path: str, values: dict[str, object]) -> str:
        try:
            return self._environment.get_template(path).render(values)
        except TemplateError as error:
            where = f"{getattr(error, 'filename', None) or path}:{getattr(error, 'lineno', None) or 1}"
            raise SettingsError(f"{where}: {error}: correct the theme's template.") from error

    @cached_property
    def _environment(self) -> Environment:
        loader = FileSystemLoader(list(self._folders), encoding="utf-8")
        # Nobody can take a mail back, so a name that says nothing is an error rather than a gap in every reader's copy.
        made = Environment(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=_is_html,  # noqa: S701 - HTML is escaped
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters |= {"wrap": _wrap, "heading": _heading}
        made.add_extension(compiled_labels(self.reader.catalog.language))
        return made

    @cached_property
    def _inliner(self) -> css_inline.CSSInliner:
        return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def _is_html(name: str | None) -> bool:
    return bool(name and name.endswith(".html"))


def _wrap(words: str) -> str:
    return "\n".join(wrapped(words, WIDTH))


def _heading(words: str) -> str:
    lines = wrapped(words, WIDTH)
    return "\n".join([*lines, "-" * max(map(len, lines), default=0)])
