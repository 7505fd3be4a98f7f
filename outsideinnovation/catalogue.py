"""What is live: the posts with their stable ids, addresses and dates, written down by the build.

Whoever needs to know whether a post exists and takes comments asks here, and so needs no Pelican.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation import frontmatter, slugs
from outsideinnovation.cached_file import CachedFile
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.lines import lines
from outsideinnovation.site import MARKDOWN_SUFFIXES, Site
from outsideinnovation.slugs import Slugs


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A live post. ``url`` is its path below the site's address, without a leading slash; dates are aware.

    ``categories`` are all that it is in, ``category`` first; a catalogue of an older version names that one only.
    """

    id: str
    url: str
    title: str
    date: datetime
    modified: datetime | None
    category: str
    comments_open: bool
    categories: tuple[str, ...] = ()
    author: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the row as the catalogue file holds it, dates as RFC 3339."""
        return {
            "id": self.id,
            "url": self.url,
            "title": self.title,
            "date": self.date.isoformat(),
            "modified": self.modified.isoformat() if self.modified else None,
            "category": self.category,
            "comments_open": self.comments_open,
            "categories": self.categories,
            "author": self.author,
        }


def write(path: Path, entries: Iterable[CatalogueEntry]) -> None:
    """Replace the catalogue at *path*, one object a line, only where it changed."""
    data = "".join(json.dumps(entry.as_json(), ensure_ascii=False, sort_keys=True) + "\n" for entry in entries).encode()
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)


def read(path: Path) -> tuple[CatalogueEntry, ...]:
    """Read the catalogue at *path*. Raises StorageError when the site was never built or the file is damaged."""
    try:
        return tuple(_entry(json.loads(line)) for line in lines(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StorageError(f"{path}: no catalogue that can be read ({error}): run `oi build`.") from error


def by_id(path: Path) -> dict[str, CatalogueEntry]:
    """Return the posts of the catalogue at *path* by their ids. Raises as ``read`` does."""
    return {entry.id: entry for entry in read(path)}


class LiveCatalogue:
    """The catalogue at *path*, always the newest; a site that was never built has no posts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = CachedFile[dict[str, CatalogueEntry]](path, by_id, {})

    @property
    def is_there(self) -> bool:
        """Whether the site was built at all."""
        return self._path.is_file()

    def stamp(self) -> int:
        """Return what is another number once the catalogue has changed; 0 where there is none."""
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0

    def entry(self, post: str) -> CatalogueEntry | None:
        """Return the live post of that id, or None. Raises StorageError when the catalogue is damaged."""
        return self._entries.value().get(post)

    def entries(self) -> dict[str, CatalogueEntry]:
        """Return every live post by its id. Raises as ``entry`` does."""
        return self._entries.value()


def post_ids(site: Site) -> frozenset[str]:
    """Return the id of every post in the content folder, built or not: its ``Id``, else its slug."""
    settings = site.configuration
    made = slugs.of_content(site.content, settings.content)
    return frozenset(post_id(path, document, settings, made) for path, document in documents(site.post_folders))


def post_id(path: Path, document: frontmatter.ContentFile, settings: Configuration, made: Slugs) -> str:
    """Return the id of the post at *path*: ``Id``, else one of its ``Slug``, else of the slug *made* of the file's name."""
    slug = document.value("slug") or made.of("content", path.stem)
    return document.value("id") or id_of_slug(slug, document.value("lang"), settings)


def id_of_slug(slug: str, language: str, settings: Configuration) -> str:
    """Return the id of a post that says none: its slug, which a translation shares and so adds its *language* to."""
    is_translation = bool(settings.content.translation) and language not in {"", settings.site.language.lower()}
    return f"{slug}-{language}" if is_translation else slug


def documents(folders: Iterable[Path]) -> Iterator[tuple[Path, frontmatter.ContentFile]]:
    """Read the head of every Markdown file below *folders*, in the order of their paths."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in MARKDOWN_SUFFIXES and not path.name.startswith("."):
                yield path, frontmatter.parse(path.read_bytes().decode("utf-8-sig", "replace"))


def _entry(row: dict[str, Any]) -> CatalogueEntry:
    modified = datetime.fromisoformat(row["modified"]) if row["modified"] else None
    dates = {"date": datetime.fromisoformat(row["date"]), "modified": modified}
    return CatalogueEntry(**(row | dates | {"categories": tuple(row.get("categories") or (row["category"],))}))
