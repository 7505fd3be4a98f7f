"""The sources of a site, its posts and pages: those that have changed are read on all cores into what a build knows."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.foreign import ForeignContentError, is_foreign
from outsideinnovation.builder.content.reading import ContentReader, Reading
from outsideinnovation.builder.content.rows import KnownRow, Row
from outsideinnovation.builder.incremental.site_index import SiteIndex
from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.builder.outputs.feed_writer import FeedWriter, comments_feed_url
from outsideinnovation.builder.report import Progress
from outsideinnovation.builder.theme import views
from outsideinnovation.builder.theme.layout import Layout
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import Site

PART = 50  # files a worker reads at a time
UNKNOWN = -1  # weight of a post whose links must be resolved first


class SourceReader:
    """The posts and pages of one site."""

    def __init__(self, site: Site, reader: ContentReader, layout: Layout, progress: Progress) -> None:
        self._site, self._reader = site, reader
        self._layout, self._progress = layout, progress
        self._feeds = FeedWriter(site.configuration, FeedIds())

    def read(self, site_index: SiteIndex, changed: Sequence[str]) -> None:
        """Read the files *changed* into *site_index*.

        Raises ContentError with everything that is wrong with them, and whatever else is wrong with the site;
        ForeignContentError.
        """
        problems: list[Problem] = []
        rows: dict[str, KnownRow] = {}
        texts: dict[str, str] = {}
        lines: dict[str, str] = {}
        done = 0
        for part in in_parts(lambda paths: [self._read(path) for path in paths], changed, PART):
            for reading, line, check_sum, weight in part:
                problems += reading.problems
                if reading.row:
                    rows[reading.path] = KnownRow(reading.row, check_sum, weight)
                    texts[reading.path], lines[reading.path] = reading.html, line
            done += len(part)
            self._progress("Reading", done, len(changed))
        if problems:  # whatever else is wrong is said at once
            from outsideinnovation.builder.content.check import check  # noqa: PLC0415 - a site in order does without

            checked = check(self._site.content, self._site.configuration, horizon=self._reader.horizon)
            raise ContentError([*problems, *checked, *self._layout.problems()])
        if any(is_foreign(row, self._site.configuration.content) for row, _, _ in rows.values()):
            raise ForeignContentError
        site_index.rows |= rows
        site_index.texts |= texts
        site_index.lines |= lines

    def weigh(self, site_index: SiteIndex, linking: Iterable[str] = ()) -> None:
        """Work out what posts weigh in a feed that link to others, once all addresses are known.

        Those are the ones that were read, and those of *linking*, whose links lead elsewhere now.
        """
        unknown = [path for path, (_, _, weight) in site_index.rows.items() if weight == UNKNOWN]
        todo = list(dict.fromkeys([*unknown, *linking]))
        weights = in_parts(lambda paths: [self._resolved_weight(site_index, path) for path in paths], todo, PART)
        for path, weight in zip(todo, flat(weights), strict=True):
            row, whole, _ = site_index.rows[path]
            site_index.rows[path] = KnownRow(row, whole, weight)

    def _read(self, path: str) -> tuple[Reading, str, str, int]:
        """Return what came of a file: with its row as one line, the digest of that, and the post's weight."""
        reading = self._reader.read(path)
        row = reading.row
        if not row:
            return reading, "", "", 0
        line, weight = row.dump(), 0
        if row.is_post and row.status == "published":
            weight = UNKNOWN if row.links else self._weight(row, reading.html)
        return reading, line, digest(line), weight

    def _resolved_weight(self, site_index: SiteIndex, path: str) -> int:
        resolve = partial(site_index.address, path)
        return self._weight(site_index.row(path)[0], internal.resolved(site_index.html(path), resolve))

    def _weight(self, row: Row, markup: str) -> int:
        """Return what a post weighs: it does not hang on what is said of it, but on where that is read."""
        feed = comments_feed_url(row.save_as)
        without_comments: dict[str, Any] = {"comments_count": 0, "comments_updated": None, "comments_feed_url": feed}
        return self._feeds.weight(views.article(row, markup, row.comments.lower(), **without_comments))
