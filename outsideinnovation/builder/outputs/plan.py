"""The site as a whole, from light rows: which posts and pages there are, and how they are arranged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from outsideinnovation.builder.content.rows import Named, Row
from outsideinnovation.builder.content.series import SeriesPart, series
from outsideinnovation.builder.content.waiting import UNSHOWN
from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content

LISTS = {"category": "categories", "tag": "tags", "author": "authors"}
PERIODS = {"year": 4, "month": 7}  # characters of a date that name it


@dataclass(slots=True)
class Listing:
    """The posts that share a category, tag or author, newest first."""

    name: Named
    posts: list[Row] = field(default_factory=list)


class SitePlan:
    """The site as a whole, from light rows alone."""

    def __init__(self, rows: Iterable[Row], site: Site) -> None:
        ordered = sorted(rows, key=lambda row: row.path)
        self.settings, self.configuration = site.settings, site.configuration
        self.rows = {row.path: row for row in ordered}
        self.posts = _newest_first(row for row in ordered if row.is_post and row.status == "published")
        self.hidden = _newest_first(row for row in ordered if row.is_post and row.status == "hidden")
        self.drafts = [row for row in ordered if row.status in UNSHOWN and row.save_as]
        self.pages = [row for row in ordered if not row.is_post and row.status == "published"]
        self.hidden_pages = [row for row in ordered if not row.is_post and row.status == "hidden"]
        self.feed_ids = FeedIds.of(site.content, site.configuration)
        self.slugs = of_content(site.content, site.configuration.content)
        self.series = series(self.posts, lambda row: SeriesPart(row.series, row.series_index, row.when))
        self.listings = {kind: self._listings(names) for kind, names in LISTS.items()}

    def _listings(self, names: str) -> list[Listing]:
        """Return the listings of one kind by their slugs; a slug is called as by the first that uses it."""
        found: dict[str, Listing] = {}
        for row in self.posts:
            for name in getattr(row, names):
                posts = found.setdefault(name[1], Listing(name)).posts
                if not posts or posts[-1] is not row:
                    posts.append(row)
        return sorted(found.values(), key=lambda listing: listing.name[1])


def periods(plan: SitePlan, kind: str) -> Iterator[tuple[str, tuple[int, ...], list[Row]]]:
    """Yield the years or months (*kind*) that have posts: where their page lies, their numbers, and their posts."""
    save_as, length = str(plan.settings[f"{kind.upper()}_ARCHIVE_SAVE_AS"]), PERIODS[kind]
    for period, group in groupby(plan.posts, key=lambda row: row.date[:length]):
        posts = list(group)
        numbers = tuple(int(number) for number in period.split("-"))
        yield save_as.format(date=posts[0].when), numbers, posts


def _newest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.when, reverse=True)
