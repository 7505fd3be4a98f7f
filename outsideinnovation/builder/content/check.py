"""Checking content before anything is built, so that every mistake is named with its file and line, and all at once."""

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.fields import field_problems, name_problems
from outsideinnovation.builder.content.formula_check import formula_problems
from outsideinnovation.builder.content.links_between import LinksBetween
from outsideinnovation.builder.content.path_fields import PathFields
from outsideinnovation.builder.content.source_file import read
from outsideinnovation.builder.incremental.stamps import is_left_over, lost_link, unreadable
from outsideinnovation.catalogue import post_id
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.site import MARKDOWN_SUFFIXES, NO_POSTS
from outsideinnovation.slugs import Slugs, of_content

FoundWhole = Callable[[Path, frontmatter.ContentFile, Mapping[str, str]], None]


def check(
    content: Path,
    configuration: Configuration,
    only: Iterable[Path] = (),
    found_whole: FoundWhole = lambda *_: None,
    horizon: datetime | None = None,
) -> list[Problem]:
    """Return every problem in the posts and pages below *content* that are Markdown; or in *only* those files.

    What is dated after the *horizon* waits (None: nothing). In a translated site posts that differ in their ``Lang`` may
    share a slug. *found_whole* is told of each file without a problem: its path, its document, and what it has without
    saying so.
    """
    problems: list[Problem] = []
    settings = configuration.content
    posts, pages = ([content / name for name in names] for names in (settings.post_folders, settings.page_folders))
    slugs = of_content(content, settings)
    folders = dict.fromkeys(posts, True) | dict.fromkeys(pages, False)
    given, elsewhere = PathFields(settings), {*folders, *(content / name for name in NO_POSTS)}
    wanted = {path.resolve() for path in only}
    taken: dict[str, Path] = {}
    between = LinksBetween(content, configuration, given, horizon)
    for folder, dated in folders.items():
        for path in _files(folder, problems, elsewhere):
            found, document = read(path)
            is_wanted = not wanted or any(path.resolve().is_relative_to(one) for one in wanted)
            if document:
                says = given.of(path.relative_to(content).as_posix())
                found += field_problems(path, document, dated=dated, given=says)
                found += name_problems(path, document, slugs, says)
                if is_wanted:
                    found += between.add(path, document)
                    found += formula_problems(path, document) if settings.is_extended else ()
                if dated:
                    found += _taken(path, document, taken, configuration, slugs)
            if is_wanted:
                problems += found
                if document and not found:
                    found_whole(path, document, says)
    return [*problems, *between.problems()]


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


def _taken(
    path: Path, document: frontmatter.ContentFile, taken: dict[str, Path], settings: Configuration, slugs: Slugs
) -> Iterator[Problem]:
    if settings.content.slug_source != "basename" and not (document.get("id") or document.get("slug")):
        return  # the slug is made of the title: who shares it is told when addresses are
    ident = post_id(path, document, settings, slugs)
    if ident in taken:
        line = (document.get("id") or document.get("slug") or frontmatter.Field("", "", 1)).line
        yield Problem(path, line, f"the id {ident!r} is that of {taken[ident]}", "give this post an `Id:` of its own")
    taken.setdefault(ident, path)
