"""Markdown to HTML by Python-Markdown, with our extensions where a text needs them, or at once where that is the same bytes.

The library is imported when it is first needed, and the extensions when a text first needs them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from outsideinnovation.builder.content.markdown_extensions.triggers import is_needed
from outsideinnovation.builder.fast_paths.markdown import at_once, versions
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import OutsideInnovationError, Problem
from outsideinnovation.languages.catalog import SOURCE

if TYPE_CHECKING:
    from markdown import Markdown as Library


class MarkdownError(OutsideInnovationError):
    """A text that cannot be converted: ``what`` is wrong with it, and the ``remedy``."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what, remedy)

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}."

    def problem(self, path: Path, line: int = 0) -> Problem:
        """Return it as a problem of the file at *path*, whose text begins in that *line*."""
        return Problem(path, line, self.what, self.remedy)


class Markdown:
    """Converts Markdown as Pelican's setting MARKDOWN says, whose ``extension_configs`` name extensions as well.

    Front matter is not looked for, so the extension that reads it is left out. *language* is the blog's.
    *is_extended* adds our extensions, as CONTENT_MARKDOWN says.
    """

    def __init__(self, options: Mapping[str, Any], language: str = SOURCE, *, is_extended: bool = False) -> None:
        named = [*options.get("extensions", []), *options.get("extension_configs", {})]
        extensions = [name for name in dict.fromkeys(named) if name != "markdown.extensions.meta"]
        self._language = language
        self._options = {**options, "extensions": extensions}
        self._is_extended = is_extended
        self._is_proven = versions.is_proven(self._options)
        self._libraries: dict[bool, Library] = {}  # without our extensions, and with them

    @classmethod
    def of(cls, configuration: Configuration) -> Self:
        """Return the one by which a site of that *configuration* is built."""
        language = configuration.site.language
        return cls(configuration.builder.markdown, language, is_extended=configuration.content.is_extended)

    def convert(self, text: str) -> str:
        """Return *text* as HTML, the same bytes as the library makes of it. Raises MarkdownError.

        Where extensions are on, those bytes are the library's with them, whichever way the text goes.
        """
        html = at_once(text, is_extended=self._is_extended) if self._is_proven else None
        return self._by_the_library(text) if html is None else html

    def load(self, *, extended: bool | None = None) -> "Library":
        """Load the library with its extensions, which raise what they like where one is missing or its options are wrong."""
        extended = self._is_extended if extended is None else extended
        if extended not in self._libraries:
            self._libraries[extended] = self._loaded(extended=extended)
        return self._libraries[extended]

    def _loaded(self, *, extended: bool) -> "Library":
        if extended:
            from outsideinnovation.builder.content.markdown_extensions.extension import library  # noqa: PLC0415 - few need it

            return library(self._options, self._language)
        from markdown import Markdown as Library  # noqa: PLC0415 - takes 80 ms, and not every build needs it

        return Library(**self._options)

    def _by_the_library(self, text: str) -> str:
        extended = self._is_extended and is_needed(text)
        try:
            return str(self.load(extended=extended).reset().convert(text))
        except RecursionError:
            self._libraries.pop(extended, None)  # who knows in which state it was left
            what = "Lists or quotes in its Markdown are too deep inside each other"
            raise MarkdownError(what, "nest fewer of them") from None
        except Exception as error:  # extensions raise what they like
            self._libraries.pop(extended, None)
            what = f"its Markdown cannot be converted ({type(error).__name__}: {error})"
            raise MarkdownError(what, "correct it, or the extension of MARKDOWN that this comes from") from error
