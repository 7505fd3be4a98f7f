"""Checking content before anything is built, so that every mistake is named with its file and line, and all at once."""

import os
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from outsideinnovation.builder.content.links_between import LinksBetween
from outsideinnovation.builder.content.shared_drafts import NOTHING_SHARED, SharedDrafts
from outsideinnovation.builder.content.text_check import CheckedText, TextCheck, Thoroughness
from outsideinnovation.builder.incremental.stamps import is_left_over, lost_link, unreadable
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.site import MARKDOWN_SUFFIXES, NO_POSTS

PART = 50  # files a worker looks at at a time


@dataclass(frozen=True, slots=True)
class CheckedContent:
    """What came of looking at the posts and pages: each by its path below the content folder, and what is wrong among them."""

    texts: Mapping[str, CheckedText]
    among: tuple[Problem, ...]

    @property
    def problems(self) -> list[Problem]:
        """Everything that keeps the site from being built."""
        return [*(problem for text in self.texts.values() for problem in text.problems), *self.among]

    @property
    def warnings(self) -> list[Problem]:
        """Everything that readers would stumble over."""
        return [warning for text in self.texts.values() for warning in text.warnings]


def check(
    content: Path,
    configuration: Configuration,
    only: Iterable[Path] = (),
    horizon: datetime | None = None,
    shared: SharedDrafts = NOTHING_SHARED,
) -> list[Problem]:
    """Return every problem in the posts and pages below *content* that are Markdown; or in *only* those files.

    What is dated after the *horizon* waits (None: nothing); drafts that are *shared* are read before. In a translated site
    posts that differ in their ``Lang`` may share a slug.
    """
    return look(content, configuration, Thoroughness(), only, horizon, shared).problems


def look(
    content: Path,
    configuration: Configuration,
    thoroughness: Thoroughness,
    only: Iterable[Path] = (),
    horizon: datetime | None = None,
    shared: SharedDrafts = NOTHING_SHARED,
) -> CheckedContent:
    """Look at what ``check`` does, and at what *thoroughness* says, each file once, on all cores."""
    problems: list[Problem] = []
    wanted = {path.resolve() for path in only}
    paths = _texts(content, configuration, problems)
    text_check = TextCheck(content, configuration, horizon, thoroughness)

    def looked_at(part: Iterable[str]) -> list[CheckedText]:
        return [text_check.look(path, dated=paths[path], wanted=_is_wanted(content / path, wanted)) for path in part]

    texts = {each.path: each for each in flat(in_parts(looked_at, list(paths), PART))}
    taken = [found for found in _taken(content, texts) if _is_wanted(found.path, wanted)]
    between = LinksBetween(content, configuration, texts, horizon, shared)
    return CheckedContent(texts, (*problems, *taken, *between.problems()))


def _texts(content: Path, configuration: Configuration, problems: list[Problem]) -> dict[str, bool]:
    """Return the path of every post and page below *content*, and whether it is a post; *problems* hear what cannot be read."""
    settings = configuration.content
    folders = {content / name: True for name in settings.post_folders}
    folders |= {content / name: False for name in settings.page_folders}
    elsewhere = {*folders, *(content / name for name in NO_POSTS)}
    found: dict[str, bool] = {}
    for folder, dated in folders.items():
        for path in _files(folder, problems, elsewhere):
            found.setdefault(path.relative_to(content).as_posix(), dated)
    return found


def _is_wanted(path: Path, wanted: Collection[Path]) -> bool:
    return not wanted or any(path.resolve().is_relative_to(one) for one in wanted)


def _files(folder: Path, problems: list[Problem], elsewhere: Container[Path]) -> Iterator[Path]:
    """Yield the Markdown files below *folder*, but for those in the folders of *elsewhere* that lie in it."""
    if not folder.exists():
        return

    def refused(error: OSError) -> None:
        problems.append(unreadable(error))

    for parent, folders, names in os.walk(folder, onerror=refused, followlinks=True):
        links = {path: lost_link(path) for name in folders if os.path.islink(path := f"{parent}/{name}")}  # noqa: PTH114
        problems += filter(None, links.values())
        folders[:] = sorted(
            name
            for name in folders
            if not is_left_over(name) and Path(parent, name) not in elsewhere and not links.get(f"{parent}/{name}")
        )
        for name in sorted(names):
            if name.endswith(MARKDOWN_SUFFIXES) and not is_left_over(name):
                yield Path(parent, name)


def _taken(content: Path, texts: Mapping[str, CheckedText]) -> Iterator[Problem]:
    """Yield a problem for every post whose id another has that came before."""
    first: dict[str, str] = {}
    for text in texts.values():
        if text.claim:
            ident, problem = text.claim
            if first.setdefault(ident, text.path) != text.path:
                yield replace(problem, what=f"{problem.what} {content / first[ident]}")
