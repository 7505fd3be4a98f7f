"""Reading posts and pages: from bytes to problems, a row and HTML, on all cores where there are many."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outsideinnovation.builder.content.check import document_problems, read
from outsideinnovation.builder.content.markdown import NestingError
from outsideinnovation.builder.content.rows import Composer, Row
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: its row and HTML, or the problems that keep it from having them."""

    path: str
    row: Row | None
    html: str
    problems: tuple[Problem, ...] = ()


class ForeignContentError(Exception):
    """The content asks for what only Pelican does: translations, and ``{attach}``, which moves a file beside a post."""


class ContentReader:
    """Reads the Markdown files of one site, as of the time *now*."""

    def __init__(self, content: Path, settings: Configuration, now: datetime) -> None:
        self._content = content
        self._posts = tuple(f"{folder}/" for folder in settings.content.post_folders)
        self._composer = Composer(settings, now)

    def read(self, path: str) -> Reading:
        """Read the file at *path* below the content folder."""
        where = self._content / path
        problems, document = read(where)
        is_post = path.startswith(self._posts)
        if document:
            problems = [*problems, *document_problems(where, document, self._content, dated=is_post)]
        if problems or not document:
            return Reading(path, None, "", tuple(problems))
        try:
            html = self._composer.html(document)
            return Reading(path, self._composer.row(path, document, html, is_post=is_post), html)
        except NestingError as error:
            what, _, remedy = str(error).partition(": ")
            return Reading(path, None, "", (Problem(where, document.body_line, what, remedy),))

    def html(self, path: str) -> str:
        """Return the HTML of a file that was read before."""
        _, document = read(self._content / path)
        return self._composer.html(document) if document else ""

    def markup(self, document: ContentFile) -> str:
        """Return the HTML of a document that is neither post nor page, such as a sidebar module."""
        return self._composer.html(document)
