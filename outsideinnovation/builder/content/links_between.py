"""Links from one post or page to another: into a place of it, and to one that readers do not get."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.dates import DateError
from outsideinnovation.builder.content.links import (
    Link,
    LinkCheck,
    ids,
    links,
    may_have_links,
    no_such_place,
    target_of,
    told,
    unpublished,
)
from outsideinnovation.builder.content.markdown import Markdown, MarkdownError
from outsideinnovation.builder.content.path_fields import PathFields
from outsideinnovation.builder.content.waiting import comes_out, status_and_date
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.site import MARKDOWN_SUFFIXES


class _Between(NamedTuple):
    source: str
    document: ContentFile
    link: Link
    leads_to: str


class LinksBetween:
    """The links of many files, told as they are added; those that hang on other files in the end."""

    def __init__(self, content: Path, configuration: Configuration, given: PathFields, now: datetime | None) -> None:
        self._content, self._given, self._now = content, given, now
        self._zone = configuration.site.zone
        self._check = LinkCheck(content, configuration)
        self._markdown = Markdown.of(configuration)
        self._has_drafts = bool(configuration.builder.draft_file)
        self._found: list[_Between] = []

    def add(self, path: Path, document: ContentFile) -> Iterator[Problem]:
        """Yield what is wrong with the links of the file at *path* by itself."""
        if document.problems or not may_have_links(document):
            return
        try:
            markup = self._html(document)
        except MarkdownError:
            return  # who reads it says so
        yield from self._check.problems(path, document, markup)
        source = path.relative_to(self._content).as_posix()
        for link in links(document, markup):
            leads_to = target_of(self._content, source, link.target) if link.what == "filename" else None
            if leads_to and leads_to.endswith(MARKDOWN_SUFFIXES):
                self._found.append(_Between(source, document, link, leads_to))

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the links to others of all files that were added."""
        documents = cache(lambda path: frontmatter.parse((self._content / path).read_text("utf-8-sig")))
        places = cache(lambda path: ids(self._html(documents(path))))
        for source, document, link, leads_to in self._found:
            path = self._content / source
            try:
                status, date = self._status_and_date(leads_to, documents(leads_to))
                until = comes_out(status, date, self._now, has_drafts=self._has_drafts)
                is_hidden = until > comes_out(*self._status_and_date(source, document), self._now)
                is_broken = bool(link.fragment) and not self._check.is_place(link.fragment, places(leads_to))
            except (OSError, UnicodeDecodeError, MarkdownError, DateError):
                continue  # who reads that file says so
            if is_hidden:
                yield from told(path, document, link, *unpublished(link, status, until))
            elif is_broken:
                yield from told(path, document, link, *no_such_place(link))

    def _status_and_date(self, path: str, document: ContentFile) -> tuple[str, datetime | None]:
        return status_and_date(document, self._zone, self._given.of(path))

    def _html(self, document: ContentFile) -> str:
        summary = document.value("summary")
        return self._markdown.convert(document.body) + (self._markdown.convert(summary) if summary else "")
