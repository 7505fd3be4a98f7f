"""All that a site holds, as others may have it: each post and page with its HTML, its source and its comments.

Everything comes of the build's own parts, so that what is exported is what readers saw.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from functools import cached_property

from outsideinnovation.builder.content import internal, post, source_file
from outsideinnovation.builder.content.foreign import is_foreign_name
from outsideinnovation.builder.content.link_addresses import LinkAddresses
from outsideinnovation.builder.content.reading import ContentReader, Reading
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.waiting import ALREADY, SHOWN
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.builder.native_support import texts
from outsideinnovation.builder.report import Progress
from outsideinnovation.builder.urls.planned_urls import PlannedUrls
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.exporters.absolute_links import absolute, resolved
from outsideinnovation.exporters.choice import Choice
from outsideinnovation.exporters.conversation import Conversation, Said
from outsideinnovation.exporters.export_report import ExportReport
from outsideinnovation.exporters.foreign_addresses import attached, in_its_language
from outsideinnovation.exporters.imported_markup import unwrapped
from outsideinnovation.percent_encoding import of_url
from outsideinnovation.site import Site
from outsideinnovation.text import plain

NOWHERE = (
    "SITEURL is empty, so that addresses and links in it are not whole; say it in pelicanconf.py, and export again"
)
LEFT = "Comments stay here where their posts do, or where there are none"
PART = 50  # files a worker reads at a time


@dataclass(frozen=True, slots=True)
class ExportItem:
    """A post or page. ``html`` is its body as readers get it, with whole addresses; ``source`` its file's bytes.

    ``address`` is where it is, or will be once it is published; empty where that cannot be told; ``given_url`` what its head
    says of that, letter by letter. ``summary`` is plain text, and empty where the author wrote none; ``date`` is aware, in the
    blog's zone, and None where the file says none. ``takes_comments`` is ``open``, ``closed`` or ``none``. ``has_category``
    says whether its head names one, or it is in the default category.
    """

    row: Row
    source: bytes
    html: str
    address: str
    given_url: str
    summary: str
    picture: str
    takes_comments: str
    has_category: bool
    date: datetime | None
    modified: datetime | None
    comments: tuple[Said, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether readers may come upon it."""
        return self.row.status in SHOWN


@dataclass(frozen=True, slots=True)
class _Text:
    """What one file says: what of an entry takes long to make, made in a worker."""

    html: str
    source: bytes
    summary: str
    picture: str
    given_url: str
    has_category: bool
    problems: tuple[Problem, ...] = ()


class SiteContents:
    """What of a *site* is chosen, as of the time *now*; what cannot be read is a problem in the report, and all else comes."""

    def __init__(self, site: Site, choice: Choice, now: datetime, progress: Progress, report: ExportReport) -> None:
        self.site, self.choice, self.report = site, choice, report
        self._progress = progress
        self._settings = site.configuration
        self._reader = ContentReader(site.content, site.configuration, now, lenient=True)
        if not self._settings.site.url:
            report.note(NOWHERE)
        self._rows = {row.path: row for row in self._read()}
        root = site.configuration.site.root
        self._links = LinkAddresses(site.content, site.settings, root, self._reader.slugs, self._url)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows of what was chosen: posts from the oldest on, then pages."""
        chosen = (row for row in self._rows.values() if self.choice.drafts or row.status in SHOWN)
        return sorted(chosen, key=lambda row: (not row.is_post, row.when if row.date else ALREADY, row.path))

    @cached_property
    def redirects(self) -> dict[str, str]:
        """Where old addresses lead: rooted paths, to others, whole addresses or ``gone``."""
        try:
            return PlannedUrls(self.site, {}, rows=self._rows.values()).leads
        except ContentError as error:
            self.report.problems += error.problems
            return {}

    @cached_property
    def newest(self) -> datetime:
        """The newest date of what is published; the year 2000 where nothing is: a stand-in for what has no date."""
        shown = (row.when for row in self._rows.values() if row.is_post and row.status == "published")
        return max(shown, default=datetime(2000, 1, 1, tzinfo=UTC)).astimezone(self._settings.site.zone)

    def is_text(self, path: str) -> bool:
        """Tell whether the file at *path* below the content folder is a post or page, chosen or not."""
        return path in self._rows

    def at(self, url: str) -> str:
        """Return a path below the site's root as a whole address."""
        return f"{self._settings.site.url}/{url}"

    def entries(self, *, newest_first: bool = False) -> Iterator[ExportItem]:
        """Yield what was chosen in the order of ``rows``, or the other way round, with comments; few are in memory at a time."""
        conversation = Conversation(self.site.comments, self.choice.comments.states)
        rows, done = self.rows[::-1] if newest_first else self.rows, 0
        for part in in_parts(lambda some: [self._text(row) for row in some], rows, PART):
            for text, row in zip(part, rows[done : done + len(part)], strict=True):
                self.report.problems += text.problems
                if not text.problems:
                    yield self._entry(row, text, conversation.take(row.id) if row.is_post else ())
            done += len(part)
            self._progress("Exporting", done, len(rows))
        self.report.problems += conversation.problems
        left = conversation.left()
        for name, number in left.items():
            self.report.note(LEFT, f"{name} ({number})")

    def count(self, entry: ExportItem, comments: int) -> None:
        """Count a post or page as written, with so many *comments*."""
        self.report.count_entry(is_public=entry.is_public, is_post=entry.row.is_post, comments=comments)

    def _read(self) -> Iterator[Row]:
        """Yield the rows of all posts and pages that can be read."""
        try:
            every = [path for path, _ in texts(self.site.content, self._settings.content)]
        except ContentError as error:
            self.report.problems += error.problems
            return
        for path in filter(is_foreign_name, every):
            what = "a post or page that is not Markdown, which only Pelican reads"
            self.report.problems.append(
                Problem(self.site.content / path, 0, what, "it is not exported; convert it first")
            )
        paths = [path for path in every if not is_foreign_name(path)]
        for reading in flat(in_parts(lambda some: [_light(self._reader.read(path)) for path in some], paths, PART)):
            self.report.problems += reading.problems
            if reading.row:
                yield in_its_language(reading.row, self.site)

    def _text(self, row: Row) -> _Text:
        where = self.site.content / row.path
        problems, document = source_file.read(where)
        if not document:
            return _Text("", b"", "", "", "", has_category=False, problems=tuple(problems))
        page = self.at(row.url)
        markup = internal.resolved(self._reader.markup(document), lambda what, target: self._address(row, what, target))
        picture = document.value("image")
        return _Text(
            html=unwrapped(absolute(markup, page)),
            source=where.read_bytes(),
            summary=plain(row.summary) if document.value("summary") else "",
            picture=resolved(picture, page) if picture else "",
            given_url=document.value("url"),
            has_category=bool(document.value("category")),
        )

    def _entry(self, row: Row, text: _Text, comments: tuple[Said, ...]) -> ExportItem:
        zone, is_shown = self._settings.site.zone, row.status in SHOWN
        is_dated = row.date and row.when.year < MAXYEAR  # a draft without one has the end of time
        return ExportItem(
            row=row,
            source=text.source,
            html=text.html,
            address=self.at(row.url) if is_shown else self.at(of_url(text.given_url)) if text.given_url else "",
            given_url=text.given_url,
            summary=text.summary,
            picture=text.picture,
            takes_comments=self._takes_comments(row),
            has_category=text.has_category,
            date=row.when.astimezone(zone) if is_dated else None,
            modified=datetime.fromisoformat(row.modified).astimezone(zone) if row.modified else None,
            comments=comments,
        )

    def _takes_comments(self, row: Row) -> str:
        """Return whether a text takes comments; pages take none, but may say what they did where they came from."""
        if not row.is_post:
            return row.comments.lower() or "none"
        return post.comments_state(row.comments, row.when, self._settings.comments.close_after_days, self.newest)

    def _address(self, row: Row, what: str, target: str) -> str | None:
        root = self._settings.site.root
        return self._links.address(row.path, what, target) or attached(self.site.content, row, what, target, root)

    def _url(self, path: str) -> str | None:
        row = self._rows.get(path)
        return row.url if row else None


def _light(reading: Reading) -> Reading:
    """Return what was read without its HTML, which would be in memory for all posts at once."""
    return Reading(reading.path, reading.row, "", reading.problems)
