"""The files that a site only copies: those of its static folders and its theme, and others that posts and modules link to."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.output_diff import Copied
from outsideinnovation.builder.incremental.stamps import Stamp, files
from outsideinnovation.site import Site


def copies(
    site: Site,
    linked: Iterable[str],
    stamps: Callable[[Iterable[str]], Mapping[str, Stamp]],
) -> Copied:
    """Return every file of the content that is only copied; *stamps* gives those of the *linked* ones that are there."""
    found, content = dict[str, tuple[Path, Stamp]](), site.content
    for folder in site.configuration.content.static_folders:
        found |= {path: (Path(content, path), stamp) for path, stamp in files(str(content), folder)}
    return found | {path: (Path(content, path), stamp) for path, stamp in stamps(linked).items()}


def of_theme(site: Site) -> Copied:
    """Return every file of the theme that is only copied."""
    static = str(site.theme / "static")
    return {f"theme/{path}": (Path(static, path), stamp) for path, stamp in files(static)}


def linked_by(rows: Iterable[Row], content: Path) -> set[str]:
    """Return the files outside the static folders that posts and pages link to with ``{static}``."""
    return {
        path
        for row in rows
        for what, target in row.links
        if what == "static"
        for path in internal.candidates(row.path, target)
        if (content / path).is_file()
    }
