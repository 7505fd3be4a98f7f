"""A blog as a reader of exports yields it, made up here, and what an import of it leaves in a site."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment
from outsideinnovation.importers.blog.blog_import import BlogImport, BlogOptions
from outsideinnovation.importers.blog.exported import ExportedPost, ExportedSubscriber, OldLists
from outsideinnovation.importers.blog.original import OriginalFile
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign
from outsideinnovation.importers.report import Fate, ImportReport
from outsideinnovation.site import Site

DATE = datetime(2007, 3, 25, 20, 21, 46, tzinfo=UTC)
Item = ExportedPost | Foreign | ExportedSubscriber | OriginalFile


@dataclass
class FakeBlog:
    """An export of *items*."""

    items: Iterable[Item]
    lists: OldLists = field(default_factory=OldLists)
    hosts: dict[str, int] = field(default_factory=dict)
    system: str = "fake"
    report: ImportReport = field(default_factory=lambda: ImportReport(Path("export.xml")))

    def read(self) -> Iterator[Item]:
        """Yield the items."""
        yield from self.items


def post(number: int = 1, **fields: object) -> ExportedPost:
    """Return a published post with an address of its own."""
    given: dict[str, object] = {
        "key": str(number),
        "line": number * 10,
        "title": f"Post {number}",
        "body": f"<p>Words of {number}.</p>",
        "address": f"https://old.example.org/2007/03/post-{number}.html",
        "date": DATE,
    }
    return ExportedPost(**(given | fields))  # type: ignore[arg-type]


def comment(on: ExportedPost | ExportPlace, key: str = "c1", **fields: object) -> Foreign:
    """Return an approved comment on a post."""
    given: dict[str, object] = {
        "key": key,
        "parent": None,
        "place": on.place if isinstance(on, ExportedPost) else on,
        "line": 5,
        "author": "Dana",
        "email": "dana@example.org",
        "website": None,
        "date": DATE,
        "text": f"Words of {key}.",
        "status": ExportedStatus.APPROVED,
    }
    return Foreign(**(given | fields))  # type: ignore[arg-type]


def new_site(folder: Path, **settings: object) -> Site:
    """Return a small site in *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {"TIMEZONE": "Europe/Berlin", "AUTHOR": "Laran", "SITENAME": "Ours", "SITEURL": "https://ours.example"}
    lines = (f"{name} = {value!r}\n" for name, value in (given | settings).items())
    head = "from outsideinnovation.settings import *\n"
    (folder / "pelicanconf.py").write_text(head + "".join(lines), "utf-8")
    (folder / "content").mkdir(exist_ok=True)
    return Site.load(folder)


@dataclass(frozen=True)
class Imported:
    """What an import left behind."""

    site: Site
    work: BlogImport

    @property
    def report(self) -> ImportReport:
        """The counts, problems and notes."""
        return self.work.report

    @property
    def heads(self) -> dict[str, frontmatter.ContentFile]:
        """Return the posts and pages by their ids."""
        paths = sorted(path for name in ("posts", "pages") for path in (self.site.content / name).rglob("*.md"))
        found = [frontmatter.parse(path.read_text("utf-8")) for path in paths]
        return {each.value("id"): each for each in found}

    @property
    def head(self) -> frontmatter.ContentFile:
        """Return the only post or page."""
        (only,) = self.heads.values()
        return only

    @property
    def comments(self) -> list[Comment]:
        """Return every comment, oldest first."""
        return CommentQueue(self.site.comments).list()

    @property
    def redirects(self) -> list[str]:
        """Return the lines of redirects.txt."""
        path = self.site.content / "redirects.txt"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    def fates(self, thing: str) -> tuple[int, int, int]:
        """Return how many of *thing* were written, there already, and skipped."""
        counts = self.report.counts
        return counts[thing, Fate.WRITTEN], counts[thing, Fate.THERE], counts[thing, Fate.SKIPPED]

    def problems(self) -> list[str]:
        """Return what went wrong, as it is told."""
        return [*map(str, self.report.problems)]


def bring(site: Site, *items: Item, lists: OldLists | None = None, **options: object) -> Imported:
    """Import *items* into *site*."""
    blog = FakeBlog(items, lists or OldLists())
    work = BlogImport(blog, Path("export.xml"), site, BlogOptions(**options))  # type: ignore[arg-type]
    work.run()
    return Imported(site, work)


def files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below *folder*, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
