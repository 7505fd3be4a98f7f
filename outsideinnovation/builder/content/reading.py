"""Reading posts and pages: from bytes to problems, a row and HTML, on all cores where there are many."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outsideinnovation.builder.content.fields import field_problems, name_problems
from outsideinnovation.builder.content.formula_check import formula_problems
from outsideinnovation.builder.content.links import LinkCheck, may_have_links
from outsideinnovation.builder.content.markdown import MarkdownError
from outsideinnovation.builder.content.rows import Composer, Row
from outsideinnovation.builder.content.shared_drafts import NOTHING_SHARED, SharedDrafts
from outsideinnovation.builder.content.source_file import read
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.slugs import of_content


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: its row and HTML, or the problems that keep it from having them; of a lenient reader both."""

    path: str
    row: Row | None
    html: str
    problems: tuple[Problem, ...] = ()


class ContentReader:
    """Reads the Markdown files of one site, as of the time *now*; drafts that are *shared* have addresses.

    A *lenient* one makes rows of texts with wrong links too.
    """

    def __init__(
        self,
        content: Path,
        settings: Configuration,
        now: datetime,
        shared: SharedDrafts = NOTHING_SHARED,
        *,
        lenient: bool = False,
    ) -> None:
        self._is_lenient = lenient
        self._content = content
        self._posts = tuple(f"{folder}/" for folder in settings.content.post_folders)
        self.horizon = settings.content.horizon(now)
        self.slugs = of_content(content, settings.content)
        self._composer = Composer(settings, self.slugs, self.horizon, shared)
        self._link_check = LinkCheck(content, settings)
        self._has_formulas = settings.content.is_extended

    def read(self, path: str) -> Reading:
        """Read the file at *path* below the content folder."""
        where = self._content / path
        problems, document = read(where)
        is_post = path.startswith(self._posts)
        if document:
            problems = [*problems, *field_problems(where, document, dated=is_post, given={})]
            problems += name_problems(where, document, self.slugs)
            problems += formula_problems(where, document) if self._has_formulas else ()
        if problems or not document:
            return Reading(path, None, "", tuple(problems))
        try:
            html = self._composer.html(document)
            row = self._composer.row(path, document, html, is_post=is_post)
            if may_have_links(document):
                problems = [*self._link_check.problems(where, document, html + row.summary)]
            return Reading(path, None if problems and not self._is_lenient else row, html, tuple(problems))
        except MarkdownError as error:
            return Reading(path, None, "", (error.problem(where, document.body_line),))

    def html(self, path: str) -> str:
        """Return the HTML of a file that was read before."""
        _, document = read(self._content / path)
        return self._composer.html(document) if document else ""

    def markup(self, document: ContentFile) -> str:
        """Return the HTML of a document that is neither post nor page, such as a sidebar module."""
        return self._composer.html(document)
