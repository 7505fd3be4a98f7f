"""The folders of posts and pages as importers write into them: new files are put beside what is there, which is never touched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.files import create_all
from outsideinnovation.site import MARKDOWN_SUFFIXES

BATCH, BATCH_SIZE = 200, 1_000_000  # files and bytes that are written together
HEAD_SIZE = 16_384  # bytes of a file that are looked at for its fields


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post or page to be written: its id, the ``stem`` of its file's name, and the year whose folder it goes to, if any.

    By its ``date``, as its head has it, and its ``slug`` it is found again.
    """

    identifier: str
    stem: str
    is_page: bool
    year: int | None = None
    date: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class RestoredFile:
    """A file that may be written to ``path``, and the id of the post or page in it; ``has_id`` where its head names that."""

    path: Path
    data: bytes
    identifier: str
    has_id: bool
    is_draft: bool


class PostWriter:
    """The folders of posts and pages: knows which ids, slugs and addresses are in them, and puts new files beside them.

    ``addresses`` are those that heads name by themselves: files of the output in lower case, with the content file.
    A *dry_run* writes nothing, and remembers what it would; *rehearsed* is given the files, if anybody wants them.
    """

    def __init__(
        self, posts: Path, pages: Path, *, dry_run: bool = False, rehearsed: Callable[[bytes], None] | None = None
    ) -> None:
        self._posts = posts
        self._pages = pages
        self._dry_run = dry_run
        self._rehearsed = rehearsed
        self._dates: dict[str, str] = {}  # of posts that a dry run would have written, to their ids
        self._names: dict[str, str] = {}
        self._waiting: dict[Path, bytes] = {}
        self._size = 0
        self._ids: dict[str, str] = {}  # id → slug
        self._slugs: set[str] = set()
        self.addresses: dict[str, Path] = {}
        for path in self._files():
            head = _head(path)
            identifier, slug, save_as = (head.value(key) for key in ("id", "slug", "save_as"))
            self._slugs.add(slug or path.stem)
            if identifier:
                self._ids[identifier] = slug or path.stem
            if save_as:
                self.addresses.setdefault(save_as.lower(), path)

    def has(self, identifier: str) -> bool:
        """Tell whether a post or page of that id is there, edited or not."""
        return identifier in self._ids

    def slug_of(self, identifier: str) -> str | None:
        """Return the slug of the post of that id, if it is there."""
        return self._ids.get(identifier)

    def has_slug(self, slug: str) -> bool:
        """Tell whether a post or page that was there before has that slug."""
        return slug in self._slugs

    def put(self, new: NewPost, dump: Callable[[], bytes]) -> bool:
        """Put what *dump* returns into a new file, written by ``flush`` at the latest; False where its id is there.

        Raises StorageError when the disk refuses.
        """
        if new.identifier in self._ids:
            return False
        self._ids[new.identifier] = ""
        if self._dry_run:
            self._rehearse(new, dump)
        else:
            path = next(path for path in self._places(new) if path not in self._waiting and not path.exists())
            self._hold(path, dump())
        return True

    def restore(self, file: RestoredFile) -> bool:
        """Put a file that was here once back into its place; False where its id is there, or another file in that place."""
        is_there = file.identifier in self._ids or (not file.has_id and file.identifier in self._slugs)
        if is_there or file.path in self._waiting or file.path.exists():
            return False
        self._ids[file.identifier] = ""
        if not self._dry_run:
            self._hold(file.path, file.data)
        return True

    def _hold(self, path: Path, data: bytes) -> None:
        self._waiting[path] = data
        self._size += len(data)
        if len(self._waiting) >= BATCH or self._size > BATCH_SIZE:
            self.flush()

    def flush(self) -> None:
        """Write what is still held; when this returns, all that was put is durable. Raises StorageError."""
        create_all(self._waiting.items())
        self._waiting.clear()
        self._size = 0

    def find(self, date: str, basename: str) -> str | None:
        """Return the id of the post with this Date (as written), else of one that is called *basename*."""
        self.flush()
        by_name = self._names.get(basename)
        if date in self._dates:
            return self._dates[date]
        for path in self._files():
            head = _head(path)
            post_id = head.value("id")
            if post_id and date and head.value("date") == date:
                return post_id
            if post_id and basename and basename in {path.stem, head.value("slug")}:
                by_name = post_id
        return by_name

    def _rehearse(self, new: NewPost, dump: Callable[[], bytes]) -> None:
        self._dates.setdefault(new.date, new.identifier)
        self._names |= {new.stem: new.identifier, new.slug: new.identifier}
        self._dates.pop("", None)
        self._names.pop("", None)
        if self._rehearsed:
            self._rehearsed(dump())

    def _places(self, new: NewPost) -> Iterator[Path]:
        folder = self._pages if new.is_page else self._posts
        if not new.is_page and new.year:
            folder /= str(new.year)
        yield folder / f"{new.stem}.md"
        number = 2
        while True:
            yield folder / f"{new.stem}-{number}.md"
            number += 1

    def _files(self) -> Iterator[Path]:
        for folder in (self._posts, self._pages):
            if folder.is_dir():
                yield from sorted(path for path in folder.rglob("*") if path.suffix in MARKDOWN_SUFFIXES)


def _head(path: Path) -> frontmatter.ContentFile:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_SIZE)
    except OSError:
        head = b""
    return frontmatter.parse(head.decode("utf-8", "replace"))
