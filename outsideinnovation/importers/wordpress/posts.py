"""A post or page of a WordPress export in the words of every importer: what it is, who could read it, where it was."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.blog import original
from outsideinnovation.importers.blog.exported import CommentsOpen, ExportedPicture, ExportedPost, Visibility
from outsideinnovation.importers.blog.original import OriginalFile
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.wordpress import bodies, dates
from outsideinnovation.importers.wordpress.bodies import Body
from outsideinnovation.importers.wordpress.records import ItemRecord
from outsideinnovation.importers.wordpress.site_index import ExportIndex
from outsideinnovation.importers.wordpress.terms import Terms

# What our own exports say of a post, in this order; its terms follow.
SEALED = ("title", "content:encoded", "excerpt:encoded", "wp:status", "wp:post_type", "wp:post_date")
TYPES = frozenset({"post", "page"})
VISIBILITIES = {
    "publish": Visibility.PUBLISHED,
    "future": Visibility.SCHEDULED,
    "private": Visibility.PRIVATE,
    "pending": Visibility.PENDING,
    "draft": Visibility.DRAFT,
    "auto-draft": Visibility.DRAFT,
    "": Visibility.DRAFT,  # as WordPress' own importer takes it
    "trash": Visibility.TRASH,
}
_WITH_YEAR = re.compile(r"\s[12]\d{3}\s")  # WordPress writes -0001 for none, which others take for 2000
_TRASHED = "__trashed"


class PostReader:
    """Reads the posts of the blog that *index* tells of; *zone* is that of dates which say none."""

    def __init__(self, index: ExportIndex, zone: tzinfo) -> None:
        self.terms = Terms(index)
        self._index, self._zone = index, zone
        self._root = index.root

    def read(self, record: ItemRecord) -> tuple[ExportedPost, Body]:
        """Return a post, and what is worth telling of its body."""
        body = bodies.read(record, self._index)
        address, is_page = _address(record), record.value("wp:post_type") == "page"
        date = self.date(record)
        post = ExportedPost(
            key=record.value("wp:post_id"),
            line=record.line,
            title=exported_text.title(record.value("title")),
            body=body.html,
            address=address,
            slug=slug(record),
            is_page=is_page,
            visibility=visibility(record),
            date=date,
            modified=self._modified(record, date),
            categories=self.terms.categories(record),
            tags=self.terms.tags(record),
            authors=self._authors(record),
            summary=exported_text.plain(record.value("excerpt:encoded")) or body.teaser,
            picture=self._picture(record),
            conversation=_conversation(record),
            original=_original(record),
            old_addresses=tuple(dict.fromkeys(self._old_addresses(record, address, body.pages, is_page=is_page))),
        )
        return post, body

    def date(self, record: ItemRecord) -> datetime | None:
        """Return when a post was or is to be published, in UTC: ``pubDate`` too where ``wp:post_date`` is 0000-00-00."""
        date = dates.universal(record.value("wp:post_date_gmt"), record.value("wp:post_date"), self._zone)
        if date or not _WITH_YEAR.search(record.value("pubDate")):
            return date
        try:
            return comment_export.moment(parsedate_to_datetime(record.value("pubDate")).isoformat())
        except ValueError:
            return None

    def _modified(self, record: ItemRecord, date: datetime | None) -> datetime | None:
        local = record.value("wp:post_modified")
        modified = dates.universal(record.value("wp:post_modified_gmt"), local, self._zone)
        return modified if modified and date and modified > date else None

    def _authors(self, record: ItemRecord) -> tuple[str, ...]:
        login = record.value("dc:creator")
        author = self._index.authors.get(login)
        name = author.name if author else exported_text.name(login)
        return (name,) if name else ()

    def _picture(self, record: ItemRecord) -> ExportedPicture | None:
        file = self._index.attachments.get(record.meta("_thumbnail_id"))
        return ExportedPicture(file.address, file.alternative) if file else None

    def _old_addresses(self, record: ItemRecord, address: str, pages: int, *, is_page: bool) -> Iterator[str]:
        number = record.value("wp:post_id")
        if not address:
            return
        if is_page:
            yield f"{self._root}/?page_id={number}"
        yield f"{self._root}/?p={number}"
        path = comment_export.path(address).rstrip("/")
        if "?" in path:
            return
        yield from (f"{path}/{page}/" for page in range(2, pages + 1))
        before, _, last = path.rpartition("/")
        if unquote(last) == unquote(record.value("wp:post_name")):
            yield from (f"{before}/{old.strip()}/" for old in record.metas.get("_wp_old_slug", ()) if old.strip())
        pages_of_files = (
            comment_export.path(self._index.attachments[each].page) for each in self._index.uploads(number)
        )
        yield from (each for each in pages_of_files if each.startswith(f"{path}/"))


def _original(record: ItemRecord) -> OriginalFile | None:
    """Return the file that a post was here, if our own export wrote it and nothing of it was changed since."""
    if original.SOURCE not in record.metas:
        return None
    terms = sorted(f"{term.domain}:{term.nicename}" for term in record.terms)
    said = [*(record.value(each) for each in SEALED), *terms]
    return original.believed({key: record.meta(key) for key in original.OF_TEXTS}, said)


def visibility(record: ItemRecord) -> Visibility:
    """Return who could read a post; with a password it is published there, and its text is clear in the export."""
    state = VISIBILITIES.get(record.value("wp:status"), Visibility.DRAFT)
    is_behind_password = state is Visibility.PUBLISHED and record.value("wp:post_password")
    return Visibility.PROTECTED if is_behind_password else state


def slug(record: ItemRecord) -> str:
    """Return a post's slug in its own letters; drafts have none, and what is in the trash has another ending."""
    return unquote(record.value("wp:post_name")).removesuffix(_TRASHED)


def _address(record: ItemRecord) -> str:
    """Return where readers found a post; drafts and what was to come later have a number in its place, which led nowhere."""
    link = record.value("link")
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    is_public = visibility(record) in {Visibility.PUBLISHED, Visibility.PROTECTED}
    return link if parts.scheme in {"http", "https", ""} and (is_public or not parts.query) else ""


def _conversation(record: ItemRecord) -> CommentsOpen:
    if record.value("wp:comment_status") == "open":
        return CommentsOpen.OPEN
    return CommentsOpen.CLOSED if record.comments else CommentsOpen.NONE
