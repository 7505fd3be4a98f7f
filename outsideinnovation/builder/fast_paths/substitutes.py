"""Loads a theme's templates, but for some that a fast path writes another text for."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader


class SubstituteLoader(FileSystemLoader):
    """Loads the templates in *folder*; *substitutes* make, by a template's name, what is read in the place of its text."""

    def __init__(self, folder: Path, substitutes: Mapping[str, Callable[[str], str]]) -> None:
        super().__init__(folder)
        self._substitutes = substitutes

    def get_source(self, environment: Environment, template: str) -> Any:
        """Return the text of one template."""
        text, filename, is_current = super().get_source(environment, template)
        return self._substitutes.get(template, str)(text), filename, is_current
