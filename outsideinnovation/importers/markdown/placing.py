"""Where each text of another system goes: its file, its id and the head by which it keeps its address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.errors import Problem
from outsideinnovation.importers.blog import addresses
from outsideinnovation.importers.blog.addresses import OldAddress, UnusableAddressError
from outsideinnovation.importers.markdown.markdown_report import MarkdownReport
from outsideinnovation.importers.markdown.source import ForeignText
from outsideinnovation.site import Site

DATE = "%Y-%m-%d %H:%M:%S"
OURS = {  # the kind of page at an address that the build makes, what is there, and the remedy
    "/": ("the front page", "the site's front page lists its posts", "make a page of its words (oi new page)"),
    "/404.html": (
        "the page for what is missing",
        "the theme has its own",
        "write its words into a 404.html of your theme",
    ),
}


@dataclass(slots=True)
class PlacedText:
    """A text with its file, its address as heads have it, its slug, and its words once they are converted."""

    text: ForeignText
    address: OldAddress
    path: Path
    slug: str
    old: tuple[str, ...]
    summary: str
    takes_comments: bool
    body: str = ""

    @property
    def identifier(self) -> str:
        """Its id: the same for the same address, whatever else changes."""
        return self.address.post_id

    @property
    def url(self) -> str:
        """Its address, percent-encoded, without a leading stroke."""
        return self.address.url

    @property
    def thing(self) -> str:
        """What it counts as."""
        return "drafts" if self.text.status == "draft" else "posts" if self.text.is_post else "pages"

    def dump(self) -> bytes:
        """Return the file."""
        return frontmatter.dump(self._fields(), self.body).encode("utf-8", "replace")

    def _fields(self) -> Iterator[tuple[str, str]]:
        text = self.text
        yield "Id", self.identifier
        yield "Title", text.title
        yield "Date", _date(text.date)
        yield "Modified", _date(text.modified)
        yield "Category", text.categories[0] if text.categories else ""
        yield "Categories", _joined(text.categories) if len(text.categories) > 1 else ""
        yield "Tags", _joined(text.tags)
        yield (
            "Authors" if len(text.authors) > 1 else "Author",
            _joined(text.authors) if len(text.authors) > 1 else "".join(text.authors),
        )
        yield "Slug", self.slug
        yield "Status", text.status
        yield "Comments", "" if self.takes_comments else "none"
        yield "Lang", text.language
        yield "Summary", self.summary
        yield "Url", self.url
        yield "Save_as", self.address.save_as
        yield "Old-Urls", " ".join(self.old)


def place(texts: Iterable[ForeignText], site: Site, report: MarkdownReport) -> list[PlacedText]:
    """Give each of *texts* its place; what cannot have one, or whose address another has, is a problem."""
    placed: dict[str, PlacedText] = {}
    files: set[Path] = set()
    slugs: set[str] = set()
    for text in texts:
        if text.address in OURS:
            report.lose(*OURS[text.address][:1], text.path, 1, *OURS[text.address][1:])
            continue
        try:
            address = address_of(text.address)
        except UnusableAddressError as error:
            report.problems.append(
                Problem(text.path, 1, f"/{text.address.lstrip('/')} cannot be kept: {error}", "give it another address")
            )
            continue
        key = address.save_as.lower()
        if key in placed:
            what = f"has the address /{address.url}, as {placed[key].text.path} has"
            report.problems.append(Problem(text.path, 1, what, "give one of them another"))
            continue
        slug = _free(addresses.slug(address.name, "_") or address.post_id, slugs)
        placed[key] = PlacedText(
            text, address, _file(text, address, site, files), slug, tuple(_old(text, address)),
            summary=text.head.text("summary", "description", "excerpt"),
            takes_comments=text.head.text("comments").lower() not in {"false", "no", "off"},
        )  # fmt: skip
    return list(placed.values())


def address_of(path: str) -> OldAddress:
    """Return a rooted *path* as heads have it: one without a stroke or suffix at its end is a file with ``.html``.

    Raises UnusableAddressError.
    """
    address = addresses.read(addresses.encoded(path))
    if not path.endswith("/") and "." not in address.save_as.rpartition("/")[2]:
        return OldAddress(address.url, f"{address.save_as}.html")
    return address


def _old(text: ForeignText, address: OldAddress) -> Iterator[str]:
    for each in text.old:
        old = f"/{addresses.encoded(each.lstrip('/'))}"
        if old != f"/{address.url}":
            yield old


def _file(text: ForeignText, address: OldAddress, site: Site, files: set[Path]) -> Path:
    folder = site.post_folders[0] if text.is_post else site.page_folders[0]
    if text.is_post and text.date:
        folder /= str(text.date.year)
    path, number = folder / f"{address.stem}.md", 2
    while path in files or path.exists():
        path, number = folder / f"{address.stem}-{number}.md", number + 1
    files.add(path)
    return path


def _free(slug: str, taken: set[str]) -> str:
    wanted, number = slug, 2
    while wanted in taken:
        wanted, number = f"{slug}-{number}", number + 1
    taken.add(wanted)
    return wanted


def _date(date: object) -> str:
    return "" if date is None else date.isoformat(" ")  # type: ignore[attr-defined]  # a time, if there is one


def _joined(names: Iterable[str]) -> str:
    clean = [name.replace(";", ",") for name in names]
    joined = "; ".join(clean)
    return f"{joined};" if len(clean) == 1 and "," in joined else joined
