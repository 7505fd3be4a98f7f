"""WordPress' export as one of comments alone, for blogs whose posts are here already."""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.comment_export import ExportPlace, Foreign, Losses
from outsideinnovation.importers.wordpress import export_file
from outsideinnovation.importers.wordpress.comments import CommentReader
from outsideinnovation.importers.wordpress.records import ItemRecord
from outsideinnovation.importers.wordpress.site_index import Author, ExportIndex


class WordPressComments:
    """One export. *zone* is that of the blog, for comments without a date in UTC. Pings are counted, not taken."""

    system = "wordpress"

    def __init__(self, export: Path, zone: tzinfo) -> None:
        self.losses = Losses.of(export)
        self._export = export
        self._reader = CommentReader(self.losses, zone)

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment that is whole. Raises UnreadableExportError, with the line, and NotFoundError."""
        index = ExportIndex()
        for found in export_file.read(self._export, self.losses.report):
            if isinstance(found, ItemRecord):
                owner = index.authors.get(found.value("dc:creator"), Author("", ""))
                yield from self._reader.read(found, _place(found), owner.number)
            else:
                index.take(found)


def _place(record: ItemRecord) -> ExportPlace:
    link, name = record.value("link"), record.value("wp:post_name")
    addresses = tuple(each for each in (link, record.value("guid")) if each)
    called = comment_export.path(link) or name or f"post {record.value('wp:post_id')}"
    return ExportPlace(called, addresses, (name,) if name else ())
