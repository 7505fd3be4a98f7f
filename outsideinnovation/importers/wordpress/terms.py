"""Categories and tags under the names that they have here, where a name is all that tells one list from another.

A post in a child category stands in those above it too, since WordPress shows it in their lists. Two categories of one name
stay two: the one below another is called after both, ``Sport – News``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.wordpress.records import ItemRecord, TermRecord
from outsideinnovation.importers.wordpress.site_index import ExportIndex, TermInfo

CATEGORY, TAG = "category", "post_tag"
_TAG_DOMAINS = frozenset({TAG, "tag"})
_PRIMARY = "_yoast_wpseo_primary_category"  # where a widespread plug-in keeps it; WordPress itself knows none
_DEPTH = 50  # categories above each other


class Terms:
    """The terms of the blog that *index* tells of."""

    def __init__(self, index: ExportIndex) -> None:
        self._terms = index.terms
        self._names = dict(_unique_names(index))

    def categories(self, record: ItemRecord) -> tuple[str, ...]:
        """Return the names of a post's categories, its primary one first, and after them of all that are above those."""
        own = [term for term in record.terms if term.domain == CATEGORY and term.nicename] or [
            term for term in record.terms if term.domain == CATEGORY
        ]
        primary = record.meta(_PRIMARY)
        own.sort(key=lambda term: not primary or self._number(term) != primary)
        above = [nicename for term in own for nicename in _above(self._terms, term.nicename)]
        names = [self._names.get(term.nicename) or exported_text.name(term.name) for term in own]
        return tuple(name for name in dict.fromkeys((*names, *(self._names[each] for each in above))) if name)

    def tags(self, record: ItemRecord) -> tuple[str, ...]:
        """Return the names of a post's tags."""
        names = (
            self._terms[TAG, term.nicename].name
            if (TAG, term.nicename) in self._terms
            else exported_text.name(term.name)
            for term in record.terms
            if term.domain in _TAG_DOMAINS
        )
        return tuple(name for name in dict.fromkeys(names) if name)

    def category_paths(self, name: str) -> Iterator[str]:
        """Yield where the old list of the category *name* was, below its base: ``sport/news``, and ``news``, which led there."""
        for nicename, each in self._names.items():
            if each == name:
                above = list(_above(self._terms, nicename))
                yield "/".join((*reversed(above), nicename))
                if above:
                    yield nicename

    def category_numbers(self, name: str) -> Iterator[str]:
        """Yield the numbers of the category *name*."""
        numbers = (self._terms[CATEGORY, nicename].number for nicename, each in self._names.items() if each == name)
        return (number for number in numbers if number)

    def tag_paths(self, name: str) -> Iterator[str]:
        """Yield where the old list of the tag *name* was, below its base."""
        return (nicename for (domain, nicename), info in self._terms.items() if domain == TAG and info.name == name)

    def _number(self, term: TermRecord) -> str:
        info = self._terms.get((CATEGORY, term.nicename))
        return info.number if info else ""


def _above(terms: Mapping[tuple[str, str], TermInfo], nicename: str) -> Iterator[str]:
    """Yield the nicenames of the categories above one, the nearest first; a circle ends where it closes."""
    seen = {nicename}
    while (info := terms.get((CATEGORY, nicename))) and info.parent not in seen and len(seen) <= _DEPTH:
        nicename = info.parent
        if (CATEGORY, nicename) in terms:
            yield nicename
        seen.add(nicename)


def _unique_names(index: ExportIndex) -> Iterator[tuple[str, str]]:
    """Yield each category's nicename and its name here, which no other has."""
    categories = {nicename: info for (domain, nicename), info in index.terms.items() if domain == CATEGORY}
    shared = Counter(info.name.casefold() for info in categories.values())
    taken: set[str] = set()
    for nicename, info in sorted(categories.items(), key=lambda each: bool(each[1].parent)):
        name, parent = info.name, categories.get(info.parent)
        if shared[name.casefold()] > 1 and parent:
            name = f"{parent.name} – {name}"
        if name.casefold() in taken:
            name = f"{name} ({nicename})"
        taken.add(name.casefold())
        yield nicename, name
