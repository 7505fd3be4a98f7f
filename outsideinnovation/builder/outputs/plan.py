"""Which outputs a site has, and what each is made of: its recipe."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from outsideinnovation.builder.content.rows import Named, Row, as_line

LISTS = {"category": "categories", "tag": "tags", "author": "authors"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one output (or a few that are made together) comes about.

    ``name`` is the output's path, or that of the first; ``items`` are the paths of the rows it shows, in order; ``more``
    are the few other values it needs, as JSON knows them.
    """

    name: str
    kind: str
    items: tuple[str, ...] = ()
    more: tuple[Any, ...] = ()

    def dump(self) -> str:
        """Write items and the other values as one line of JSON."""
        return as_line([self.items, self.more])

    @classmethod
    def load(cls, name: str, kind: str, line: str) -> "Recipe":
        """Read what ``dump`` wrote."""
        items, more = json.loads(line)
        return cls(name, kind, tuple(items), tuple(more))


@dataclass(slots=True)
class Listing:
    """The posts that share a category, tag or author, newest first."""

    name: Named
    posts: list[Row] = field(default_factory=list)


class SitePlan:
    """The site as a whole, from light rows alone."""

    def __init__(self, rows: Iterable[Row], settings: Mapping[str, Any]) -> None:
        ordered = sorted(rows, key=lambda row: row.path)
        self.settings = settings
        self.rows = {row.path: row for row in ordered}
        self.posts = _newest_first(row for row in ordered if row.is_post and row.status == "published")
        self.hidden = _newest_first(row for row in ordered if row.is_post and row.status == "hidden")
        self.drafts = [row for row in ordered if row.status == "draft" and row.save_as]
        self.pages = [row for row in ordered if not row.is_post and row.status == "published"]
        self.hidden_pages = [row for row in ordered if not row.is_post and row.status == "hidden"]
        self.listings = {kind: self._listings(names) for kind, names in LISTS.items()}

    def recipes(self) -> Iterator[Recipe]:
        """Yield the recipe of every page that shows posts or pages."""
        yield from self._whole_posts()
        for row in (*self.pages, *self.hidden_pages, *(each for each in self.drafts if not each.is_post)):
            yield Recipe(row.save_as, "page", (row.path,), (row.template,))
        yield from self._paginated("index", "index.html", "index.html", self.posts, ())
        for kind, listings in self.listings.items():
            for listing in listings:
                name, slug, url = listing.name
                save_as = str(self.settings[f"{kind.upper()}_SAVE_AS"]).format(slug=slug, name=name)
                yield from self._paginated(kind, save_as, url, listing.posts, listing.name)
            counted = [(*listing.name, len(listing.posts)) for listing in listings]
            yield Recipe(str(self.settings[f"{LISTS[kind].upper()}_SAVE_AS"]), LISTS[kind], (), tuple(counted))
        yield from self._periods()
        yield Recipe(str(self.settings["ARCHIVES_SAVE_AS"]), "archives", _paths(self.posts))
        yield Recipe("404.html", "404")
        if self.settings["SEARCH"]:
            tags = tuple((*listing.name, len(listing.posts)) for listing in self.listings["tag"])
            yield Recipe(str(self.settings["SEARCH_SAVE_AS"]), "search", (), (tags, tuple(self._months())))
        categories = tuple(listing.name for listing in self.listings["category"])
        yield Recipe(str(self.settings["FEEDS_SAVE_AS"]), "feeds-page", (), categories)

    def _whole_posts(self) -> Iterator[Recipe]:
        last = len(self.posts) - 1
        for place, row in enumerate(self.posts):
            newer = self.posts[place - 1].path if place else ""
            older = self.posts[place + 1].path if place < last else ""
            yield Recipe(row.save_as, "article", (row.path, older, newer), (row.template,))
        listed = {listing.name[2] for listings in self.listings.values() for listing in listings}
        for row in (*self.hidden, *(each for each in self.drafts if each.is_post)):
            names = (name for kind in LISTS.values() for name in getattr(row, kind))
            unlisted = dict.fromkeys(url for _, _, url in names if url not in listed)
            yield Recipe(row.save_as, "article", (row.path, "", ""), (row.template, *unlisted))

    def _paginated(
        self, kind: str, save_as: str, url: str, posts: Sequence[Row], more: tuple[Any, ...]
    ) -> Iterator[Recipe]:
        size = int(self.settings["DEFAULT_PAGINATION"])
        pages = max(1, -(-len(posts) // size))
        folder = save_as.removesuffix("index.html")
        for number in range(1, pages + 1):
            name = save_as if number == 1 else f"{folder}page/{number}/index.html"
            before = url if number == 2 else f"{folder}page/{number - 1}/"  # noqa: PLR2004 - the page before is the first
            cards = _paths(posts[(number - 1) * size : number * size])
            yield Recipe(name, kind, cards, (number, pages, before, f"{folder}page/{number + 1}/", *more))

    def _periods(self) -> Iterator[Recipe]:
        for kind, length in (("year", 4), ("month", 7)):
            save_as = str(self.settings[f"{kind.upper()}_ARCHIVE_SAVE_AS"])
            for period, group in groupby(self.posts, key=lambda row: row.date[:length]):
                posts = list(group)
                numbers = tuple(int(number) for number in period.split("-"))
                yield Recipe(save_as.format(date=posts[0].when), kind, _paths(posts), numbers)

    def _months(self) -> Iterator[tuple[int, int, int]]:
        """Yield every month with posts, the newest first: year, month, and how many."""
        for period, group in groupby(self.posts, key=lambda row: row.date[:7]):
            year, month = period.split("-")
            yield int(year), int(month), sum(1 for _ in group)

    def _listings(self, names: str) -> list[Listing]:
        """Return the listings of one kind by their slugs; a slug is called as by the first that uses it."""
        found: dict[str, Listing] = {}
        for row in self.posts:
            for name in getattr(row, names):
                posts = found.setdefault(name[1], Listing(name)).posts
                if not posts or posts[-1] is not row:
                    posts.append(row)
        return sorted(found.values(), key=lambda listing: listing.name[1])


def _newest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.when, reverse=True)


def _paths(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.path for row in rows)
