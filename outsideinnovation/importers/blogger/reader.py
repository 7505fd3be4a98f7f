"""Blogger's export, read twice: the posts and pages first, for a comment may stand before the post that it is on."""

import html
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from outsideinnovation.importers import comment_export, elements
from outsideinnovation.importers.blog.exported import ExportedPost, OldLists, Visibility
from outsideinnovation.importers.blogger import entries, feed_file, old_addresses, posts
from outsideinnovation.importers.blogger.entries import EntryKind
from outsideinnovation.importers.blogger.feed_file import FeedFile
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.elements import DamagedXmlError, Element
from outsideinnovation.importers.mended_xml import MendedXml
from outsideinnovation.importers.mending import Mending
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport, Thing
from outsideinnovation.wording import counted

ROOT = "feed"
TEXT_LENGTH = 32 * 1_048_576  # characters of a post, which may hold its pictures
_POSTS = frozenset({EntryKind.POST, EntryKind.PAGE})
_NO_ONE = "noreply@blogger.com"


@dataclass(frozen=True, slots=True)
class _Known:
    """What a comment has to know of its post: what names it, and the profile of whoever wrote it."""

    place: ExportPlace
    profile: str


class Blogger:
    """One blog: a classic XML export, a ``feed.atom``, or a Takeout as a folder or zip with one blog in it."""

    system = "blogger"

    def __init__(self, export: Path) -> None:
        self.report = ImportReport(export)
        self.lists = OldLists()
        self.hosts: dict[str, int] = {}
        self._export = export
        self._posts: dict[str, _Known] = {}
        self._comments: set[str] = set()
        self._met: Counter[str] = Counter()

    def read(self) -> Iterator[ExportedPost | Foreign]:
        """Yield posts and pages, then comments. Raises UnreadableExportError and NotFoundError."""
        hosts = old_addresses.Hosts()
        with feed_file.opened(self._export, self.report) as file:
            for entry, kind in self._entries(file, is_first=True):
                if kind in _POSTS:
                    yield from self._post(entry, kind, hosts)
            for entry, kind in self._entries(file, is_first=False):
                if kind is EntryKind.COMMENT:
                    yield from self._comment(entry)
        self.hosts = dict(hosts.settle())
        self._tell()

    def _entries(self, file: FeedFile, *, is_first: bool) -> Iterator[tuple[Element, EntryKind]]:
        """Yield what has a kind; what is damaged is told of once."""
        found, mending = False, Mending()
        mended = partial(MendedXml, mending=mending)
        try:
            for element in elements.read(file.path, ROOT, ("entry",), text_length=TEXT_LENGTH, mended=mended):
                entry = entries.own(element)
                kind = entries.kind(entry)
                if kind:
                    found = True
                    yield entry, kind
        except DamagedXmlError as damage:
            if not found:
                raise DamagedXmlError(file.name, damage.line, damage.what, damage.remedy) from None
            if is_first:
                self.report.problem(
                    damage.line, f"{damage.what}; what stands before it comes", damage.remedy, file.name
                )
        if is_first:
            mending.tell(self.report, file.name)
        if not found:
            remedy = "for a feed of another kind see: oi import feed"
            raise UnreadableExportError(
                f"{file.name}: no post, page or comment of Blogger: {remedy}. Nothing was imported."
            )

    def _post(self, entry: Element, kind: EntryKind, hosts: old_addresses.Hosts) -> Iterator[ExportedPost]:
        key, visibility = entries.key(entry), entries.visibility(entry)
        objection = self._objection(entry, entries.number(key), self._posts)
        if objection:
            self._problem(entry, f"{kind}: {objection}; left out")
            return
        if visibility is None:
            self.report.note(entry.line, _unknown_state(entry), "it comes as a draft")
        self._check_date(entry)
        made = posts.post(entry, kind, visibility or Visibility.DRAFT)
        self._posts[entries.number(key)] = _Known(made.place, entries.profile(entry))
        self._list(made)
        hosts.add(made.address, made.body)
        self._met["location"] += bool(_words(entry.child("location")))
        yield made

    def _objection(self, entry: Element, key: str, known: Container[str]) -> str:
        """Return why an entry cannot be taken; nothing where it can."""
        content = entry.child("content")
        if not key:
            return "no id"
        if key in known:
            return f"a second one with the id {key}"
        return f"more than {TEXT_LENGTH} characters" if content and content.cut else ""

    def _list(self, post: ExportedPost) -> None:
        if post.visibility is Visibility.PUBLISHED:
            for label in post.tags:
                old_addresses.add_label(self.lists, label)
            if not post.is_page:
                old_addresses.add_months(self.lists, post.address, post.date)

    def _check_date(self, entry: Element) -> None:
        """Say so where what stands for a date is none; the next best date is taken."""
        published = entry.value("published")
        if published and not comment_export.moment(published):
            what, better = f"published is {published[:40]!r}", entries.date(entry)
            if better:
                self.report.note(entry.line, what, f"{better:%Y-%m-%d} is taken, when it was made or changed")
            else:
                self._problem(entry, f"{what}, and no other date is given")

    def _comment(self, entry: Element) -> Iterator[Foreign]:
        if entries.is_removed(entry):
            self.report.skip(Thing.COMMENT, "removed there")
            return
        key, date, text = entries.number(entry.value("id")), entries.date(entry), _text(entry.child("content"))
        objection = self._objection(entry, key, self._comments)
        if objection or not date or not text:
            no_date = f"published is {entry.value('published')[:40]!r}" if not date else ""
            self._problem(entry, f"comment: {objection or no_date or 'no words'}; left out")
            return
        if not entries.comment_status(entry):
            self.report.note(entry.line, _unknown_state(entry), "the comment comes as a pending one")
        self._comments.add(key)
        yield self._foreign(entry, key, date, text)

    def _foreign(self, entry: Element, key: str, date: datetime, text: str) -> Foreign:
        post, address = entries.post_of(entry)
        known = self._posts.get(entries.number(post)) or _Known(
            ExportPlace(address or post, (address,) if address else (), (post,)), ""
        )
        author = entry.child("author") or Element("author", {}, entry.line)
        is_owner = bool(known.profile) and entries.profile(entry) == known.profile
        return Foreign(
            key=key,
            parent=entries.parent_of(entry),
            place=known.place,
            line=entry.line,
            author=comment_export.name(author.value("name")),
            email=_email(author.value("email")),
            website=comment_export.website(author.value("uri")),
            date=date,
            text=text,
            status=entries.comment_status(entry) or ExportedStatus.PENDING,
            by_author=is_owner and entries.is_by_account(entry),
        )

    def _tell(self) -> None:
        old_addresses.add_feeds(self.lists)
        if self._met["location"]:
            what = f"{counted(self._met['location'], 'post')} had a place on the map"
            self.report.note(0, what, "posts have none here: name it in the text where it matters")

    def _problem(self, entry: Element, what: str) -> None:
        self.report.problem(entry.line, what, "correct it and import again")


def _unknown_state(entry: Element) -> str:
    return f"blogger:status is {entry.value('status')[:40]!r}"


def _words(element: Element | None) -> str:
    return "".join((element.text, *(child.text for child in element.children or ()))).strip() if element else ""


def _text(content: Element | None) -> str:
    if content is None:
        return ""
    is_plain = content.attributes.get("type", "html") == "text"
    return conversion.markdown(html.escape(content.text, quote=False) if is_plain else content.text)


def _email(text: str) -> str | None:
    found = comment_export.mail(text)
    return None if found and found.lower() == _NO_ONE else found
