"""Which address of a site may be meant by one that is lost: the same below another folder, or one with nearly the same name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import unquote

from outsideinnovation.builder.urls.redirect import GONE
from outsideinnovation.percent_encoding import of_page

MOST = 3  # that are named
NEAR = 0.72  # how alike two names are, from 0 to 1
COMPARED = 40  # names that one is compared with
FUZZY = 1_000  # lost addresses for which names that are only alike are looked for; it takes longer than all else
PREFIX = 8  # characters: systems that cut names have left at least so many
_ENDING = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|cfm|s?html|xml)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_FEEDS = {
    "feed",
    "feeds",
    "rss",
    "rss2",
    "atom",
    "index.xml",
    "rss.xml",
    "rss2.xml",
    "atom.xml",
    "index.rdf",
    "feed.xml",
}
_NO_PAGES = re.compile(r"(?:^|/)(?:404\.html|drafts/.*)$")


@dataclass(frozen=True, slots=True)
class AddressCandidate:
    """An ``address`` that may be meant; ``is_sure`` where it has the very name, and no other page has it."""

    address: str
    is_sure: bool


class Candidates:
    """The pages of a site by their names: *files* below its *root*, and where *leads* already lead from other addresses."""

    def __init__(self, files: Iterable[str], leads: Mapping[str, str], root: str) -> None:
        self._by_tail: dict[str, list[str]] = {}
        self._by_name: dict[str, list[str]] = {}
        self._by_word: dict[str, list[str]] = {}
        self._feeds = [f"{root}{name}" for name in ("feeds/rss.xml", "feeds/atom.xml") if name in {*files}]
        self._asked = 0
        pages = {f"{root}{name}": f"{root}{of_page(name)}" for name in sorted(files) if _is_page(name)}
        known = [*pages.items(), *((old, new) for old, new in sorted(leads.items()) if new != GONE and "#" not in old)]
        for path, address in known:
            self._learn(path.partition("?")[0], address)

    def of(self, address: str) -> list[AddressCandidate]:
        """Return what may be meant by *address*, the likeliest first."""
        parts = _parts(address)
        if not parts:
            return []
        if parts[-1] in _FEEDS or parts[0] == "feeds":
            feeds = sorted(self._feeds, key=lambda each: ("atom" in each) != ("atom" in parts[-1]))
            return [AddressCandidate(feed, number == 0) for number, feed in enumerate(feeds)]
        found = self._same(parts) or self._named(parts[-1])
        if found:
            return [AddressCandidate(each, len(found) == 1) for each in found[:MOST]]
        return [AddressCandidate(each, is_sure=False) for each in self._alike(parts[-1])]

    def _learn(self, path: str, address: str) -> None:
        parts = _parts(path)
        for start in range(len(parts)):
            _add(self._by_tail, "/".join(parts[start:]), address)
        if parts and not parts[-1].isdecimal():
            _add(self._by_name, _slug(parts[-1]), address)
            for word in {*_WORD.findall(parts[-1])}:
                _add(self._by_word, word, _slug(parts[-1]))

    def _same(self, parts: list[str]) -> list[str]:
        """Return the pages with the longest end of the path in common, of at least two parts, whatever their folder was."""
        for start in range(len(parts) - 1):
            if found := self._by_tail.get("/".join(parts[start:])):
                return found
        return self._by_tail.get(parts[0], []) if len(parts) == 1 else []

    def _named(self, name: str) -> list[str]:
        return [] if name.isdecimal() else self._by_name.get(_slug(name), [])

    def _alike(self, name: str) -> Iterator[str]:
        self._asked += 1
        slug = _slug(name)
        if self._asked > FUZZY or len(slug) < 4 or slug.isdecimal():  # noqa: PLR2004 - shorter names are alike by chance
            return
        near = sorted(((_likeness(slug, other), other) for other in self._comparable(name)), reverse=True)
        named = dict.fromkeys(
            address for likeness, other in near if likeness >= NEAR for address in self._by_name[other]
        )
        yield from list(named)[:MOST]

    def _comparable(self, name: str) -> list[str]:
        """Return names with words in common, the rarest words first; where none is, those that begin or end alike."""
        words = sorted((found for word in {*_WORD.findall(name)} if (found := self._by_word.get(word))), key=len)
        shared = dict.fromkeys(other for found in words for other in found[:COMPARED])
        if len(shared) < COMPARED:
            slug = _slug(name)
            shared |= dict.fromkeys(
                other for other in self._by_name if other[:3] == slug[:3] or other[-4:] == slug[-4:]
            )
        return list(shared)[: 2 * COMPARED]


def _is_page(name: str) -> bool:
    return name.endswith((".html", ".htm")) and not _NO_PAGES.search(name)


def _parts(address: str) -> list[str]:
    """Return the parts of a path, in small letters, without endings, ``index`` and doubled strokes."""
    path = unquote(address.partition("?")[0]).lower()
    parts = [_ENDING.sub("", part) if part not in _FEEDS else part for part in path.split("/") if part]
    return parts[:-1] if parts and parts[-1] in {"index", "default"} else parts


def _slug(name: str) -> str:
    """Return a name by its letters and digits alone: ``my_first-post`` is ``myfirstpost``."""
    return "".join(_WORD.findall(name))


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are; one that was cut off is as good as whole."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= PREFIX and longer.startswith(shorter):
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= NEAR else 0.0


def _add(table: dict[str, list[str]], key: str, value: str) -> None:
    values = table.setdefault(key, [])
    if value not in values and len(values) <= COMPARED:
        values.append(value)
