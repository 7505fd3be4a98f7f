"""Markdown to HTML by Python-Markdown, or at once where the fast path gives the same bytes.

This is the library's only importer, and imports it when it is first needed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from outsideinnovation.builder.fast_paths.markdown import at_once, versions
from outsideinnovation.errors import OutsideInnovationError

if TYPE_CHECKING:
    from markdown import Markdown as Library


class NestingError(OutsideInnovationError):
    """Lists or quotes lie so deep inside each other that the library cannot read them."""


class Markdown:
    """Converts Markdown as Pelican's setting MARKDOWN says, whose ``extension_configs`` name extensions as well.

    Front matter is not looked for, so the extension that reads it is left out.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        named = [*options.get("extensions", []), *options.get("extension_configs", {})]
        extensions = [name for name in dict.fromkeys(named) if name != "markdown.extensions.meta"]
        self._options = {**options, "extensions": extensions}
        self._is_proven = versions.is_proven(self._options)
        self._library: Library | None = None

    def convert(self, text: str) -> str:
        """Return *text* as HTML, the same bytes as the library's ``Markdown(**options).convert``. Raises NestingError."""
        html = at_once(text) if self._is_proven else None
        return self._by_the_library(text) if html is None else html

    def load(self) -> "Library":
        """Load the library with its extensions, which raise what they like where one is missing or its options are wrong."""
        if self._library is None:
            from markdown import Markdown as Library  # noqa: PLC0415 - takes 80 ms, and not every build needs it

            self._library = Library(**self._options)
        return self._library

    def _by_the_library(self, text: str) -> str:
        try:
            return str(self.load().reset().convert(text))
        except RecursionError:
            self._library = None  # who knows in which state it was left
            raise NestingError(
                "Lists or quotes in its Markdown are too deep inside each other: nest fewer of them."
            ) from None
