"""A sidebar module: its kind, title and words, read from ``NN-name.md``."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.errors import ContentError, Problem

NAME = re.compile(r"\d+-(?P<name>[a-z0-9-]+)\.md")


class Kind(StrEnum):
    """What a module shows beside its own words."""

    TEXT = "text"
    LINKS = "links"
    PHOTO = "photo"
    SUBSCRIBE = "subscribe"
    FEEDS = "feeds"
    RECENT_COMMENTS = "recent-comments"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Module:
    """One module; ``body`` is its Markdown, still to be rendered."""

    name: str
    kind: Kind
    title: str
    body: str
    path: Path


def read(folder: Path) -> list[Module]:
    """Read the modules in *folder*, in order. Raises ContentError with every problem found; no folder means no modules."""
    modules: list[Module] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        try:
            modules.append(_module(path))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return modules


def _module(path: Path) -> Module:
    named = NAME.fullmatch(path.name)
    if not named:
        raise ContentError(
            [Problem(path, 0, "no module's name", "name it by its place and subject, such as 30-links.md")]
        )
    try:
        document = frontmatter.parse(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 0, "not UTF-8", "save the file as UTF-8")]) from error
    except OSError as error:
        raise ContentError(
            [Problem(path, 0, f"cannot be read ({error.strerror})", "give this user the right to read it")]
        ) from error
    if document.problems:
        raise ContentError([Problem(path, each.line, each.what, each.remedy) for each in document.problems])
    if not document.value("title"):
        raise ContentError([Problem(path, 1, "no title", "add a line `Title: …`")])
    kind_field = document.get("kind")
    try:
        kind = Kind(kind_field.value.lower()) if kind_field else Kind.TEXT
    except ValueError:
        assert kind_field is not None
        remedy = "write one of " + ", ".join(Kind)
        raise ContentError([Problem(path, kind_field.line, f"unknown Kind {kind_field.value!r}", remedy)]) from None
    return Module(named["name"], kind, document.value("title"), document.body, path)
