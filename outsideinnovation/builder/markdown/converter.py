"""Markdown to HTML, byte for byte as Python-Markdown makes it, but what most posts are made of at once.

Python-Markdown builds a tree and searches each text for each mark, which takes more time than all the rest of a build.
So blocks, spans and wrapped HTML that are known exactly are written directly; a text that holds anything else is
converted whole by the library. This is the library's only importer, and imports it when it is first needed.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outsideinnovation.builder.markdown import blocks, wrapped
from outsideinnovation.builder.markdown.spans import BREAK, DONE, UnknownError
from outsideinnovation.errors import OutsideInnovationError

if TYPE_CHECKING:
    from markdown import Markdown as Library

# What the short way was proven for, by tests/publishing/test_publishing_markdown.py; all else goes the library's way.
VERSIONS = frozenset({(3, 10, 2), (3, 10, 3), (3, 11, 0), (3, 11, 2), (3, 11, 3)})
OPTIONS: dict[str, Any] = {
    "extensions": ["markdown.extensions.codehilite", "markdown.extensions.extra", "markdown.extensions.toc"],
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
        "markdown.extensions.extra": {},
        "markdown.extensions.toc": {"permalink": False},
    },
    "output_format": "html5",
}
# With these the library's CodeHilite calls Pygments for a fenced block.
CODE: dict[str, Any] = {
    "cssclass": "highlight",
    "full": False,
    "linenos": None,
    "noclasses": False,
    "style": "default",
    "wrapcode": True,
}


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
        self._is_proven = self._options == OPTIONS and installed() in VERSIONS
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


def at_once(text: str) -> str | None:
    """Return *text* as HTML as the library makes it with OPTIONS, or None where only the library knows."""
    if DONE in text or BREAK in text:
        return None
    text = blocks.even(text)
    try:
        return wrapped.html(text) if text.startswith("<") else blocks.html(text, highlighted)
    except UnknownError:
        return None


def installed() -> tuple[int, ...]:
    """Return the library's version as (3, 11, 3), without importing it; empty where it cannot be told or is no release.

    It is read from its source, because ``importlib.metadata`` takes almost as long to import as the library.
    """
    library = PathFinder.find_spec("markdown")
    about = Path(library.origin).with_name("__meta__.py") if library and library.origin else None
    if about is None or not about.is_file():
        return ()
    found = re.search(r"^__version_info__ = \((\d+), (\d+), (\d+), 'final'", about.read_text("utf-8"), re.MULTILINE)
    return tuple(map(int, found.groups())) if found else ()


def highlighted(code: str, language: str | None) -> str:
    """Return a fenced block as HTML; *language* None or unknown leaves it plain."""
    from pygments import highlight  # noqa: PLC0415 - takes 50 ms, and not every build needs it

    return str(highlight(code.strip("\n"), _lexer(language), _formatter()))


def _lexer(language: str | None) -> Any:
    """Return a new lexer: some of Pygments' keep something of the text they have read."""
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - as above

    try:
        return get_lexer_by_name(language or "text", **CODE)
    except ValueError:
        return get_lexer_by_name("text", **CODE)


@cache
def _formatter() -> Any:
    """Return Pygments' formatter, which takes longer to make than a short block to format, and keeps nothing."""
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - as above

    return HtmlFormatter(**CODE)
