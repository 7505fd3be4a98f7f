"""Writes exports as TypePad did, and brings them over into a folder, so that tests read what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from outsideinnovation import frontmatter, settings
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies
from outsideinnovation.importers.blog.post_writer import PostWriter
from outsideinnovation.importers.list_addresses import ListAddresses
from outsideinnovation.importers.movabletype import lines
from outsideinnovation.importers.movabletype.imported_comments import ImportedComment
from outsideinnovation.importers.movabletype.importer import ImportOptions, MovableTypeImporter
from outsideinnovation.importers.movabletype.redirects import OldBlog
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.site import Site

DATE = "03/25/2025 10:21:46 PM"
URL = "https://ours.example.com/zal/2025/03/a-post.html "


def comment(
    text: str = "Words.",
    *,
    author: str = "Dana",
    email: str = "dana@example.org",
    ip: str = "192.0.2.7",
    url: str = "",
    date: str = DATE,
) -> str:
    """Return a comment as it stands under an entry, up to its separator."""
    return f"COMMENT:\nAUTHOR: {author}\nEMAIL: {email}\nIP: {ip}\nURL: {url}\nDATE: {date}\n{text}\n-----\n"


def ping(text: str = "An excerpt.", title: str = "A ping", date: str = DATE) -> str:
    """Return a trackback ping as it stands under an entry, up to its separator."""
    url = "http://other.example.org/1"
    return f"PING:\nTITLE: {title}\nURL: {url}\nIP: 192.0.2.9\nBLOG NAME: Other\nDATE: {date}\n{text}\n-----\n"


def entry(
    body: str = "<p>Words.</p>",
    *,
    title: str = "A post",
    url: str | None = URL,
    date: str | None = DATE,
    status: str = "Publish",
    author: str = "Laran",
    email: str = "laran@example.org",
    allow_comments: str = "1",
    breaks: str = "wysiwyg",
    basename: str = "a-post",
    categories: Iterable[str] = (),
    head: str = "",
    more: str = "",
    excerpt: str = "",
    keywords: str = "",
    comments: Iterable[str] = (),
) -> str:
    """Return an entry with its closing separator; *head* holds further lines of its head."""
    top = [f"AUTHOR: {author}", f"AUTHOR EMAIL: {email}", f"TITLE: {title}", f"STATUS: {status}"]
    top += [f"ALLOW COMMENTS: {allow_comments}", f"CONVERT BREAKS: {breaks}", "ALLOW PINGS: 0", f"BASENAME: {basename}"]
    top += [f"CATEGORY: {name}" for name in categories]
    top += ["", *([] if url is None else [f"UNIQUE URL: {url}"]), *([] if date is None else [f"DATE: {date}"])]
    top += head.splitlines()
    pieces = {"BODY": body, "EXTENDED BODY": more, "EXCERPT": excerpt, "KEYWORDS": keywords}
    texts = "".join(f"{name}:\n{text}\n\n-----\n" for name, text in pieces.items())
    return "\n".join(top) + f"\n-----\n{texts}{''.join(comments)}--------\n"


def numbered(number: int, **fields: object) -> str:
    """Return an entry with an address of its own."""
    url = f"https://ours.example.com/zal/2025/03/post-{number}.html "
    return entry(url=url, title=f"Post {number}", **fields)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Brought:
    """What an import left behind: its counts, the comments it handed over, the files it wrote."""

    report: ImportReport
    old_blog: OldBlog
    comments: list[ImportedComment]
    content: Path

    def redirects(self) -> dict[str, str]:
        """Return the old blog's addresses with the new, on a site with our own settings."""
        site = Site(self.content.parent, {name: value for name, value in vars(settings).items() if name.isupper()})
        return self.old_blog.redirects(ListAddresses(site))

    @property
    def files(self) -> dict[str, str]:
        """Return the text of each content file by its path below the content folder."""
        return {
            str(path.relative_to(self.content)): path.read_text("utf-8") for path in sorted(self.content.rglob("*.md"))
        }

    @property
    def documents(self) -> list[frontmatter.ContentFile]:
        """Return the content files taken apart, in the order of their paths."""
        return [frontmatter.parse(text) for text in self.files.values()]

    @property
    def document(self) -> frontmatter.ContentFile:
        """Return the only content file, taken apart."""
        (only,) = self.documents
        return only

    def fates(self, thing: Thing) -> tuple[int, int, int]:
        """Return how many of *thing* were written, there already, and skipped."""
        counts = self.report.counts
        return counts[thing, Fate.WRITTEN], counts[thing, Fate.THERE], counts[thing, Fate.SKIPPED]


def bring(
    folder: Path, export: str | bytes, zone: str = "UTC", *, markdown: bool = False, **options: object
) -> Brought:
    """Import *export* into *folder*/content, as *markdown* where it can be. Raises what the importer raises."""
    if markdown:
        options["as_markdown"] = MarkdownBodies(Markdown(settings.MARKDOWN).convert).convert
    path = folder / "export.txt"
    path.write_bytes(export.encode() if isinstance(export, str) else export)
    content = folder / "content"
    writer = PostWriter(content / "posts", content / "pages")
    importer = MovableTypeImporter(path, writer, ImportOptions(ZoneInfo(zone), **options))  # type: ignore[arg-type]
    comments = list(importer.comments(lines.detect(path)))
    return Brought(importer.report, importer.old_blog, comments, content)
