"""Links from one post or page to another: into a place of it, and to one that readers do not get."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.dates import DateError, read_date
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
from outsideinnovation.builder.content.markdown import Markdown, NestingError
from outsideinnovation.builder.content.waiting import comes_out
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile

BROKEN_EXTENSION = (
    ImportError,
    AttributeError,
    TypeError,
    ValueError,
    KeyError,
)  # of MARKDOWN; settings are told apart


class _Between(NamedTuple):
    path: Path
    document: ContentFile
    link: Link
    leads_to: str


class LinksBetween:
    """The links of many files, told as they are added; those that hang on other files in the end."""

    def __init__(self, content: Path, configuration: Configuration, now: datetime | None) -> None:
        self._content, self._now = content, now
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
        except (NestingError, *BROKEN_EXTENSION):
            return  # who reads it says so
        yield from self._check.problems(path, document, markup)
        source = path.relative_to(self._content).as_posix()
        for link in links(document, markup):
            if link.what == "filename" and (leads_to := target_of(self._content, source, link.target)):
                self._found.append(_Between(path, document, link, leads_to))

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the links to others of all files that were added."""
        documents = cache(lambda path: frontmatter.parse((self._content / path).read_text("utf-8-sig")))
        places = cache(lambda path: ids(self._html(documents(path))))
        for path, document, link, leads_to in self._found:
            try:
                until = self._comes_out(documents(leads_to))
                is_hidden = until > self._comes_out(document) and not self._has_drafts
                is_broken = bool(link.fragment) and not self._check.is_place(link.fragment, places(leads_to))
            except (OSError, UnicodeDecodeError, NestingError, DateError, *BROKEN_EXTENSION):
                continue  # who reads that file says so
            if is_hidden:
                yield from told(path, document, link, *unpublished(link, _status(documents(leads_to)), until))
            elif is_broken:
                yield from told(path, document, link, *no_such_place(link))

    def _comes_out(self, document: ContentFile) -> datetime:
        said = document.value("date")
        return comes_out(_status(document), read_date(said, self._zone) if said else None, self._now)

    def _html(self, document: ContentFile) -> str:
        summary = document.value("summary")
        return self._markdown.convert(document.body) + (self._markdown.convert(summary) if summary else "")


def _status(document: ContentFile) -> str:
    return document.value("status", "published").strip().lower() or "published"
