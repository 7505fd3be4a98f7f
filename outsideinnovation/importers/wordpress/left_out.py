"""What of a WordPress blog has no counterpart here, counted by kind and told once, so that nothing is lost silently."""

from collections import Counter
from pathlib import Path

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.comment_export import Losses, Why
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.importers.wordpress.bodies import Body
from outsideinnovation.importers.wordpress.posts import VISIBILITIES
from outsideinnovation.importers.wordpress.records import ItemRecord

_KNOWN_TERMS = frozenset({"category", "post_tag", "tag", "post_format", "nav_menu", "wp_theme"})
IN_TRASH = "in the trash"
_ALL = "export All content, remove the post here, and import again"


class LeftOut:
    """The account of one import, for its *report*; whose ``source`` is the file that is being read."""

    def __init__(self, report: ImportReport) -> None:
        self._report = report
        self._counts: dict[tuple[str, str], Counter[str]] = {}  # what, and what became of it → names
        self._first: dict[tuple[str, str], tuple[int, Path]] = {}

    @property
    def source(self) -> Path:
        """The file that is being read."""
        return self._report.source

    def problem(self, line: int, what: str, remedy: str) -> None:
        """Tell of what is lost and should not be."""
        self._report.problem(line, what, remedy)

    def item(self, record: ItemRecord, *, is_used: bool) -> None:
        """Count an item that is no post; *is_used* where posts show it."""
        if not is_used:
            kind = record.value("wp:post_type")[:40] or "without a type"
            self._count(record, "items that are no posts", "left out", kind)
        if record.comments:
            self._report.skip(Thing.COMMENT, "on what is no post", len(record.comments))

    def in_trash(self, record: ItemRecord) -> None:
        """Count what somebody had thrown away."""
        self._report.skip(Thing.PAGE if record.value("wp:post_type") == "page" else Thing.POST, IN_TRASH)
        if record.comments:
            self._report.skip(Thing.COMMENT, "on posts in the trash", len(record.comments))

    def again(self, record: ItemRecord) -> None:
        """Count a post that an earlier file holds too."""
        self._report.count(Fate.THERE, Thing.PAGE if record.value("wp:post_type") == "page" else Thing.POST)

    def of_same_number(self, record: ItemRecord) -> None:
        """Count a post that has the number of an earlier one in its file, which WordPress itself never writes."""
        number = record.value("wp:post_id")[:20]
        self._count(record, "numbers that two posts have", "each came; ?p= leads to the first", number)

    def of_another_blog(self, record: ItemRecord) -> None:
        """Tell of a post that has another's number."""
        what = f"another post has the number {record.value('wp:post_id')[:20]} too"
        self.problem(record.line, what, "left out; import exports of several blogs one after the other")

    def of_post(self, record: ItemRecord, post: ExportedPost, body: Body) -> None:
        """Count what is not as it was in a post, and tell of what it lacks."""
        for number in dict.fromkeys(body.files):
            self.problem(record.line, f"a gallery shows the attachment {number}, which is in no file", _ALL)
        for number in dict.fromkeys(body.blocks):
            self.problem(record.line, f"the reusable block {number[:20]} is in no file", _ALL)
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
            self._report.note(line, f"{key[0]}: {listed}{more}", key[1], path)
        if pings := losses.skipped[Why.PING]:
            self._report.skip(Thing.PING, "not asked for; see --pings", pings)

    def _body(self, record: ItemRecord, body: Body) -> None:
        for name, number in body.shortcodes.items():
            self._count(
                record,
                "shortcodes that have no counterpart here",
                "kept as they were typed; they show until you change them",
                f"[{name}]",
                number,
            )
        for name, number in body.empty.items():
            self._count(record, "blocks that WordPress fills anew for each reader", "left out", name, number)
        for host, number in body.embeds.items():
            self._count(record, "embedded addresses", "links here", host, number)
        for term in record.terms:
            if term.domain not in _KNOWN_TERMS:
                self._count(record, "terms of other taxonomies", "left out", term.domain[:40])

    def _count(self, record: ItemRecord, what: str, fate: str, name: str, number: int = 1) -> None:
        self._first.setdefault((what, fate), (record.line, self._report.source))
        self._counts.setdefault((what, fate), Counter())[name] += number
