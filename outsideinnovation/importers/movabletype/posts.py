"""Content files for imported entries: their fields, bodies and places. A file that is there is never touched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.files import create_all
from outsideinnovation.importers.blog.addresses import OldAddress
from outsideinnovation.importers.blog.html_bodies import Conversion
from outsideinnovation.importers.movabletype import bodies, exported_text
from outsideinnovation.importers.movabletype.entry_parser import ExportEntry

BATCH, BATCH_SIZE = 200, 1_000_000  # files and bytes that are written together
HEAD_SIZE = 16_384  # bytes of a file that are looked at for its fields
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


class PostWriter:
    """The folders of posts and pages: knows which ids are in them, and puts new files beside what is there."""

    def __init__(self, posts: Path, pages: Path) -> None:
        self._posts = posts
        self._pages = pages
        self._waiting: dict[Path, bytes] = {}
        self._ids = {value for path in self._files() if (value := _field(path, "id"))}

    def put(self, post: ImportedPost, as_markdown: Conversion | None = None) -> bool:
        """Put *post* into a new file, written by ``flush`` at the latest; False where its id is there, edited or not.

        Raises StorageError when the disk refuses.
        """
        if post.address.post_id in self._ids:
            return False
        path = next(path for path in self._places(post) if path not in self._waiting and not path.exists())
        self._waiting[path] = post.dump(as_markdown)
        self._ids.add(post.address.post_id)
        if len(self._waiting) >= BATCH or sum(map(len, self._waiting.values())) > BATCH_SIZE:
            self.flush()
        return True

    def flush(self) -> None:
        """Write what is still held; when this returns, all that was put is durable. Raises StorageError."""
        create_all(self._waiting.items())
        self._waiting.clear()

    def find(self, date: str, basename: str) -> str | None:
        """Return the id of the post with this Date (as written), else of one that is called *basename*."""
        self.flush()
        by_name = None
        for path in self._files():
            post_id = _field(path, "id")
            if post_id and date and _field(path, "date") == date:
                return post_id
            if post_id and basename and basename in {path.stem, _field(path, "slug")}:
                by_name = post_id
        return by_name

    def _places(self, post: ImportedPost) -> Iterator[Path]:
        folder = self._pages if post.is_page else self._posts
        if not post.is_page and post.date:
            folder /= str(post.date.year)
        yield folder / f"{post.address.stem}.md"
        number = 2
        while True:
            yield folder / f"{post.address.stem}-{number}.md"
            number += 1

    def _files(self) -> Iterator[Path]:
        for folder in (self._posts, self._pages):
            if folder.is_dir():
                yield from sorted(folder.rglob("*.md"))


def _field(path: Path, key: str) -> str:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_SIZE)
    except OSError:
        return ""
    return frontmatter.parse(head.decode("utf-8", "replace")).value(key)
