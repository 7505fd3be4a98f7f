"""An exported post as a content file: its head and its body."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from outsideinnovation import frontmatter
from outsideinnovation.importers.blog import featured
from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.blog.html_bodies import Conversion, kept
from outsideinnovation.importers.blog.placing import PlacedPost
from outsideinnovation.importers.movabletype import exported_text

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}", re.ASCII)  # BCP 47, in short
_LINE_END = re.compile(r"\r\n?")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # Python-Markdown's own marks are among them


def dump(placed: PlacedPost, zone: tzinfo, language: str, as_markdown: Conversion | None = None) -> bytes:
    """Return the file: dates in the site's *zone*, no ``Lang`` where it is the site's *language*, the body as ``kept`` has it."""
    post = placed.post
    shown = _UNWANTED.sub("", _LINE_END.sub("\n", featured.shown(post)))
    body = kept(shown, as_markdown) if shown.strip() else ""
    return frontmatter.dump(_fields(placed, zone, language), body).encode("utf-8", "replace")


def title(post: ExportedPost) -> str:
    """Return its title as one line; empty where it has none."""
    return exported_text.one_line(post.title)


def _fields(placed: PlacedPost, zone: tzinfo, language: str) -> Iterator[tuple[str, str]]:
    post, address = placed.post, placed.address
    tags = _names(post.tags)
    yield "Id", placed.identifier
    yield "Title", title(post) or exported_text.title_from(post.body, placed.slug)
    yield "Date", _date(post.date, zone)
    yield "Modified", _date(post.modified, zone) if post.modified != post.date else ""
    yield from _categories(_names(post.categories))
    yield "Tags", exported_text.joined([tag for tag in tags if len(tag) <= exported_text.TAG_LENGTH])
    yield "Keywords", ", ".join(tag for tag in tags if len(tag) > exported_text.TAG_LENGTH)
    yield from _authors(_names(post.authors))
    yield "Slug", placed.slug
    yield "Status", "draft" if placed.is_draft else "published"
    yield "Comments", str(post.conversation)
    is_other = post.language.lower() != language.lower() and _LANGUAGE.fullmatch(post.language)
    yield "Lang", post.language if is_other else ""
    yield "Url", address.url if address else ""
    yield "Save_as", address.save_as if address else ""
    yield "Old-Urls", " ".join(placed.old)
    yield "Summary", exported_text.as_summary(exported_text.one_line(post.summary))


def _categories(names: list[str]) -> Iterator[tuple[str, str]]:
    yield "Category", names[0] if names else ""
    yield "Categories", "; ".join(names) if len(names) > 1 else ""


def _authors(names: list[str]) -> Iterator[tuple[str, str]]:
    several = len(names) > 1
    yield "Authors" if several else "Author", "; ".join(names)


def _names(names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(name for name in map(exported_text.plain_name, names) if name))


def _date(date: datetime | None, zone: tzinfo) -> str:
    """Return *date* in *zone*; with its distance from UTC in the hour that clocks repeat, and where it has fractions."""
    if date is None:
        return ""
    here = date.astimezone(zone).replace(microsecond=0)
    written = here.strftime(DATE_FORMAT)
    again = datetime.strptime(written, DATE_FORMAT).replace(tzinfo=zone)
    return written if again.utcoffset() == here.utcoffset() else here.isoformat(" ")
