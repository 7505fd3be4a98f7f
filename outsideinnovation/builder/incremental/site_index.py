"""What a build knows while it runs: rows, texts, comments and addresses, fetched when they are first asked for."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from outsideinnovation.builder.content import post
from outsideinnovation.builder.content.link_addresses import LinkAddresses
from outsideinnovation.builder.content.reading import ContentReader
from outsideinnovation.builder.content.rows import KnownRow, Row
from outsideinnovation.builder.incremental.cache import Cache, DamagedCacheError, SourceRecord
from outsideinnovation.builder.incremental.stamps import Stamp, settled
from outsideinnovation.builder.pictures import PictureIndex
from outsideinnovation.pictures.picture import Picture
from outsideinnovation.site import Site


class SiteIndex:
    """The content of one site, as far as a build has needed to look at it."""

    def __init__(self, site: Site, settings: Mapping[str, Any], state: Cache, reader: ContentReader) -> None:
        self._site, self.state, self._reader = site, state, reader
        root = site.configuration.site.root
        self._links = LinkAddresses(site.content, settings, root, reader.slugs, self._url)
        self.rows: dict[str, KnownRow] = {}
        self.whole = False  # whether ``rows`` are all there are; the state may still have some of files that are gone
        self.texts: dict[str, str] = {}
        self.lines: dict[str, str] = {}  # the rows of files that were read, each as one line
        self.newest: Row | None = None
        self._pictures: PictureIndex | None = None

    @property
    def pictures(self) -> PictureIndex:
        """The pictures that pages show: those of the build that the state describes, until others are told of."""
        if self._pictures is None:
            known = json.loads(self.state.about("pictures") or "{}")
            self.show({name: Picture.load(values) for name, values in known.items()})
        assert self._pictures is not None, "made above"
        return self._pictures

    def show(self, pictures: Mapping[str, Picture]) -> None:
        """Let pages show those *pictures*, by the names of their files in the output."""
        self._pictures = PictureIndex(self._site.configuration, pictures)

    def row(self, path: str) -> tuple[Row, str]:
        """Return a row with its digest. Raises DamagedCacheError where the state lacks it."""
        if not self._is_source(path):
            raise DamagedCacheError(path)
        known = self.rows[path]
        return known.row, known.digest

    def records(self, paths: Iterable[str], stamps: Mapping[str, Stamp], now: int) -> Iterator[SourceRecord]:
        """Yield what a cache is to remember of the files *paths*, which had those *stamps*."""
        for path in paths:
            row, check_sum, weight = self.rows[path]
            yield path, settled(stamps[path], now), row, self.lines.get(path) or row.dump(), check_sum, weight

    def comments_state(self, row: Row) -> str:
        """Return whether a post takes comments, by its front matter and COMMENTS_CLOSE_AFTER_DAYS; a shared draft has none."""
        if row.shared_until:
            return "none"
        after = self._site.configuration.comments.close_after_days
        latest = self.newest.when if self.newest and after is not None else row.when
        return post.comments_state(row.comments, row.when, after, latest)

    def html(self, path: str) -> str:
        """Return the HTML of a file, with its links as the author wrote them."""
        return self.texts[path] if path in self.texts else self._reader.html(path)

    def address(self, source: str, what: str, target: str) -> str | None:
        """Return where a link in the file *source* leads, or None where it is not one of ours."""
        return self._links.address(source, what, target)

    def _url(self, path: str) -> str | None:
        return self.row(path)[0].url if self._is_source(path) else None

    def _is_source(self, path: str) -> bool:
        if path not in self.rows and not self.whole:
            self.rows |= self.state.rows([path])
        return path in self.rows
