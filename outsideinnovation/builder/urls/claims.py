"""Who wants which address: two things at one, and a file where the folder of another has to be, are told with both sides.

Names are compared as a file system reads them: ``a//b`` is ``a/b``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from outsideinnovation.builder.urls.makers import ARCHIVED, SEARCHED, Maker, Rank, problem_at
from outsideinnovation.errors import Problem

RESERVED = (  # what builds make under names that are known later: a page more of the archive, files named by their content
    (re.compile(r"feeds/archive/[0-9]+\.atom\.xml"), ARCHIVED),
    (re.compile(r"search/(manifest\.json|shards(/.*)?)"), SEARCHED),
)
_REMEDIES = {
    Rank.TEXT: "give one of them another Slug or Save_as",
    Rank.COPY: "give that file another name or folder",
    Rank.BUILD: "give one of them another name",
}


class Claims:
    """The outputs of one build, by their names below the site's root."""

    def __init__(self, settings_file: Path) -> None:
        self._settings_file = settings_file  # what is told of where no other file is to blame
        self._made: dict[str, Maker] = {}
        self._more: dict[str, set[Maker]] = {}  # who else wants an output
        self._folders: set[str] = set()
        self._shown: list[tuple[str, Maker]] = []

    def maker(self, name: str) -> Maker | None:
        """Return who makes the output *name*, or will."""
        return self._made.get(name) or _reserved_for(name)

    def make(self, name: str, maker: Maker) -> bool:
        """Let *maker* make the output *name*, once or again; return whether nobody else does and nothing is in its way."""
        plain = _plain(name)
        if self._made.setdefault(plain, maker) != maker:
            self._more.setdefault(plain, set()).add(maker)
            return False
        is_free, folder = plain not in self._folders, plain.rpartition("/")[0]
        while folder:
            is_free = is_free and folder not in self._made
            self._folders.add(folder)
            folder = folder.rpartition("/")[0]
        return is_free and not _is_outside(plain)

    def show(self, url: str, name: str, maker: Maker) -> None:
        """Let links to what *maker* makes as *name* say *url*."""
        parts = urlsplit(url)
        path = unquote(parts.path).lstrip("/")
        if not parts.scheme and not parts.netloc and name not in {path, f"{path}index.html"}:
            self._shown.append((path, maker))

    @property
    def problems(self) -> list[Problem]:
        """What is wrong: one problem for two makers, however often they meet."""
        found: dict[object, _Clash] = {}
        for clash in [*self._of_outputs(), *self._of_folders(), *self._of_links()]:
            found[clash.pair] = min(clash, found.get(clash.pair, clash), key=_Clash.order)
        once = {clash.told_by: clash for clash in sorted(found.values(), key=_Clash.order, reverse=True)}
        return sorted(clash.problem(self._settings_file) for clash in once.values())

    def _of_outputs(self) -> Iterator["_Clash"]:
        for name, more in self._more.items():
            first, *others = sorted({self._made[name], *more}, key=_order)
            yield from (_Clash(other, name, first, name) for other in others)
        for name, maker in self._made.items():
            if maker.rank < Rank.BUILD and (other := _reserved_for(name)):
                yield _Clash(maker, name, other, name)
            if _is_outside(name):
                yield _Clash(maker, name, Maker(Rank.BUILD, "a file outside the site", "", ()), name)

    def _of_folders(self) -> Iterator["_Clash"]:
        """Yield the clashes of a file with another that needs a folder in its place."""
        for folder in self._folders & self._made.keys():
            for name in self._made:
                if name.startswith(f"{folder}/"):
                    pair = (self._made[name], name), (self._made[folder], folder)
                    (one, at), (other, its) = sorted(pair, key=lambda each: _order(each[0]), reverse=True)
                    yield _Clash(one, at, other, its)

    def _of_links(self) -> Iterator["_Clash"]:
        """Yield the clashes of addresses that are no file's own."""
        odd: dict[str, Maker] = {}
        for path, maker in sorted(self._shown, key=lambda each: _order(each[1])):
            answers = [f"{path}index.html"] if not path or path.endswith("/") else [path, f"{path}/index.html"]
            claim = replace(maker, fields=("url", *maker.fields))
            other = next((made for each in answers if (made := self.maker(each))), None) or odd.setdefault(path, claim)
            if other not in {maker, claim}:
                yield _Clash(claim, path, other, path, "give one of them another Url")


@dataclass(frozen=True, slots=True)
class _Clash:
    """A maker who is to be told that what he makes, as *name*, clashes with what the *other* makes, as ``its``."""

    maker: Maker
    name: str
    other: Maker
    its: str
    remedy: str = ""

    @property
    def pair(self) -> object:
        """What is alike in all clashes of the same two."""
        return frozenset((each.file or each.what) for each in (self.maker, self.other))

    @property
    def told_by(self) -> object:
        """What is alike in clashes of which one is enough: a file where many others need a folder."""
        return (self.maker, self.name) if self.its.startswith(f"{self.name}/") else self

    def order(self) -> tuple[object, ...]:
        """Return what to sort by, so that the clash that says most comes first."""
        return self.maker.rank, self.other.rank, self.name, self.its

    def problem(self, settings_file: Path) -> Problem:
        """Return what to tell, of *settings_file* where no other file is to blame."""
        if self.name == self.its:
            what = f"the address /{self.name} is that of {self.other}"
        elif self.name.startswith(f"{self.its}/"):
            what = f"the address /{self.name} needs a folder where there is the file /{self.its}, that of {self.other}"
        else:
            what = f"the address /{self.name} is where /{self.its} needs a folder, that of {self.other}"
        remedy = self.remedy or _REMEDIES[self.maker.rank]
        if not self.maker.file or not self.maker.fields:
            return Problem(Path(self.maker.file or settings_file), 0, what, remedy)
        return problem_at(self.maker.file, self.maker.fields, what, remedy)


def _reserved_for(name: str) -> Maker | None:
    return next((maker for pattern, maker in RESERVED if pattern.fullmatch(name)), None)


def _plain(name: str) -> str:
    """Return *name* without what a file system does not read; almost all are plain."""
    if "//" not in name and "./" not in name and name[:1] != "/" and name[-1:] not in "/.":
        return name
    return "/".join(part for part in name.split("/") if part not in {"", "."})


def _is_outside(name: str) -> bool:
    """Tell whether the output *name* is no file below the site's root."""
    return not name or (".." in name and ".." in name.split("/"))


def _order(maker: Maker) -> tuple[int, bool, str, str]:
    """Return what to sort makers by: the one that is changed most easily, of two alike the later by name, is the last."""
    return -maker.rank, bool(maker.file), maker.file, maker.what
