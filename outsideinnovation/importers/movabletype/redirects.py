"""Old addresses that the site answers at another place: archives, categories and feeds, as lines ``old new``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.lines import lines

FILE = "redirects.txt"
FEEDS = ("atom.xml", "rss.xml", "index.rdf")
ANY_CATEGORY = "/category/"
ANY_MONTH = "/archives/"
# First parts of addresses that the site has itself.
_OWN = frozenset({"archives", "author", "category", "drafts", "feeds", "images", "search", "tag", "theme"})
_PUNCTUATION = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


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

    def redirects(self, base: str | None = None) -> dict[str, str]:
        """Return old path → new path for what moved; *base* is ``zal/``, or None for the one most posts share."""
        if base is None:
            base = min(self.bases, key=lambda each: (-self.bases[each], each), default="")
        return dict(self._all(base))

    def _all(self, base: str) -> Iterator[tuple[str, str]]:
        for category in sorted(self.categories):
            old = old_category(category)
            if old and (base or old not in _OWN):
                yield from _both(f"/{base}{old}/", category_address(category))
        if base:
            for month in sorted(self.months):
                yield from _both(f"/{base}{month}/", f"/{month}/" if month in self.months_now else ANY_MONTH)
            for feed in FEEDS:
                yield f"/{base}{feed}", f"/{feed}"


def old_category(name: str) -> str:
    """Return what TypePad called a category's folder: lower case, spaces to underscores, other marks gone."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", "_", re.sub(r"[^\w\s-]", "", folded.lower()).strip())


def category_address(name: str) -> str:
    """Return the category's address on the site, by Pelican's rule for slugs; the list of all where that is unsure.

    Pelican's: no marks, lower case, runs of spaces and hyphens to one hyphen. What it spells out letter by letter
    (Chinese, ß) is left to it.
    """
    folded = unicodedata.normalize("NFKD", name.translate(_PUNCTUATION))
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", letters).strip().lower())
    return f"/category/{slug}/" if slug and letters.isascii() else ANY_CATEGORY


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
        write_atomically(path, ("\n".join(sorted({*lines, *added})) + "\n").encode())
    return len(added)


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in lines(path.read_text("utf-8-sig", "replace")) if line.strip()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}. Check the file's rights.") from error


def _both(old: str, new: str) -> Iterator[tuple[str, str]]:
    yield old, new
    yield f"{old}index.html", new
