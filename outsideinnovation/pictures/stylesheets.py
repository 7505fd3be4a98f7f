"""Whether a theme lets pictures keep their shape when a page says their sizes: ``height: auto`` where it makes them narrower.

A theme that only says ``img { max-width: 100% }``, as Pelican's notmyidea does, would squeeze them.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LARGEST = 2_000_000  # bytes of a style sheet that are looked at
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_WIDTH = re.compile(r"(?<![\w-])(?:max-)?width\s*:")
_HEIGHT = re.compile(r"(?<![\w-])height\s*:\s*auto")


def keep_shape(styles: Iterable[str]) -> bool:
    """Tell whether the *styles* of a theme leave pictures as high as their width asks for, whatever a page says."""
    rules = [rule for style in styles for rule in _of_pictures(style)]
    return not any(map(_WIDTH.search, rules)) or any(map(_HEIGHT.search, rules))


def styles_of(theme: Path) -> Iterator[str]:
    """Yield every style sheet of the *theme*."""
    for path in sorted((theme / "static").rglob("*.css")):
        with path.open("rb") as stream:
            yield stream.read(LARGEST).decode("utf-8", "replace")


def _of_pictures(style: str) -> Iterator[str]:
    """Yield what rules say of all pictures, or all within something."""
    for rule in _COMMENT.sub("", style).split("}"):
        before, _, declarations = rule.rpartition("{")
        selectors = re.split("[{;]", before)[-1].split(",")  # what stands before may be @media, or @import
        if any(each.split()[-1:] == ["img"] for each in selectors):
            yield declarations
