"""Old addresses that the site answers at another place: archives, categories and feeds, as lines ``old new``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from outsideinnovation.importers.list_addresses import ALL, ListAddresses

FEEDS = ("atom.xml", "rss.xml", "index.rdf")
# First parts of addresses that the site has itself.
_OWN = frozenset({"archives", "author", "category", "drafts", "feeds", "images", "search", "tag", "theme"})


@dataclass(slots=True)
class OldBlog:
    """What of the old blog had addresses besides its entries: gathered while its published posts go by.

    ``hosts`` counts the entries at each host.
    """

    bases: Counter[str] = field(default_factory=Counter)
    months: set[str] = field(default_factory=set)
    months_now: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    hosts: Counter[str] = field(default_factory=Counter)

    def remember(self, archive: tuple[str, str] | None, month_now: str, categories: list[str]) -> None:
        """Note a published post: its base and month in its address, the month of its date, and its categories."""
        if archive:
            self.bases[archive[0]] += 1
            self.months.add(archive[1])
        self.months_now.add(month_now)
        self.categories.update(categories)

    def redirects(self, lists: ListAddresses, base: str | None = None) -> dict[str, str]:
        """Return old path → new path for what moved; *base* is ``zal/``, or None for the one most posts share.

        *lists* says where categories and months are now; one that can have no list leads to the list of all.
        """
        if base is None:
            base = min(self.bases, key=lambda each: (-self.bases[each], each), default="")
        return dict(self._all(base, lists))

    def _all(self, base: str, lists: ListAddresses) -> Iterator[tuple[str, str]]:
        for category in sorted(self.categories):
            old = old_category(category)
            if old and (base or old not in _OWN):
                yield from _both(f"/{base}{old}/", lists.of("category", category) or lists.page(ALL["category"]))
        if base:
            for month in sorted(self.months):
                yield from _both(
                    f"/{base}{month}/", _now(month, lists) if month in self.months_now else lists.page("archives")
                )
            for feed in FEEDS:
                yield f"/{base}{feed}", f"/{feed}"


def old_category(name: str) -> str:
    """Return what TypePad called a category's folder: lower case, spaces to underscores, other marks gone."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", "_", re.sub(r"[^\w\s-]", "", folded.lower()).strip())


def _now(month: str, lists: ListAddresses) -> str:
    """Return where the list of a month such as ``2005/12`` is."""
    year, number = map(int, month.split("/"))
    return lists.month(datetime(year, number, 1, tzinfo=UTC))


def _both(old: str, new: str) -> Iterator[tuple[str, str]]:
    yield old, new
    yield f"{old}index.html", new
