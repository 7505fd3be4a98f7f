"""A line of Substack's posts.csv with the file of its words, as every import hands it on."""

import re
from dataclasses import dataclass
from html import escape

from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.comment_export import moment
from outsideinnovation.importers.csv_rows import is_yes
from outsideinnovation.importers.substack import bodies
from outsideinnovation.subscriptions.lists.formats import Fields

_FILE = re.compile(r"(?P<number>[^./]+)(?:\.(?P<slug>[^/]+))?\.html")
_DATES = ("postdate", "emailsentat", "inboxsentat")
_BY_MAIL = frozenset({"adhoc_email", "adhocemail"})


@dataclass(frozen=True, slots=True)
class PostFile:
    """A file of a post's words: the *number* of the post, and the *slug* that its address ended with."""

    name: str
    number: str
    slug: str


def file(name: str) -> PostFile | None:
    """Return the post whose words the file of that *name*, in the folder ``posts``, holds; None for any other file."""
    found = _FILE.fullmatch(name.rpartition("/")[2])
    return PostFile(name, found["number"], found["slug"] or "") if found else None


def number(fields: Fields) -> str:
    """Return the number of a line's post: ``12`` of ``12.first-post``."""
    return fields.get("postid", "").partition(".")[0].strip()


def visibility(fields: Fields) -> Visibility:
    """Return who could read a post: only what is published for everyone is for everyone."""
    if not is_yes(fields.get("ispublished", "")):
        return Visibility.DRAFT
    if fields.get("type", "").lower() in _BY_MAIL:
        return Visibility.MAIL_ONLY
    return Visibility.PUBLISHED if fields.get("audience", "everyone") in {"everyone", ""} else Visibility.MEMBERS


def post(line: int, fields: Fields, slug: str, markup: str) -> ExportedPost:
    """Return the post of a line, whose words are *markup*. Its address is a path alone: the export does not say where it was."""
    slug = fields.get("postid", "").partition(".")[2].strip() or slug
    slug = slug.replace("\\", "/").rpartition("/")[2]
    address = f"/p/{slug}" if slug.strip(".") else ""
    return ExportedPost(
        key=number(fields),
        line=line,
        title=fields.get("title", ""),
        body=bodies.body(markup, number(fields)) + _sound(fields.get("podcasturl", "")),
        address=address,
        slug=slug if address else "",
        is_page=fields.get("type", "").lower() == "page",
        visibility=visibility(fields),
        date=next((date for date in (moment(fields.get(name, "")) for name in _DATES) if date), None),
        summary=fields.get("subtitle", ""),
        old_addresses=(f"{address}/comments",) if address else (),
    )


def _sound(address: str) -> str:
    if not address.lower().startswith(("https://", "http://")):
        return ""
    return f'\n<p><audio controls preload="none" src="{escape(address)}"></audio></p>'
