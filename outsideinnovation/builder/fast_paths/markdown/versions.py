"""With which versions of Python-Markdown, and which of its options, the fast path is proven to give the library's own bytes."""

import re
from collections.abc import Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

# Proven by tests/builder/test_builder_markdown.py, which make it convert thousands of texts beside the library.
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


def is_proven(options: Mapping[str, Any]) -> bool:
    """Tell whether the library that is installed, with these *options*, is one that the fast path knows."""
    return options == OPTIONS and installed() in VERSIONS


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
