"""Who makes an output: a post or page, a file that is only copied, or the build of many; and how others are told of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.fields import at_value
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import Field

PLACED = ("save_as", "slug", "title")  # the fields that say where a post or page is, the first that is there counts


class Rank(IntEnum):
    """Who is told of a clash first: the one that is changed most easily."""

    TEXT = 0  # a post or page
    COPY = 1  # a file that is only copied
    BUILD = 2  # what the build makes of many


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes an output: ``what`` says so to others; ``fields`` of the head of *file* (empty: of none) say where it goes."""

    rank: Rank
    what: str = ""
    file: str = ""  # and not a Path: there are as many as outputs
    fields: tuple[str, ...] = PLACED

    def __str__(self) -> str:
        return f"{self.file}:{line_of(self.file, self.fields)}" if self.rank is Rank.TEXT else self.what


LIST = Maker(Rank.BUILD, "a list that the build makes", "", ())
PAGE = Maker(Rank.BUILD, "a page that the build makes", "", ())
FEED = Maker(Rank.BUILD, "a feed that the build makes", "", ())
DESCRIPTION = Maker(Rank.BUILD, "a file that the build writes for crawlers and web servers", "", ())
ARCHIVED = Maker(Rank.BUILD, "a page of the feed's archive", "", ())
SEARCHED = Maker(Rank.BUILD, "a file that browsers search in", "", ())
VERSION = Maker(Rank.BUILD, "a version of a picture", "", ())
NAMED_BY = {"category": ("category", "categories"), "tag": ("tags",), "author": ("author", "authors")}


def text(file: str) -> Maker:
    """Return the maker that a post or page is."""
    return Maker(Rank.TEXT, "", file)


def copy(file: str) -> Maker:
    """Return the maker that a file of the content folder is which is only copied."""
    return Maker(Rank.COPY, f"the file {file}", file, ())


def of_theme(file: str) -> Maker:
    """Return the maker that a file of the theme is."""
    return Maker(Rank.BUILD, f"the theme's file {file}", file, ())


def listing(kind: str, name: str, first: str) -> Maker:
    """Return the maker that the list of one category, tag or author is, whose *first* post names it."""
    return Maker(Rank.BUILD, f"a list that the build makes, of the {kind} {name!r}", first, NAMED_BY[kind])


def discussion(file: str) -> Maker:
    """Return the maker that the feed of comments beside a post is."""
    return Maker(Rank.BUILD, f"the feed of comments on {file}", file)


def line_of(file: str, fields: Iterable[str]) -> int:
    """Return the line of the first of *fields* that the head of *file* has, 1 where it has none; 0 for a file without a head."""
    fields = tuple(fields)
    if not file or not fields:
        return 0
    found = _fields_of(file, fields)
    return 0 if found is None else next((field.line for field in found), 1)


def problem_at(file: str, fields: Iterable[str], what: str, remedy: str, part: str = "") -> Problem:
    """Return a problem with the value of the first of *fields* that the head of *file* has, or with the *part* that one has."""
    found = _fields_of(file, tuple(fields)) or []
    named = next((field for field in found if part in field.value), None)
    if named:
        return at_value(Path(file), named, what, remedy, part=part)
    return Problem(Path(file), line_of(file, fields), what, remedy)


def _fields_of(file: str, fields: Iterable[str]) -> list[Field] | None:
    """Return those of *fields* that the head of *file* has, in their order; None where it cannot be read."""
    try:
        document = frontmatter.parse(Path(file).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return None
    return [field for name in fields if (field := document.get(name))]
