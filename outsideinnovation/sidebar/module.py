"""A sidebar module: its kind, title and words, and the pages it stands on, read from ``NN-name.md``."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation import frontmatter
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.frontmatter.content_file import ContentFile, Field

NAME = re.compile(r"\d+-(?P<name>[a-z0-9-]+)\.md")


class Kind(StrEnum):
    """What a module shows beside its own words."""

    TEXT = "text"
    LINKS = "links"
    PHOTO = "photo"
    SUBSCRIBE = "subscribe"
    FEEDS = "feeds"
    HEADLINES = "headlines"
    RECENT_COMMENTS = "recent-comments"
    SEARCH = "search"


class Pages(StrEnum):
    """The pages on which a module may stand; a list is every page that is none of the others."""

    HOME = "home"
    POSTS = "posts"
    PAGES = "pages"
    LISTS = "lists"


# What changes without the author would change every page it stands on, and all of them would be made and sent anew.
ONLY_AT_HOME = frozenset({Kind.RECENT_COMMENTS, Kind.HEADLINES})


@dataclass(frozen=True, slots=True)
class Module:
    """One module; ``body`` is its Markdown, still to be rendered, and ``feed`` the address of what its headlines are of."""

    name: str
    kind: Kind
    title: str
    body: str
    path: Path
    pages: tuple[Pages, ...] = tuple(Pages)
    feed: str = ""


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
        raise _refusal(path, 0, "no module's name", "name it by its place and subject, such as 30-links.md")
    document = _document(path)
    if not document.value("title"):
        raise _refusal(path, 1, "no title", "add a line `Title: …`")
    kind = _kind(document.get("kind"), path)
    pages, feed = _pages(document.get("show_on"), kind, path), _feed(document.get("feed"), kind, path)
    return Module(named["name"], kind, document.value("title"), document.body, path, pages, feed)


def _document(path: Path) -> ContentFile:
    try:
        document = frontmatter.parse(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _refusal(path, 0, "not UTF-8", "save the file as UTF-8") from error
    except OSError as error:
        raise _refusal(path, 0, f"cannot be read ({error.strerror})", "give this user the right to read it") from error
    if document.problems:
        raise ContentError([Problem(path, each.line, each.what, each.remedy) for each in document.problems])
    return document


def _kind(field: Field | None, path: Path) -> Kind:
    try:
        return Kind(field.value.lower()) if field else Kind.TEXT
    except ValueError:
        assert field is not None
        raise _refusal(path, field.line, f"unknown Kind {field.value!r}", "write one of " + ", ".join(Kind)) from None


def _pages(field: Field | None, kind: Kind, path: Path) -> tuple[Pages, ...]:
    """Return the pages that a module of that *kind* stands on; what is not said is as wide as it may be."""
    if field is None:
        return (Pages.HOME,) if kind in ONLY_AT_HOME else tuple(Pages)
    names = [name for name in field.value.lower().replace(",", " ").split() if name]
    unknown = [name for name in names if name not in set(Pages)]
    if unknown or not names:
        what = f"unknown pages {unknown[0]!r} in Show-On" if unknown else "Show-On names no pages"
        raise _refusal(path, field.line, what, "write one or more of " + ", ".join(Pages))
    if kind in ONLY_AT_HOME and names != [Pages.HOME]:
        what = f"{kind} stand on the home page only, since each new one would change every page they stand on"
        raise _refusal(path, field.line, what, "write `Show-On: home`, or leave it out")
    return tuple(each for each in Pages if each in names)


def _feed(field: Field | None, kind: Kind, path: Path) -> str:
    if kind is not Kind.HEADLINES:
        if field:
            raise _refusal(path, field.line, "a Feed, but no headlines", "add `Kind: headlines`, or remove the Feed")
        return ""
    if field is None or not field.value:
        raise _refusal(path, field.line if field else 1, "headlines of no feed", "add its address: `Feed: https://…`")
    if not _is_feed_address(field.value):
        what = f"{field.value!r} cannot be the address of a feed"
        raise _refusal(path, field.line, what, "write it whole, with https:// and without a name and password")
    return field.value


def _is_feed_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_web and "@" not in parts.netloc and value.isprintable() and " " not in value


def _refusal(path: Path, line: int, what: str, remedy: str) -> ContentError:
    return ContentError([Problem(path, line, what, remedy)])
