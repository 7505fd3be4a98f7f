"""Comments as a WXR file has them: numbered through the whole file, each answer higher than what it answers.

WordPress's importer keeps of two comments of one number the last alone, and takes a parent that it has not met for a comment of
the new blog that happens to have that number.
"""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from outsideinnovation.comments.cleaning import shown
from outsideinnovation.comments.record import Status
from outsideinnovation.exporters import wordpress_text, wxr
from outsideinnovation.exporters.conversation import Said
from outsideinnovation.exporters.wxr import cdata, element, meta
from outsideinnovation.feeds.feed_text import legal
from outsideinnovation.importers.blog import original

STATES = {Status.APPROVED: "1", Status.PENDING: "0", Status.SPAM: "spam", Status.REJECTED: "trash"}


class CommentWriter:
    """Writes the comments of one file, whose dates are told by the clock of *zone* too."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._number = 0

    def written(self, comments: Sequence[Said]) -> Iterator[str]:
        """Yield the comments of one post, which come in their order."""
        numbers: dict[str, int] = {}
        for said in comments:
            self._number += 1
            numbers[said.comment.id] = self._number
            yield self._written(said, numbers[said.answers.id] if said.answers else 0)

    def _written(self, said: Said, parent: int) -> str:
        comment = shown(said.comment)
        date, author, website = comment.date, wxr.name(comment.author), comment.website or ""
        content, approved = wordpress_text.comment(comment.body), STATES[comment.status]
        own = {
            original.SOURCE: original.encoded(said.source),
            original.FILE: comment.id,
            original.SEAL: original.seal(map(legal, (content, author, website, approved, wxr.universal(date)))),
        }
        parts = (
            element("wp:comment_id", str(self._number)) + cdata("wp:comment_author", author),
            cdata("wp:comment_author_email", "") + element("wp:comment_author_url", website),
            cdata("wp:comment_author_IP", "") + cdata("wp:comment_date", wxr.local(date.astimezone(self._zone))),
            cdata("wp:comment_date_gmt", wxr.universal(date)) + cdata("wp:comment_content", content),
            cdata("wp:comment_approved", approved) + cdata("wp:comment_type", "comment"),
            element("wp:comment_parent", str(parent)) + element("wp:comment_user_id", "0"),
            meta("wp:commentmeta", own),
        )
        return f"<wp:comment>\n{''.join(parts)}</wp:comment>\n"
