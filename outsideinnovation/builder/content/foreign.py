"""Posts and pages that only Pelican reads or lays out: other markups, translations, and files that move beside a post."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from outsideinnovation.builder.content.languages import language
from outsideinnovation.builder.content.waiting import ALREADY
from outsideinnovation.configuration import Configuration
from outsideinnovation.configuration.rooms import ContentSettings

if TYPE_CHECKING:  # a build that has nothing to do renders nothing
    from outsideinnovation.builder.content.rows import Row

OTHER_READERS = (".rst", ".html", ".htm", ".asc", ".adoc", ".org", ".ipynb")
ATTACH = "attach"  # what a link says to a file that is to move beside the post
ATTACHING = (f"{{{ATTACH}}}", f"|{ATTACH}|")


class ForeignContentError(Exception):
    """The content asks for what only Pelican does: translations, and ``{attach}``, which moves a file beside a post."""


def is_foreign_name(name: str) -> bool:
    """Tell whether a file of that name is a post or page that only Pelican's readers can read."""
    return name.endswith(OTHER_READERS)


def is_foreign(row: "Row", settings: ContentSettings) -> bool:
    """Tell whether only Pelican can lay out a post or page that was read."""
    return bool(settings.translation and row.lang) or any(what == ATTACH for what, _ in row.links)


def has_foreign(content: Path, paths: Iterable[str], settings: Configuration) -> bool:
    """Tell whether any of the posts and pages *paths* below *content* is of that kind, by glancing at each.

    Only where one may attach a file it is read as a build would read it: the words may stand in an example of code.
    """
    every = list(paths)
    if any(map(is_foreign_name, every)):
        return True
    attaching: list[str] = []
    for path, text in _texts(content, every):
        if settings.content.translation and _names_other(text, settings.site.language):
            return True
        if any(mark in text for mark in ATTACHING):
            attaching.append(path)
    return bool(attaching) and _attaches(content, attaching, settings)


def _names_other(text: str, default: str) -> bool:
    if "lang" not in text.lower():
        return False
    from outsideinnovation import frontmatter  # noqa: PLC0415 - a build that has nothing to do reads no head

    return bool(language(frontmatter.parse(text), default))


def _texts(content: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            with open(f"{content}/{path}", "rb", buffering=0) as stream:  # noqa: PTH123 - thousands of files, glanced at
                yield path, stream.read().decode("utf-8-sig", "replace")
        except OSError:  # whoever reads it says so
            continue


def _attaches(content: Path, paths: Collection[str], settings: Configuration) -> bool:
    from outsideinnovation.builder.content.reading import ContentReader  # noqa: PLC0415 - loads all that renders

    reader = ContentReader(content, settings, ALREADY)
    rows = (reader.read(path).row for path in paths)
    return any(is_foreign(row, settings.content) for row in rows if row)
