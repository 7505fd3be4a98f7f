"""Where the links of posts and pages lead: judged by the HTML that comes of a text, and named at the line that says them.

So what stands in code or among words is no link, whichever way of writing one Markdown has, in the text or in its HTML.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.link_places import places
from outsideinnovation.builder.content.waiting import NEVER
from outsideinnovation.builder.native_support import is_text
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Fix, Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.html_tokens import TokenKind, tokens
from outsideinnovation.settings import theme
from outsideinnovation.site import MARKDOWN_SUFFIXES

IN_FILES = internal.FILES | {"attach"}

_OF_LINKS = ("{", "|", "![", "<img", "(#", ": #", "'#", '"#', "<#", *MARKDOWN_SUFFIXES)  # what one to look at has
_ADDRESS = re.compile(r"<(?P<element>a|img)\b[^>]*?\s(?:href|src)\s*=\s*(?P<quote>[\"'])(?P<address>[^\"']*)(?P=quote)")
FOREIGN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_EVERYWHERE = frozenset({"", "top"})  # fragments that lead to the top of any page (HTML standard, 7.4.6.4)


class Link(NamedTuple):
    """A link of a text: in braces stands ``what``, if any, and then the ``target``, as the HTML has it."""

    what: str
    target: str
    is_picture: bool = False

    @property
    def fragment(self) -> str:
        """The id in the page that it leads to; empty where it leads to a page as a whole."""
        found = unquote(urlsplit(unescape(self.target)).fragment)
        return "" if found.lower() in _EVERYWHERE or found.startswith(":~:") else found

    def written(self, target: str, kind: str = "") -> str:
        """Return how the source is to write it with another *target*; *kind* stands in braces where nothing else did."""
        what = self.what or kind
        return f"{{{what}}}{target}" if what else target


class Wrong(NamedTuple):
    """What is wrong with a link, the remedy, and what to write instead where that is sure."""

    what: str
    remedy: str
    meant: str = ""


def may_have_links(document: ContentFile) -> bool:
    """Tell whether a text may hold a link that has to be looked at: cheaper than converting it."""
    text = document.body + document.value("summary")
    return any(mark in text for mark in _OF_LINKS)


def links(document: ContentFile, markup: str) -> list[Link]:
    """Return the links in *markup*, which *document* has become, that this blog's own files answer, each once.

    Without braces these are only such as are wrong in most places: to sources, to pictures, and within the page; HTML that an
    importer has written is left as it was.
    """
    found = [Link(what, target) for what, target in internal.links(markup)]
    if not document.body.lstrip("\n").startswith("<"):
        found += _plain_links(markup)
    return list(dict.fromkeys(found))


def ids(markup: str) -> frozenset[str]:
    """Return the ids in *markup*, and the names of its anchors."""
    starts = (token.attributes() for token in tokens(markup) if token.kind is TokenKind.START)
    return frozenset(each[name] for each in starts for name in ("id", "name") if each.get(name))


def in_other_case(content: Path, source: str, target: str) -> str | None:
    """Return *target*, linked in the file *source*, with the capitals of the one file below *content* it may mean; else None."""
    path = target.partition("#")[0]
    own = re.sub(r"^(?:/|(?:\.{1,2}/)*)", "", path)
    found = _in_any_case(content, next(internal.candidates(source, path)).split("/")) if own else None
    if not found or found[-len(own) :].casefold() != own.casefold():
        return None
    return path.removesuffix(own) + found[-len(own) :] + target[len(path) :]


def _in_any_case(content: Path, parts: list[str]) -> str | None:
    """Return the path of the one file below *content* that *parts* name but for capitals."""
    here = content
    for part in parts:
        if part == ".." or not here.is_dir():
            return None
        alike = [each for each in here.iterdir() if each.name.casefold() == part.casefold()]
        exact = [each for each in alike if each.name == part]
        if len(exact or alike) != 1:
            return None
        (here,) = exact or alike
    return here.relative_to(content).as_posix() if here.is_file() else None


def target_of(content: Path, source: str, target: str) -> str | None:
    """Return which file below *content* a link in the file *source* leads to; None where there is none."""
    return next((path for path in internal.candidates(source, target) if (content / path).is_file()), None)


class LinkCheck:
    """Looks at the links of one file after the other, as far as can be seen without reading others."""

    def __init__(self, content: Path, configuration: Configuration) -> None:
        self._content = content
        self._static = configuration.content.static_folders
        patterns = configuration.builder.article_url, configuration.builder.page_url
        self._has_pages_at_root = any("/" not in each for each in patterns)
        self._theme_ids = ThemeIds(content.parent / configuration.builder.theme)

    def problems(self, path: Path, document: ContentFile, markup: str) -> Iterator[Problem]:
        """Yield what is wrong with the links of the file at *path*, which has become *markup*."""
        source = path.relative_to(self._content).as_posix()
        own: frozenset[str] | None = None
        for link in links(document, markup):
            wrong = None
            if link.what in IN_FILES:
                wrong = self._in_braces(link, source)
            elif link.target.startswith("#"):
                own = ids(markup) if own is None else own
                wrong = None if self.is_place(link.fragment, own) else no_such_place(link, own)
            elif not link.what:
                wrong = None if self._may_be_seen(link, document) else self._in_the_open(link, source)
            if wrong:
                yield from told(path, document, link, wrong)

    def is_place(self, fragment: str, own: frozenset[str]) -> bool:
        """Tell whether a page has the id *fragment*: its text among its *own*, or the theme around it; none is one."""
        return not fragment or fragment in own or self._theme_ids.has(fragment)

    def _in_braces(self, link: Link, source: str) -> Wrong | None:
        """Return what is wrong with a link that names a file of the content in our own way."""
        shown, leads_to = unescape(link.target), target_of(self._content, source, link.target)
        if leads_to is None:
            return self._missing(
                link, source, f"no file {shown!r} to link to", "correct the path; / begins at the content folder"
            )
        if link.what == "filename" and not is_text(leads_to):
            return Wrong(f"{shown!r} is no post or page", "link to other files with {static}")
        if link.what != "filename" and leads_to.endswith(MARKDOWN_SUFFIXES):
            return Wrong(f"{shown!r} is the source of a post", "link to posts with {filename}")
        return None

    def _missing(self, link: Link, source: str, what: str, remedy: str, kind: str = "") -> Wrong:
        """Return that a file is missing; one whose name differs in capitals alone is meant."""
        if meant := in_other_case(self._content, source, link.target):
            return Wrong(what, f"did you mean {meant!r}? Capitals count", link.written(meant, kind))
        return Wrong(what, remedy)

    def _in_the_open(self, link: Link, source: str) -> Wrong | None:
        """Return what is wrong with a link that names a source or picture by its path alone."""
        shown, kind = unescape(link.target), "static" if link.is_picture else "filename"
        leads_to = target_of(self._content, source, link.target)
        if shown.startswith("/") and self._is_copied(leads_to or unquote(shown[1:])):
            return (
                None
                if leads_to
                else self._missing(link, source, f"no file {shown!r} to show or link to", "correct the path")
            )
        if leads_to:
            what = f"{shown!r} is a file, and no address that readers could ask for"
            return Wrong(what, f"write {{{kind}}}{shown}", link.written(link.target, kind))
        if link.is_picture and shown.startswith(("/", "../")):
            return None  # seen from the page it may be there: whoever publishes looks
        what = f"no file {shown!r} to {'show' if link.is_picture else 'link to'}"
        return self._missing(link, source, what, f"correct it, and write {{{kind}}} before it", kind)

    def _may_be_seen(self, link: Link, document: ContentFile) -> bool:
        """Tell whether a picture is copied to where a browser may look for it, if the page is at the root of the site."""
        is_at_root = self._has_pages_at_root or bool(document.get("url") or document.get("save_as"))
        path = unquote(unescape(link.target))
        return link.is_picture and is_at_root and self._is_copied(path) and (self._content / path).is_file()

    def _is_copied(self, path: str) -> bool:
        """Tell whether the file at *path* below the content folder is at the same address in the site."""
        return path.startswith(tuple(f"{folder}/" for folder in self._static))


def told(path: Path, document: ContentFile, link: Link, wrong: Wrong) -> Iterator[Problem]:
    """Yield a problem for each place of the file at *path* that has the *link*."""
    for line, column, words, is_certain in places(document, link.what, link.target):
        fix = Fix(line, column, words, wrong.meant) if wrong.meant and column and is_certain else None
        yield Problem(path, line, wrong.what, wrong.remedy, column, len(words), fix)


def no_such_place(link: Link, there: Collection[str]) -> Wrong:
    """Return what is wrong with a link to an id that is none of those *there*."""
    near = [each for each in there if each.casefold() == link.fragment.casefold()]
    what = f"no heading or id {link.fragment!r} to link to"
    if len(near) != 1 or not link.target.endswith(f"#{link.fragment}"):
        return Wrong(what, "correct what stands after #; headings have their words, as this-one")
    meant = link.target.removesuffix(link.fragment) + near[0]
    return Wrong(what, f"did you mean {near[0]!r}? Capitals count", link.written(meant))


def unpublished(link: Link, status: str, until: datetime) -> Wrong:
    """Return what is wrong with a link to what readers do not get, or only when it comes out."""
    shown = unescape(link.target)
    if until != NEVER:
        return Wrong(
            f"{shown!r} waits until {until:%Y-%m-%d %H:%M}, and nobody can read it before",
            "date this post no earlier, or take the link out until then",
        )
    name = "a draft" if status == "draft" else "what is skipped"
    return Wrong(f"{shown!r} is {name}, which nobody can read", "publish it first, or take the link out")


def _plain_links(markup: str) -> Iterator[Link]:
    """Yield the links without braces to sources and pictures here, and within the page."""
    for found in _ADDRESS.finditer(markup):
        address, is_picture = found["address"].strip(), found["element"] == "img"
        if not address or address[0] in "{|" or FOREIGN.match(address):
            continue
        if (
            is_picture
            or address.startswith("#")
            or unquote(urlsplit(unescape(address)).path).endswith(MARKDOWN_SUFFIXES)
        ):
            yield Link("", address, is_picture)


class ThemeIds:
    """The ids that our theme writes into pages, read when one is first asked for; of another theme nobody knows them."""

    def __init__(self, folder: Path) -> None:
        self._templates = folder / "templates"
        self._known: tuple[frozenset[str], tuple[str, ...]] | None = None

    def has(self, fragment: str) -> bool:
        """Tell whether a template has that id, or begins one like it; or whether nobody knows."""
        if self._known is None:
            self._known = self._read()
        if self._known is None:
            return True
        whole, beginnings = self._known
        return fragment in whole or fragment.startswith(beginnings)

    def _read(self) -> tuple[frozenset[str], tuple[str, ...]] | None:
        if self._templates.parent != theme():
            return None
        texts = [path.read_text("utf-8", "replace") for path in sorted(self._templates.rglob("*.html"))]
        found = {each for text in texts for each in re.findall(r"\sid=\"([^\"]+)\"", text)}
        beginnings = (each.partition("{")[0] for each in found if "{" in each)
        return frozenset(each for each in found if "{" not in each), tuple(filter(None, beginnings))
