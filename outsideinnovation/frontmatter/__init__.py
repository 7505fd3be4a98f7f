"""The head of a post, page or sidebar module: ``Key: value`` lines, or YAML or TOML between fences.

The rules of the first are those of Python-Markdown's meta extension, which Pelican uses, so a file means the same to both;
YAML (``---``) and TOML (``+++``) are read as Hugo, Jekyll, Eleventy and Obsidian write them. Every field knows its line, and
what cannot be read whole is a problem of the document: nothing is half read.
"""

from collections.abc import Iterable

from outsideinnovation.frontmatter.content_file import ContentFile, Field, HeadProblem
from outsideinnovation.frontmatter.plain import read_plain

__all__ = ["ContentFile", "Field", "HeadProblem", "dump", "parse"]

FENCES = ("---", "+++")


def parse(text: str) -> ContentFile:
    """Take *text* apart. A byte-order mark and CRLF are read as if they were not there."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines[0].startswith(FENCES):
        from outsideinnovation.frontmatter.fenced import read_fenced  # noqa: PLC0415 - most heads have no fence

        return read_fenced(lines)
    return read_plain(lines, 0)


def dump(fields: Iterable[tuple[str, str]], body: str) -> str:
    """Write a head and a body as one file. Values are one line each: a line break in one becomes a space."""
    head = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields if value)
    return f"{head}\n{body.strip(chr(10))}\n"
