"""Loads a theme's templates, but for some that a fast path writes another text for."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

THEMES = "!theme/"  # Pelican's prefix for the theme's own template of that name


class SubstituteLoader(FileSystemLoader):
    """Loads the templates in *folders*, the theme's last, each from the first that has it.

    ``!theme/NAME`` is the theme's own. *substitutes* make, by a template's name, what is read in the place of its text.
    """

    def __init__(self, folders: Sequence[Path], substitutes: Mapping[str, Callable[[str], str]]) -> None:
        super().__init__(folders)
        self._substitutes, self._themes = substitutes, FileSystemLoader(folders[-1])

    def get_source(self, environment: Environment, template: str) -> Any:
        """Return the text of one template."""
        own = template.removeprefix(THEMES)
        found = super().get_source(environment, own) if own == template else self._themes.get_source(environment, own)
        text, filename, is_current = found
        return self._substitutes.get(template, str)(text), filename, is_current
