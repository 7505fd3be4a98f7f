"""What of a WordPress blog has no counterpart here, counted by kind and told once, so that nothing is lost silently."""

from collections import Counter
from pathlib import Path

from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.comment_export import Losses, Why
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.importers.wordpress.bodies import Body
from outsideinnovation.importers.wordpress.posts import VISIBILITIES
from outsideinnovation.importers.wordpress.records import Record
from outsideinnovation.wording import counted

_KNOWN_TERMS = frozenset({"category", "post_tag", "tag", "post_format", "nav_menu", "wp_theme"})
_ALL = "export with All content chosen, and import from an empty site"


class LeftOut:
    """The account of one import, for its *report*; ``path`` is the file that is being read."""

    def __init__(self, report: ImportReport) -> None:
        self.path = report.source
        self.comments_in_trash = 0
        self._report = report
        self._counts: dict[tuple[str, str], Counter[str]] = {}  # what, and what became of it → names
        self._first: dict[tuple[str, str], tuple[int, Path]] = {}
        self._twice = 0

    def problem(self, line: int, what: str, remedy: str) -> None:
        """Tell of what is lost and should not be."""
        self._report.problem(line, what, remedy, self.path)

    def item(self, record: Record, *, is_used: bool) -> None:
        """Count an item that is no post; *is_used* where posts show it."""
        if not is_used:
            kind = record.value("wp:post_type")[:40] or "without a type"
            self._count(record, "items that are no posts", "left out", kind)
        if record.comments:
            self._count(
                record,
                "comments on what is no post",
                "left out",
                record.value("wp:post_type")[:40],
                len(record.comments),
            )

    def second(self, record: Record, *, is_same: bool) -> None:
        """Count a post that was there already; one of another blog is a problem."""
        if is_same:
            self._twice += 1
        else:
            what = f"another post has the number {record.value('wp:post_id')[:20]} too"
            self.problem(record.line, what, "left out; import exports of several blogs one after the other")

    def of_post(self, record: Record, post: ExportedPost, body: Body) -> None:
        """Count what is not as it was in a post, and tell of what it lacks."""
        for number in dict.fromkeys(body.files):
            self.problem(record.line, f"a gallery shows the attachment {number}, which is in no file", _ALL)
        for number in dict.fromkeys(body.blocks):
            self.problem(record.line, f"the reusable block {number[:20]} is in no file", _ALL)
        if post.date is None and post.visibility is Visibility.PUBLISHED:
            dated = record.value("wp:post_date")[:40] or record.value("wp:post_date_gmt")[:40]
            self.problem(
                record.line, f"no date that can be read ({dated!r})", "give it one here, or there and import again"
            )
        state = record.value("wp:status")
        if state not in VISIBILITIES:
            self._count(record, "states that are not known here", "drafts here", state[:40])
        if record.value("wp:is_sticky") == "1":
            self._count(record, "posts that stayed on top", "they stand by their date", post.title[:60] or post.key)
        self._body(record, body)

    def tell(self, losses: Losses) -> None:
        """Note all that was counted."""
        for key, names in self._counts.items():
            line, path = self._first[key]
            listed = ", ".join(f"{name} ({number})" for name, number in names.most_common(20))
            more = f" and {len(names) - 20} more" if len(names) > 20 else ""  # noqa: PLR2004 - as many as above
            self._report.note(line, f"{names.total()} {key[0]}: {listed}{more}", key[1], path)
        if pings := losses.skipped[Why.PING]:
            self._report.note(
                0,
                f"{counted(pings, 'pingback or trackback', 'pingbacks and trackbacks')} skipped",
                "not asked for; see --pings",
            )
        if self.comments_in_trash:
            self._report.note(0, f"{counted(self.comments_in_trash, 'comment')} on posts in the trash", "left out")
        if self._twice:
            self._report.note(0, f"{counted(self._twice, 'post')} that the export holds twice", "taken once")

    def _body(self, record: Record, body: Body) -> None:
        for name, number in body.shortcodes.items():
            self._count(
                record,
                "shortcodes of plug-ins",
                "kept as they were typed; they show until you change them",
                f"[{name}]",
                number,
            )
        for name, number in body.empty.items():
            self._count(record, "blocks that WordPress fills anew for each reader", "left out", name, number)
        if body.embeds:
            self._count(record, "embedded addresses", "links here", "embeds", body.embeds)
        for term in record.terms:
            if term.domain not in _KNOWN_TERMS:
                self._count(record, "terms of other taxonomies", "left out", term.domain[:40])

    def _count(self, record: Record, what: str, fate: str, name: str, number: int = 1) -> None:
        self._first.setdefault((what, fate), (record.line, self.path))
        self._counts.setdefault((what, fate), Counter())[name] += number
