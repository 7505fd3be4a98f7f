"""The inspection of a release before it goes live: what is in it parses, leads somewhere, and may be public.

What is live has been inspected, so only what changes is, and of the rest what could suffer by it: where a file goes or an
id vanishes, the files that may point there.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from outsideinnovation.builder.urls.static_host_limits import FILE as REDIRECTS
from outsideinnovation.deploy.releases import html_document, links
from outsideinnovation.deploy.releases.html_document import BrokenError, HtmlDocument
from outsideinnovation.deploy.releases.links import ReleaseAddresses
from outsideinnovation.deploy.releases.page import COMMENT, line_at
from outsideinnovation.deploy.releases.tree import Tree, TreeChange
from outsideinnovation.errors import Problem
from outsideinnovation.wording import counted

VERSION = 1  # raised when the rules here change, so that what is live is looked at again under the new ones
FEW = 50  # ids that are searched for; where more vanish, everything is inspected
TOP = frozenset({"", "top"})  # fragments that lead to the top of any page (HTML standard, 7.4.6.4)
DIRECTIVE = ":~:"  # a fragment for the browser, not for the page (URL fragment text directives)
FAULT = "this is a fault of the build: make it anew with `oi build --clean`, and report it"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an inspection goes by: the site's address, the rooted paths other programs answer, the approved comments."""

    site_url: str
    elsewhere: tuple[str, ...]
    approved: AbstractSet[str]

    @property
    def signature(self) -> str:
        """A text that differs where a release has to be inspected anew, though no file has changed."""
        return repr((VERSION, self.site_url, self.elsewhere))


def inspect(
    new: Tree,
    rules: Rules,
    *,
    old: Tree | None = None,
    change: TreeChange | None = None,
    retained: Iterable[str] = (),
    withdrawn: Iterable[str] = (),
    follows_links: bool = True,
    progress: Progress = lambda *_: None,
) -> list[Problem]:
    """Return every problem of *new*; of links that lead nowhere none, where *follows_links* is off.

    With *old*, which passed under the same rules, and the *change* between the two, only what the change can have spoilt
    is looked at. *retained* are files of *old* that stay beside those of *new*; *withdrawn* are comments public no longer.
    """
    inspection = _Inspection(new, rules, [*new.files, *retained])
    wanted = sorted(filter(html_document.is_document, new.files))
    if old and change is not None:
        wanted = sorted(_concerned(old, new, change, withdrawn, inspection))
    for number, path in enumerate(wanted, 1):
        inspection.look_at(path)
        progress("Inspecting", number, len(wanted))
    if not follows_links:
        return [*new.problems(), *inspection.unfit]
    inspection.follow_fragments()
    return [*new.problems(), *inspection.problems()]


class _Inspection:
    """One inspection: what it has seen, and what it still has to follow."""

    def __init__(self, tree: Tree, rules: Rules, paths: list[str]) -> None:
        table = tree.read(REDIRECTS) if REDIRECTS in tree.files else b""
        redirects = links.redirected(table)
        self.addresses = ReleaseAddresses(
            frozenset(paths), rules.site_url, redirects=redirects, elsewhere=rules.elsewhere
        )
        self._tree = tree
        self._approved = rules.approved
        self._ids: dict[str, frozenset[str]] = {}
        self._fragments: dict[tuple[str, str], tuple[str, str, int]] = {}
        self._broken: dict[tuple[str, str], tuple[str, int, int]] = {}
        self.unfit: list[Problem] = []  # what may not be public, and what cannot be read
        self._sound: set[str] = set()  # links that lead to the same from everywhere, and have been followed

    def look_at(self, path: str) -> None:
        """Inspect one file."""
        found = self._read(path)
        if found is None:
            return
        self._ids[path] = found.ids
        for comment in sorted(found.comments - self._approved if found.comments else ()):
            self.unfit.append(Problem(Path(path), 0, f"shows comment {comment}, which is not approved", FAULT))
        for link in found.links if found.base else found.links.keys() - self._sound:
            self._follow(path, link, found.links[link], found.base)

    def follow_fragments(self) -> None:
        """Look whether every fragment that was linked to is in its page."""
        for (target, fragment), (path, link, offset) in self._fragments.items():
            if fragment not in self._ids_of(target) and unquote(fragment) not in self._ids_of(target):
                self._is_broken(path, link, offset, f"no such place in /{target}")

    def problems(self) -> Iterator[Problem]:
        """Yield what was found; a link that is broken in many files is one problem."""
        yield from self.unfit
        for (link, why), (path, offset, count) in self._broken.items():
            more = f", and so {'does' if count == 2 else 'do'} {counted(count - 1, 'more file')}" if count > 1 else ""  # noqa: PLR2004 - one more
            text = self._tree.read(path).decode("utf-8", "replace")
            line = line_at(text, offset) if offset else 0
            what = f"links to {link} ({why}){more}"
            yield Problem(Path(path), line, what, "correct the link, or say in content/redirects.txt where it leads")

    def ids(self, tree: Tree, path: str) -> frozenset[str]:
        """Return the ids of a page of *tree*; none where it cannot be read."""
        if not html_document.is_page(path):
            return frozenset()
        try:
            return html_document.read(path, tree.read(path), self.addresses.prefix).ids
        except BrokenError:
            return frozenset()

    def _read(self, path: str) -> HtmlDocument | None:
        try:
            return html_document.read(path, self._tree.read(path), self.addresses.prefix)
        except BrokenError as error:
            self.unfit.append(Problem(Path(path), error.line, str(error), FAULT))
            return None

    def _follow(self, path: str, link: str, offset: int, base: str | None) -> None:
        leads = self.addresses.destination(link, path, base)
        if leads and leads.file is None:
            self._is_broken(path, link, offset, "this site has no such address")
            return
        if base is None and link.startswith(links.ROOTED):
            self._sound.add(link)
        if leads and leads.file and _is_place(leads.file, leads.fragment):
            self._fragments.setdefault((leads.file, leads.fragment), (path, link, offset))

    def _is_broken(self, path: str, link: str, offset: int, why: str) -> None:
        first, at, count = self._broken.get((link, why), (path, offset, 0))
        self._broken[link, why] = (first, at, count + 1)

    def _ids_of(self, path: str) -> frozenset[str]:
        if path not in self._ids:
            self._ids[path] = self.ids(self._tree, path)
        return self._ids[path]


def _concerned(
    old: Tree, new: Tree, change: TreeChange, withdrawn: Iterable[str], inspection: _Inspection
) -> Iterable[str]:
    """Return the files that *change* can have spoilt: those it writes, and those that may point to what it takes away."""
    written = set(filter(html_document.is_document, change.written))
    rest = set(filter(html_document.is_document, new.files)) - written
    if change.removed or _fewer_redirects(old, new, change) or len(written) > len(rest):
        return written | rest
    vanished = set(
        chain.from_iterable(inspection.ids(old, path) - inspection.ids(new, path) for path in change.changed)
    )
    vanished.update(f"{COMMENT}{each}" for each in withdrawn)
    if not vanished:
        return written
    if len(vanished) > FEW or any(re.search(r"[^\w-]", each, re.ASCII) for each in vanished):
        return written | rest  # such an id may be spelt in several ways
    search = re.compile("|".join(sorted(vanished)).encode()).search
    return written | {path for path in rest if search(new.read(path))}


def _fewer_redirects(old: Tree, new: Tree, change: TreeChange) -> bool:
    if REDIRECTS not in change.changed:
        return False
    before, after = (set(links.redirected(tree.read(REDIRECTS))) for tree in (old, new))
    return bool(before - after)


def _is_place(path: str, fragment: str) -> bool:
    """Tell whether *fragment* is an id that the file at *path* must have."""
    anywhere = fragment.lower() in TOP or fragment.startswith(DIRECTIVE)
    return not anywhere and html_document.is_page(path)
