"""Heads in YAML and TOML, and words that hide a post, on sites from elsewhere, which read Markdown by Pelican's own reader.

That knows neither: it would publish ``draft: true``, and print lists as words of the post.
"""

from pathlib import Path
from typing import Any

from pelican.readers import MarkdownReader as PelicansReader

from outsideinnovation import frontmatter
from outsideinnovation.builder.pelican_engine.reader import MarkdownReader
from outsideinnovation.frontmatter.content_file import HIDING
from outsideinnovation.frontmatter.fenced import is_ordinary


class ForeignHeadsReader(PelicansReader):
    """Pelican's reader, but for files whose heads mean more than it knows: those are read as ours are."""

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the body as HTML and the fields as Pelican's metadata. Raises OSError, UnicodeDecodeError."""
        if _says_more(Path(source_path).read_bytes().decode("utf-8-sig")):
            return MarkdownReader(self.settings).read(source_path)
        found: tuple[str, dict[str, Any]] = super().read(source_path)
        return found


def use_for_pelicans_own(readers: Any) -> None:
    """Put it in the place of Pelican's own reader; one that a plugin has chosen stays (signal ``readers_init``)."""
    for suffix, reader in readers.reader_classes.items():
        if reader is PelicansReader:
            readers.reader_classes[suffix] = ForeignHeadsReader


def _says_more(text: str) -> bool:
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].startswith(frontmatter.FENCES) and not is_ordinary(lines):
        return True
    return any(field.key in HIDING for field in frontmatter.parse(text).fields)
