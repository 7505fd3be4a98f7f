"""Movable Type's export, as TypePad wrote it: posts and pages are written, comments are handed to the caller."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from outsideinnovation.importers.blog import addresses
from outsideinnovation.importers.blog.addresses import OldAddress, UnusableAddressError
from outsideinnovation.importers.blog.html_bodies import Conversion
from outsideinnovation.importers.blog.post_links import PostLinks
from outsideinnovation.importers.blog.post_writer import PostWriter
from outsideinnovation.importers.movabletype import (
    bodies,
    dates,
    entries,
    entry_parser,
    exported_text,
    imported_comments,
    lines,
)
from outsideinnovation.importers.movabletype.entries import Fault, RawEntry, Stray
from outsideinnovation.importers.movabletype.entry_parser import ExportEntry, PieceKind, RawComment
from outsideinnovation.importers.movabletype.imported_comments import ImportedComment
from outsideinnovation.importers.movabletype.lines import Encoding, Progress, UnreadableExportError
from outsideinnovation.importers.movabletype.posts import DATE_FORMAT, ImportedPost
from outsideinnovation.importers.movabletype.redirects import OldBlog
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.wording import counted

_THINGS = {PieceKind.COMMENT: Thing.COMMENT, PieceKind.PING: Thing.PING}
_PUBLISHED = frozenset({"publish", "published", ""})
_FAULT_REMEDIES = {
    Fault.CUT: "nothing of it was imported; export again, or end it with lines ----- and --------",
    Fault.TOO_LARGE: "nothing of it was imported; look for a line -------- that is missing, or shorten it",
}


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What was asked for: the blog's time zone, its old base (``zal/``, None: find out), pings.

    ``as_markdown`` makes Markdown of bodies where it can; without it they stay HTML. ``links`` learns where each post is,
    below ``root``.
    """

    zone: tzinfo
    base: str | None = None
    as_markdown: Conversion | None = None
    pings: bool = False
    links: PostLinks | None = None
    root: str = "/"


class MovableTypeImporter:
    """Brings one export over. ``report`` and ``old_blog`` are complete when ``comments`` has been read to its end."""

    def __init__(self, export: Path, writer: PostWriter, options: ImportOptions) -> None:
        self.report = ImportReport(export)
        self.old_blog = OldBlog()
        self._export = export
        self._writer = writer
        self._options = options
        self._taken: dict[int, int] = {}  # an address's hash → the line of its entry
        self._slugs: set[int] = set()
        self._foreign: set[str] = set()  # keys that were told of
        self._texts: frozenset[str] | None = None  # that every entry has had so far

    def comments(self, encoding: Encoding, progress: Progress = lambda _: None) -> Iterator[ImportedComment]:
        """Write every whole entry and yield its comments, and pings where they were asked for.

        Raises UnreadableExportError where there is no entry at all, NotFoundError and StorageError.
        """
        with lines.opened(self._export, encoding) as (text, position):
            for found in entries.split(text):
                yield from self._stray(found) if isinstance(found, Stray) else self._entry(found)
                progress(position())
        self._writer.flush()
        pings = self.report.counts[Thing.PING, Fate.SKIPPED]
        if pings and not self._options.pings:
            self.report.note(0, f"{counted(pings, 'ping')} skipped", "not asked for; see --pings")
        if not self.report.found(Thing.ENTRY):
            remedy = "Name the file that TypePad or Movable Type exported; it begins with AUTHOR: or TITLE:."
            raise UnreadableExportError(f"{self._export}: no entry of a Movable Type export in it. {remedy}")

    def _stray(self, found: Stray) -> Iterator[ImportedComment]:
        what = (
            f"{counted(found.count, 'line')} that belong to no entry"
            if found.count > 1
            else "a line that belongs to no entry"
        )
        self.report.problem(found.line, what, "left out; compare with the original")
        return iter(())

    def _entry(self, raw: RawEntry) -> Iterator[ImportedComment]:
        entry = entry_parser.take_apart(raw)
        fault = raw.fault or self._fault_of_unclosed(raw, entry)
        if fault:
            self._skip(entry, raw.line, fault, _FAULT_REMEDIES[fault])
            return
        self._texts = frozenset(entry.texts) & (frozenset(entry.texts) if self._texts is None else self._texts)
        if raw.damaged:
            more = f" and {counted(len(raw.damaged) - 1, 'more line')}" if len(raw.damaged) > 1 else ""
            self.report.problem(
                raw.damaged[0], f"damaged characters here{more}", "the rest was imported; compare with the original"
            )
        for key, line in entry.foreign.items():
            if key not in self._foreign:
                self._foreign.add(key)
                self.report.note(line, f"a field {key} that is not known here", "left out, in every entry")
        for line in entry.strays[:1]:
            self.report.problem(line, "a line without a name in an entry's head", "left out; compare with the original")
        post_id = self._earlier(entry) if entry.head.get("NO ENTRY") else self._post(entry)
        if post_id:
            yield from self._filed(entry, post_id)

    def _fault_of_unclosed(self, raw: RawEntry, entry: ExportEntry) -> Fault | None:
        """Return CUT for an entry without its last line that lacks a text which all before it have; else tell of the line."""
        if not raw.unclosed:
            return None
        if not entry.texts or (self._texts or frozenset()) - entry.texts.keys():
            return Fault.CUT
        what = f"the entry has no last line {entries.SEPARATOR}"
        remedy = "imported as it stands; if the file was cut off there, comments after that are missing"
        self.report.note(raw.line + len(raw.lines) - 1, what, remedy)
        return None

    def _earlier(self, entry: ExportEntry) -> str | None:
        """Return the id of the post that an entry of comments alone belongs to."""
        date = dates.read(entry.head.get("DATE", ""), self._options.zone)
        post_id = self._writer.find(date.strftime(DATE_FORMAT) if date else "", entry.head.get("BASENAME", ""))
        if not post_id:
            self._skip_comments(entry)
            what = f"no earlier entry has this DATE or BASENAME, for {_counted(entry)}"
            self.report.problem(entry.line, what, "import the export with the entry first")
        return post_id

    def _post(self, entry: ExportEntry) -> str | None:
        """Write the entry and return its id; None where it had to be skipped."""
        is_draft = _is_draft(entry)
        date = dates.read(entry.head.get("DATE", ""), self._options.zone)
        if not date and not (is_draft and not entry.head.get("DATE")):
            what = f"DATE is {entry.head['DATE'][:40]!r}" if entry.head.get("DATE") else "no DATE"
            remedy = "write it as MM/DD/YYYY hh:mm:ss and import again"
            self._skip(entry, entry.head_lines.get("DATE", entry.line), what, remedy)
            return None
        address = self._address(entry, date)
        if not address:
            return None
        post = ImportedPost(entry, address, date, self._slug(address), is_draft)
        written = self._writer.put(post.new, lambda: post.dump(self._options.as_markdown))
        self.report.count(Fate.WRITTEN if written else Fate.THERE, *_things(entry, is_page=post.is_page))
        self._tell(post)
        if links := self._options.links:
            now, was = f"{self._options.root}{address.url}", entry.head.get("UNIQUE URL", "")
            links.add(address.post_id, now, was, is_public=not is_draft)
        if not is_draft and not post.is_page and date:
            self.old_blog.remember(address.archive, f"{date:%Y/%m}", post.categories)
        return address.post_id

    def _address(self, entry: ExportEntry, date: datetime | None) -> OldAddress | None:
        """Return where the entry stays, or goes if it has no address that a file may have; None where that is taken."""
        url, line = entry.head.get("UNIQUE URL", ""), entry.head_lines.get("UNIQUE URL", entry.line)
        address = None
        if url:
            try:
                address = addresses.read(url)
                self.old_blog.hosts[addresses.host(url)] += 1
            except UnusableAddressError as reason:
                address = self._made(entry, date)
                self.report.problem(
                    line, f"UNIQUE URL cannot be kept: {reason}", f"published as /{address.url} instead"
                )
                self.report.move(url.strip(), f"/{address.url}")
        else:
            address = self._made(entry, date)
        first = self._taken.setdefault(hash(address.save_as.lower()), entry.line)
        if first != entry.line:
            self._skip(entry, line, f"the entry in line {first} has the same address", "give it another UNIQUE URL")
            return None
        return address

    def _made(self, entry: ExportEntry, date: datetime | None) -> OldAddress:
        basename = entry.head.get("BASENAME") or exported_text.title(entry.head.get("TITLE", "")) or "entry"
        month = f"{date:%Y/%m}" if date else "drafts/2000/01"
        number, wanted = 1, basename
        while hash((address := addresses.made(self._options.base or "", month, wanted)).save_as) in self._taken:
            number += 1
            wanted = f"{basename[: addresses.STEM_LENGTH - 10]}-{number}"
        return address

    def _slug(self, address: OldAddress) -> str:
        """Return the basename, with its month or a number where an earlier post has the same: slugs are unique."""
        slug = wanted = addresses.slug(address.name, "_") or address.post_id
        number = 1
        while hash(wanted) in self._slugs:
            month = address.archive[1].replace("/", "-") if address.archive else ""
            wanted = "-".join(part for part in (slug, month, str(number) if number > 1 or not month else "") if part)
            number += 1
        self._slugs.add(hash(wanted))
        return wanted

    def _tell(self, post: ImportedPost) -> None:
        line, body = post.entry.line, post.entry.texts.get("BODY", "")
        if not post.has_title:
            self.report.note(line, "an entry without a title", "it is called by its first words or its basename")
        if body and bodies.markup(post.entry.head.get("CONVERT BREAKS"), body) is bodies.Markup.TEXTILE:
            self.report.note(line, "written in Textile", "kept as it is; its marks show until you change them")
        if bodies.is_costly(post.entry.texts, post.entry.head.get("CONVERT BREAKS")):
            what = "Markdown so full of marks, or so deep, that a build would take long to read it"
            self.report.note(line, what, "kept as it was typed; its marks show until you change them")

    def _filed(self, entry: ExportEntry, post_id: str) -> Iterator[ImportedComment]:
        alike: dict[int, int] = {}
        for raw in entry.comments:
            if raw.kind is PieceKind.PING and not self._options.pings:
                self.report.count(Fate.SKIPPED, Thing.PING)
                continue
            date = dates.read(raw.head.get("DATE", ""), self._options.zone)
            text = imported_comments.markdown(raw)
            if not date:
                self._skip_comment(raw, f"DATE is {raw.head.get('DATE', '')[:40]!r}")
            elif not text:
                self._skip_comment(raw, "no words")
            else:
                key = hash((date, raw.head.get("AUTHOR"), raw.text))
                alike[key] = alike.get(key, 0) + 1
                yield imported_comments.made(
                    raw, entry, post_id, date=dates.universal(date), text=text, number=alike[key]
                )

    def _skip(self, entry: ExportEntry, line: int, what: str, remedy: str) -> None:
        self.report.count(Fate.SKIPPED, *_things(entry, is_page=False))
        self._skip_comments(entry)
        self.report.problem(line, f"{what}; entry skipped{_with(entry)}", remedy)

    def _skip_comments(self, entry: ExportEntry) -> None:
        for each in entry.comments:
            self.report.count(Fate.SKIPPED, _THINGS[each.kind])

    def _skip_comment(self, raw: RawComment, what: str) -> None:
        self.report.count(Fate.SKIPPED, _THINGS[raw.kind])
        self.report.problem(raw.line, f"{what}; {raw.kind} skipped", "correct it and import again")


def _things(entry: ExportEntry, *, is_page: bool) -> list[Thing]:
    things = [Thing.ENTRY, Thing.PAGE if is_page else Thing.POST]
    if _is_draft(entry):
        things.append(Thing.DRAFT)
    if not exported_text.title(entry.head.get("TITLE", "")):
        things.append(Thing.UNTITLED)
    return things


def _is_draft(entry: ExportEntry) -> bool:
    return entry.head.get("STATUS", "").lower() not in _PUBLISHED


def _counted(entry: ExportEntry) -> str:
    return counted(len(entry.comments), "comment")


def _with(entry: ExportEntry) -> str:
    return f" with {_counted(entry)}" if entry.comments else ""
