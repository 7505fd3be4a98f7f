"""Ghost's export, read three times: what belongs to posts, the posts, and comments where somebody has added them."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.blog.exported import ExportedPost, ExportedSubscriber, OldLists
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.ghost import bodies, members, posts, tables, written_texts
from outsideinnovation.importers.ghost.relations import TABLES, Relations, text
from outsideinnovation.importers.json_rows import DamagedJsonError, Row
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport, Thing
from outsideinnovation.wording import counted

_STATUSES = {"published": ExportedStatus.APPROVED, "hidden": ExportedStatus.REJECTED}
_DELETED = "deleted"
_SCRIPTS = ("codeinjection_head", "codeinjection_foot")


class Ghost:
    """One blog: its JSON and, where it is given, the CSV of its members. *url* is where it was; the JSON does not say so.

    *confirmed* says that the members agreed to get mail: who signs up at Ghost confirms it, whom its owner added did not.
    *zone* is the name of the site's time zone, to be told where the old blog had another.
    """

    system = "ghost"

    def __init__(
        self, export: Path, members: Path | None = None, url: str = "", *, confirmed: bool = False, zone: str = ""
    ) -> None:
        self.report = ImportReport(export)
        self.lists = OldLists()
        self.hosts: dict[str, int] = {}
        self._export, self._members, self._url, self._confirmed = export, members, url, confirmed
        self._zone = zone
        self._relations = Relations()
        self._places: dict[str, ExportPlace] = {}
        self._comments: set[str] = set()
        self._met: Counter[str] = Counter()

    def read(self) -> Iterator[ExportedPost | Foreign | ExportedSubscriber]:
        """Yield posts and pages, then comments, then members. Raises UnreadableExportError and NotFoundError."""
        for table, row in self._rows(TABLES | {"posts", "comments"}, is_first=True):
            self._met[table] += 1
            self._relations.add(table, row)
        if not self._met["posts"]:
            what = "no db[0].data.posts in it: name the JSON that Ghost's administration exports"
            raise UnreadableExportError(f"{self._export}: {what}. Nothing was imported.")
        for _, row in self._rows(frozenset({"posts"})):
            yield from self._post(row)
        for _, row in self._rows(frozenset({"comments"})) if self._met["comments"] else ():
            yield from self._comment(row)
        if self._members:
            yield from members.members(self._members, self.report, confirmed=self._confirmed)
        self._tell()

    def _rows(self, wanted: frozenset[str], *, is_first: bool = False) -> Iterator[tuple[str, Row]]:
        """Yield rows as far as they can be read; what is damaged is told of once."""
        try:
            yield from tables.rows(self._export, wanted)
        except DamagedJsonError as damage:
            if not self._met["posts"]:
                raise
            if is_first:
                remedy = "export again, and import again for the rest: what is here by then stays"
                self.report.problem(0, f"{damage.what}; what stands before it comes", remedy)

    def _post(self, row: Row) -> Iterator[ExportedPost]:
        key, meta = text(row, "id"), self._relations.meta.get(text(row, "id"), {})
        if not key or key in self._places:
            self._problem(f"{'a second post' if key else 'a post'} {_named(row)} with the id {key!r}; left out")
            return
        if posts.visibility(row, meta) is None:
            self.report.note(0, f"{_named(row)}: status is {text(row, 'status')[:40]!r}", "it comes as a draft")
        made = posts.post(row, self._relations, self._url, self._met)
        if not made.body and written_texts.html(row) is None:
            self._problem(f"{_named(row)}: its text cannot be read; it comes without its words")
        if text(row, "published_at") and not comment_export.moment(text(row, "published_at")):
            self.report.note(
                0, f"{_named(row)}: published_at is {text(row, 'published_at')[:40]!r}", "another date is taken"
            )
        self._places[key] = made.place
        self._met["scripts"] += any(text(row, name) for name in _SCRIPTS)
        self._count_hosts(made)
        self._list(row)
        yield made

    def _count_hosts(self, post: ExportedPost) -> None:
        host = urlsplit(self._url).hostname
        if host:
            self.hosts[host] = self.hosts.get(host, 0) + 1 + post.body.count(f"//{host}/")

    def _list(self, row: Row) -> None:
        for tag in self._relations.tags_of(text(row, "id")):
            self.lists.tags[f"/tag/{tag.slug}/"] = tag.name
            self.lists.feeds[f"/tag/{tag.slug}/rss/"] = ""
        for author in self._relations.authors_of(row):
            self.lists.authors[f"/author/{author.slug}/"] = author.name
            self.lists.feeds[f"/author/{author.slug}/rss/"] = ""
        self.lists.feeds["/rss/"] = ""

    def _comment(self, row: Row) -> Iterator[Foreign]:
        if text(row, "status") == _DELETED:
            self.report.skip(Thing.COMMENT, "deleted there")
            return
        key, date = text(row, "id"), comment_export.moment(text(row, "created_at"))
        words = conversion.markdown(text(row, "html"))
        if not key or key in self._comments:
            self._problem(f"a comment with the id {key!r}, as another has; left out")
        elif not date or not words:
            self._problem(f"comment {key}: {'no words' if date else 'no date'}; left out")
        else:
            self._comments.add(key)
            yield self._foreign(row, date, words)

    def _foreign(self, row: Row, date: datetime, words: str) -> Foreign:
        place = self._places.get(text(row, "post_id")) or ExportPlace(f"post {text(row, 'post_id')}")
        return Foreign(
            key=text(row, "id"),
            parent=text(row, "in_reply_to_id") or text(row, "parent_id") or None,
            place=place,
            line=0,
            author=comment_export.name(self._relations.members.get(text(row, "member_id"), "")),
            email=None,
            website=None,
            date=date,
            text=words,
            status=_STATUSES.get(text(row, "status"), ExportedStatus.PENDING),
        )

    def _tell(self) -> None:
        report, met, settings = self.report, self._met, self._relations.settings
        zone = settings.get("timezone") or settings.get("active_timezone")  # the name that it had in Ghost 1 to 3
        if isinstance(zone, str) and self._zone not in {"", zone}:
            report.note(
                0,
                f"its time zone was {zone[:60]}, and here it is {self._zone}",
                "dates are the same moments: see TIMEZONE",
            )
        if not met["comments"]:
            report.note(0, "Ghost exports no comments", "they stay there")
        if number := self._relations.internal:
            report.note(
                0,
                counted(number, "internal tag", "internal tags"),
                "never shown; left out",
            )
        if met["scripts"]:
            report.note(
                0, f"{counted(met['scripts'], 'post')} had code of their own for the page's head or foot", "left out"
            )
        if met[bodies.SIGNUP]:
            report.note(
                0, counted(met[bodies.SIGNUP], "form to sign up", "forms to sign up"), "left out: pages have their own"
            )

    def _problem(self, what: str) -> None:
        self.report.problem(0, what, "compare with the original")


def _named(row: Row) -> str:
    return f"the post {text(row, 'title')[:60]!r}"
