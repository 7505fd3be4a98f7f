"""Checking content before anything is built, so that every mistake is named with its file and line, and all at once."""

import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from outsideinnovation import frontmatter
from outsideinnovation.builder.content.fields import field_problems
from outsideinnovation.builder.content.path_fields import PathFields
from outsideinnovation.builder.incremental.stamps import lost_link, unreadable
from outsideinnovation.catalogue import post_id
from outsideinnovation.configuration.rooms import ContentSettings
from outsideinnovation.errors import Problem
from outsideinnovation.site import MARKDOWN_SUFFIXES

APART = ("comments", "sidebar")  # folders whose files are no posts, where all of content/ is searched for them
SOURCES = (*MARKDOWN_SUFFIXES, ".rst", ".html", ".htm")
FoundWhole = Callable[[Path, frontmatter.ContentFile, Mapping[str, str]], None]
NOTHING: Mapping[str, str] = MappingProxyType({})
INTERNAL_LINK = re.compile(r"[{|](?P<what>filename|static|attach)[}|](?P<target>[^\s)\"'<>\]]*)")
CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[`~]*[ \t]*$|(?P<ticks>`+)[^\n]*?(?P=ticks)|^(?: {4}|\t)[^\n]*$",
    re.MULTILINE | re.DOTALL,
)


def check(
    content: Path,
    settings: ContentSettings,
    only: Iterable[Path] = (),
    found_whole: FoundWhole = lambda *_: None,
) -> list[Problem]:
    """Return every problem in the posts and pages below *content* that are Markdown; or in *only* those files.

    In a translated site posts that differ in their ``Lang`` may share a slug. *found_whole* is told of each file without a
    problem: its path, its document, and what it has without saying so.
    """
    problems: list[Problem] = []
    posts, pages = ([content / name for name in names] for names in (settings.post_folders, settings.page_folders))
    given, elsewhere = PathFields(settings), {*pages, *(content / name for name in APART)}
    wanted = {path.resolve() for path in only}
    taken: dict[str, Path] = {}
    for folder, dated in [*((folder, True) for folder in posts), *((folder, False) for folder in pages)]:
        for path in _files(folder, problems, elsewhere):
            found, document = read(path)
            if document:
                says = given.of(path.relative_to(content).as_posix())
                found += document_problems(path, document, content, dated=dated, given=says)
                if dated:
                    found += _taken(path, document, taken, settings)
            if not wanted or any(path.resolve().is_relative_to(one) for one in wanted):
                problems += found
                if document and not found:
                    found_whole(path, document, says)
    return problems


def document_problems(
    path: Path, document: frontmatter.ContentFile, content: Path, *, dated: bool, given: Mapping[str, str] = NOTHING
) -> list[Problem]:
    """Return what is wrong with the fields of *document*, which has some *given* ones besides, and with its links to files."""
    return [*field_problems(path, document, dated=dated, given=given), *_link_problems(path, document, content)]


def read(path: Path) -> tuple[list[Problem], frontmatter.ContentFile | None]:
    """Read the file at *path*; where that cannot be, return why."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        return [(path.is_symlink() and lost_link(str(path))) or unreadable(error)], None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return [Problem(path, line, "not UTF-8", "save the file as UTF-8")], None
    if not text.strip():
        return [Problem(path, 0, "the file is empty", "write it, or remove it")], None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return [Problem(path, line, "a NUL character", "remove it; the file may be damaged")], None
    return [], frontmatter.parse(text)


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
            name for name in folders if Path(parent, name) not in elsewhere and not links.get(f"{parent}/{name}")
        )
        for name in sorted(names):
            if name.endswith(MARKDOWN_SUFFIXES) and not name.startswith("."):
                yield Path(parent, name)


def _taken(
    path: Path, document: frontmatter.ContentFile, taken: dict[str, Path], settings: ContentSettings
) -> Iterator[Problem]:
    if settings.slug_source != "basename" and not (document.get("id") or document.get("slug")):
        return  # the slug is made of the title: who shares it is told when addresses are
    ident = post_id(path, document, settings)
    if ident in taken:
        line = (document.get("id") or document.get("slug") or frontmatter.Field("", "", 1)).line
        yield Problem(path, line, f"the id {ident!r} is that of {taken[ident]}", "give this post an `Id:` of its own")
    taken.setdefault(ident, path)


def _link_problems(path: Path, document: frontmatter.ContentFile, content: Path) -> Iterator[Problem]:
    summary = document.get("summary") or frontmatter.Field("", "", 1)
    for text, first_line in ((summary.value, summary.line), (document.body, document.body_line)):
        if "{" in text or "|" in text:
            yield from _text_link_problems(path, text, first_line, content)


def _text_link_problems(path: Path, text: str, first_line: int, content: Path) -> Iterator[Problem]:
    markup = CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    for link in INTERNAL_LINK.finditer(markup):
        target = unquote(urlsplit(link["target"]).path)
        base = content if target.startswith("/") else path.parent
        line = first_line + markup[: link.start()].count("\n")
        if not target or not (base / target.lstrip("/")).is_file():
            remedy = "correct the path; / begins at the content folder"
            yield Problem(path, line, f"no file {link['target']!r} to link to", remedy)
        elif link["what"] == "filename" and not target.endswith(SOURCES):
            yield Problem(path, line, f"{link['target']!r} is no post or page", "link to other files with {static}")
        elif link["what"] != "filename" and target.endswith(MARKDOWN_SUFFIXES):
            yield Problem(path, line, f"{link['target']!r} is the source of a post", "link to posts with {filename}")
