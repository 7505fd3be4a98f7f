"""What a folder of another system holds, in words that all of them share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from outsideinnovation.importers.markdown.heads import Head
from outsideinnovation.importers.markdown.markdown_report import MarkdownReport


class System(StrEnum):
    """The systems whose folders are read. Dates, tags, addresses and what hides a post mean other things in each."""

    HUGO = "hugo"
    JEKYLL = "jekyll"
    ELEVENTY = "eleventy"


@dataclass(frozen=True, slots=True)
class ForeignText:
    """A post or page of the folder: ``address`` and those of ``old`` are rooted paths, not yet encoded; dates are aware.

    ``base`` is the address at which its relative links begin.
    """

    head: Head
    is_post: bool
    title: str
    address: str
    status: str = "published"
    date: datetime | None = None
    modified: datetime | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    language: str = ""
    old: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Its file."""
        return self.head.path


class ForeignSite(Protocol):
    """A folder as one system reads it."""

    def texts(self, report: MarkdownReport) -> Iterator[ForeignText]:
        """Yield its posts and pages; what is wrong with one, or has no counterpart, goes to *report*."""

    def files(self, report: MarkdownReport) -> Mapping[str, Path]:
        """Return the files that are only copied, by their addresses without a leading stroke; asked after ``texts``."""

    def lists(self, texts: list[ForeignText]) -> Mapping[str, str]:
        """Return where its lists and feeds are found now, by their old addresses; *texts* are those that are public."""
