"""What a site is made of, as far as it is public or was chosen: texts, pictures, modules, comments and the lists of addresses."""

from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.incremental.stamps import files
from outsideinnovation.builder.urls import history, redirects
from outsideinnovation.comments.walk import Walk
from outsideinnovation.exporters.contents import SiteContents
from outsideinnovation.site import COMMENTS

FOLDER = "content"


def sources(contents: SiteContents) -> Iterator[tuple[str, Path]]:
    """Yield each such file: its path in the export, and where it lies. Settings stay at home: they name people and machines."""
    content = contents.site.content
    every = dict.fromkeys((*_texts(contents), *_beside(contents), *_comments(contents)))
    for path in every:
        yield f"{FOLDER}/{path}", content / path


def _texts(contents: SiteContents) -> Iterator[str]:
    for row in contents.rows:
        yield row.path
        for what, target in row.links:
            if what in internal.FILES:
                found = (path for path in internal.candidates(row.path, target) if _is_file(contents, path))
                yield from (path for path in found if not contents.is_text(path))


def _beside(contents: SiteContents) -> Iterator[str]:
    content = contents.site.content
    for folder in ("sidebar", *contents.site.configuration.content.static_folders):
        yield from (path for path, _ in files(str(content), folder))
    yield from (name for name in (redirects.FILE, history.FILE) if (content / name).is_file())


def _comments(contents: SiteContents) -> Iterator[str]:
    exported = {row.id for row in contents.rows if row.is_post}
    for place in Walk(contents.site.comments).places():
        if place.status in contents.choice.comments.states and place.post in exported:
            yield f"{COMMENTS}/{Path(place.path).relative_to(contents.site.comments).as_posix()}"


def _is_file(contents: SiteContents, path: str) -> bool:
    """Tell whether *path*, which a link names, is a file below the content folder."""
    whole = contents.site.content / path
    return whole.is_file() and whole.resolve().is_relative_to(contents.site.content.resolve())
