"""Old addresses that the site answers at another place: archives, categories and feeds, as lines ``old new``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from outsideinnovation.builder.urls.redirects import FILE
from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.importers.list_addresses import ListAddresses
from outsideinnovation.lines import lines

FEEDS = ("atom.xml", "rss.xml", "index.rdf")
ANY_CATEGORY = "/category/"
ANY_MONTH = "/archives/"
# First parts of addresses that the site has itself.
_OWN = frozenset({"archives", "author", "category", "drafts", "feeds", "images", "search", "tag", "theme"})


@dataclass(slots=True)
class OldBlog:
    """What of the old blog had addresses besides its entries: gathered while its published posts go by."""

    bases: Counter[str] = field(default_factory=Counter)
    months: set[str] = field(default_factory=set)
    months_now: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)

    def remember(self, archive: tuple[str, str] | None, month_now: str, categories: list[str]) -> None:
        """Note a published post: its base and month in its address, the month of its date, and its categories."""
        if archive:
            self.bases[archive[0]] += 1
            self.months.add(archive[1])
        self.months_now.add(month_now)
        self.categories.update(categories)

    def redirects(self, lists: ListAddresses, base: str | None = None) -> dict[str, str]:
        """Return old path → new path for what moved; *base* is ``zal/``, or None for the one most posts share.

        *lists* says where categories are now; one that can have no list leads to the list of all.
        """
        if base is None:
            base = min(self.bases, key=lambda each: (-self.bases[each], each), default="")
        return dict(self._all(base, lists))

    def _all(self, base: str, lists: ListAddresses) -> Iterator[tuple[str, str]]:
        for category in sorted(self.categories):
            old = old_category(category)
            if old and (base or old not in _OWN):
                yield from _both(f"/{base}{old}/", lists.of("category", category) or ANY_CATEGORY)
        if base:
            for month in sorted(self.months):
                yield from _both(f"/{base}{month}/", f"/{month}/" if month in self.months_now else ANY_MONTH)
            for feed in FEEDS:
                yield f"/{base}{feed}", f"/{feed}"


def old_category(name: str) -> str:
    """Return what TypePad called a category's folder: lower case, spaces to underscores, other marks gone."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", "_", re.sub(r"[^\w\s-]", "", folded.lower()).strip())


def merge(content: Path, found: Mapping[str, str]) -> int:
    """Add *found* to *content*/redirects.txt and return how many lines are new; lines that are there stay as they are.

    Raises StorageError.
    """
    path = content / FILE
    lines = _lines(path)
    known = {line.split()[0] for line in lines if line.split()}
    added = [f"{quote(old, safe='/%-._~')} {new}" for old, new in found.items()]
    added = [line for line in added if line.split()[0] not in known]
    if added:
        merged = "\n".join(sorted({*lines, *added})) + "\n"
        write_atomically(path, merged.encode("utf-8", "surrogateescape"))
    return len(added)


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in lines(path.read_text("utf-8-sig", "surrogateescape")) if line.strip()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}. Check the file's rights.") from error


def _both(old: str, new: str) -> Iterator[tuple[str, str]]:
    yield old, new
    yield f"{old}index.html", new
