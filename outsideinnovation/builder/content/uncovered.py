"""Texts in the content folder that no setting covers: they would be left out of the site without a word."""

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from outsideinnovation.builder.incremental.stamps import is_left_over
from outsideinnovation.builder.native_support import is_text
from outsideinnovation.configuration.rooms import ContentSettings
from outsideinnovation.errors import Problem
from outsideinnovation.site import NO_POSTS
from outsideinnovation.wording import are, counted

ABOUT = (
    "readme",
    "license",
    "licence",
    "contributing",
    "changelog",
    "copying",
)  # what repositories keep for their people
NAMED = 3  # files of a folder that are named; the rest is counted


def uncovered_texts(content: Path, settings: ContentSettings) -> list[Problem]:
    """Return a problem for every folder below *content* with texts that are neither posts nor pages nor copied.

    Pictures and other files beside them are no posts, and so nobody's surprise.
    """
    covered = {
        os.path.normpath(folder)
        for folder in (*settings.post_folders, *settings.page_folders, *settings.static_folders, *NO_POSTS)
    }
    if "." in covered:
        return []
    return sorted(_problem(content, folder, sorted(names)) for folder, names in _folders(str(content), "", covered))


def _folders(content: str, below: str, covered: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each uncovered folder that holds texts, with their paths in it; folders inside a folder count as part of it."""
    own: list[str] = []
    for name, is_folder in _entries(f"{content}/{below}"):
        path = f"{below}/{name}" if below else name
        if not is_folder:
            own += [name] if _is_text(name) and path not in covered else []
        elif any(each.startswith(f"{path}/") for each in covered):
            yield from () if path in covered else _folders(content, path, covered)
        elif path not in covered and (inside := list(_below(f"{content}/{path}", ""))):
            yield path, inside
    if own:
        yield below, own


def _below(folder: str, inside: str) -> Iterator[str]:
    for name, is_folder in _entries(f"{folder}/{inside}"):
        if is_folder:
            yield from _below(folder, f"{inside}{name}/")
        elif _is_text(name):
            yield f"{inside}{name}"


def _entries(folder: str) -> Iterator[tuple[str, bool]]:
    """Yield the names in *folder*, and whether each is a folder; links to folders are left to who warns of links."""
    try:
        entries = os.scandir(folder)
    except OSError:  # whoever reads it says so
        return
    with entries:
        yield from (
            (entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries if not is_left_over(entry.name)
        )


def _is_text(name: str) -> bool:
    return is_text(name) and name.rpartition(".")[0].lower() not in ABOUT


def _problem(content: Path, folder: str, names: Iterable[str]) -> Problem:
    files = list(names)
    count = f"{counted(len(files), 'file')} {are(len(files))}"
    more = ", …" if len(files) > NAMED else ""
    what = f"{count} neither posts nor pages nor copied: {', '.join(files[:NAMED])}{more}"
    add = "move them to a folder of posts or pages"
    place = f", or name {folder!r} in ARTICLE_PATHS, PAGE_PATHS or STATIC_PATHS" if folder else ""
    return Problem(content / folder if folder else content, 0, what, add + place)
