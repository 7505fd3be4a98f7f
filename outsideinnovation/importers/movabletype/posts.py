"""Content files for imported entries: their fields, bodies and places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation import frontmatter
from outsideinnovation.importers.blog.addresses import OldAddress
from outsideinnovation.importers.blog.html_bodies import Conversion
from outsideinnovation.importers.blog.post_writer import NewPost
from outsideinnovation.importers.movabletype import bodies, exported_text
from outsideinnovation.importers.movabletype.entry_parser import ExportEntry

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
_COMMENTS = {"0": "none", "1": "open", "2": "closed"}


@dataclass(frozen=True, slots=True)
class ImportedPost:
    """An entry as it is to be kept: its place, its own date in the blog's zone, and what it says."""

    entry: ExportEntry
    address: OldAddress
    date: datetime | None
    slug: str
    is_draft: bool

    @property
    def is_page(self) -> bool:
        """Whether it is a page: TypePad gave those no date in their address."""
        return not self.address.is_dated

    @property
    def basename(self) -> str:
        """What the blog called it, in its address or its head."""
        return self.address.name or self.entry.head.get("BASENAME", "")

    @property
    def categories(self) -> list[str]:
        """Its categories, the primary one first."""
        names = (self.entry.head.get("PRIMARY CATEGORY", ""), *self.entry.categories)
        return list(dict.fromkeys(name for name in map(exported_text.name, names) if name))

    @property
    def has_title(self) -> bool:
        """Whether the export names a title."""
        return bool(exported_text.title(self.entry.head.get("TITLE", "")))

    @property
    def new(self) -> NewPost:
        """Where it is to be written."""
        year = self.date.year if self.date else None
        date = self.date.strftime(DATE_FORMAT) if self.date else ""
        return NewPost(self.address.post_id, self.address.stem, self.is_page, year, date, self.slug)

    def dump(self, as_markdown: Conversion | None = None) -> bytes:
        """Return the file: the fields, then the body as HTML, or as Markdown where *as_markdown* can make it."""
        body = bodies.body(self.entry.texts, self.entry.head.get("CONVERT BREAKS"), as_markdown)
        return frontmatter.dump(self._fields(), body).encode("utf-8", "replace")

    def _fields(self) -> Iterator[tuple[str, str]]:
        head, texts, categories = self.entry.head, self.entry.texts, self.categories
        tags, keywords = exported_text.tags(self.entry.tags, texts.get("KEYWORDS", ""))
        yield "Id", self.address.post_id
        yield (
            "Title",
            exported_text.title(head.get("TITLE", ""))
            or exported_text.title_from(texts.get("BODY", ""), self.basename),
        )
        yield "Date", self.date.strftime(DATE_FORMAT) if self.date else ""
        yield "Category", categories[0] if categories else ""
        yield "Categories", "; ".join(categories) if len(categories) > 1 else ""
        yield "Tags", exported_text.joined(tags)
        yield "Keywords", ", ".join(keywords)
        yield "Author", exported_text.name(head.get("AUTHOR", ""))
        yield "Slug", self.slug
        yield "Status", "draft" if self.is_draft else "published"
        yield "Comments", _COMMENTS.get(head.get("ALLOW COMMENTS") or "1", "open")
        yield "Url", self.address.url
        yield "Save_as", self.address.save_as
        yield "Summary", exported_text.summary(texts.get("EXCERPT", ""))
