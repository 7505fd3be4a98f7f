"""Links from one post or page to another: into a place of it, and to one that readers do not get."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.dates import DateError
from outsideinnovation.builder.content.links import LinkCheck, ids, no_such_place, told, unpublished
from outsideinnovation.builder.content.markdown import Markdown, MarkdownError
from outsideinnovation.builder.content.path_fields import PathFields
from outsideinnovation.builder.content.shared_drafts import SharedDrafts
from outsideinnovation.builder.content.text_check import BetweenLink, CheckedText
from outsideinnovation.builder.content.waiting import ALREADY, comes_out, status_and_date
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.slugs import of_content


class LinksBetween:
    """The links between the *texts* of a site that were looked at; of others, and of what was not looked for, files are read."""

    def __init__(
        self,
        content: Path,
        configuration: Configuration,
        texts: Mapping[str, CheckedText],
        now: datetime | None,
        shared: SharedDrafts,
    ) -> None:
        self._content, self._configuration, self._texts, self._now = content, configuration, texts, now
        self._given = PathFields(configuration.content)
        self._check = LinkCheck(content, configuration)
        self._shared, self._slugs = shared, of_content(content, configuration.content)
        self._posts = tuple(f"{folder}/" for folder in configuration.content.post_folders)
        self._has_drafts = bool(configuration.builder.draft_file)
        self._documents: dict[str, ContentFile] = {}
        self._ids: dict[str, frozenset[str]] = {}

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the links of each text to others."""
        for text in self._texts.values():
            for each in text.between:
                with suppress(OSError, UnicodeDecodeError, MarkdownError, DateError):  # who reads that file says so
                    yield from self._problems(text, each)

    def _problems(self, text: CheckedText, between: BetweenLink) -> Iterator[Problem]:
        link, leads_to = between
        status, date = self._state(leads_to)
        until = (
            ALREADY
            if self._is_shared(leads_to, status)
            else comes_out(status, date, self._now, has_drafts=self._has_drafts)
        )
        own = self._state(text.path)
        if until > (ALREADY if self._is_shared(text.path, own[0]) else comes_out(*own, self._now)):
            wrong = unpublished(link, status, until)
        elif link.fragment and not self._check.is_place(link.fragment, self._places(leads_to)):
            wrong = no_such_place(link, self._places(leads_to))
        else:
            return
        yield from told(self._content / text.path, self._document(text.path), link, wrong)

    def _is_shared(self, path: str, status: str) -> bool:
        """Tell whether a text of that *status* is read before its time, by whom its author gave the address."""
        if not self._shared.by_key or status == "skip":
            return False
        document = self._document(path)
        slug = document.value("slug") or self._slugs.of("content", PurePosixPath(path).stem)
        return self._shared.of(document.value("id") or slug, is_post=path.startswith(self._posts)) is not None

    def _state(self, path: str) -> tuple[str, datetime | None]:
        """Return the status and date of a text. Raises DateError, OSError, UnicodeDecodeError."""
        known = self._texts.get(path)
        if known and known.state:
            return known.state
        return status_and_date(self._document(path), self._configuration.site.zone, self._given.of(path))

    def _places(self, path: str) -> frozenset[str]:
        known = self._texts.get(path)
        if known and known.ids is not None:
            return known.ids
        if path not in self._ids:
            document = self._document(path)
            summary = document.value("summary")
            markup = self._markdown.convert(document.body) + (self._markdown.convert(summary) if summary else "")
            self._ids[path] = ids(markup)
        return self._ids[path]

    def _document(self, path: str) -> ContentFile:
        if path not in self._documents:
            self._documents[path] = frontmatter.parse((self._content / path).read_text("utf-8-sig"))
        return self._documents[path]

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown.of(self._configuration)
