"""What an editor at a terminal works with: the queue, the log, what is known of comments, and who the editor is."""

import getpass
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from outsideinnovation import catalogue
from outsideinnovation.comments.decisions import DecisionLog, Entry
from outsideinnovation.comments.moderation import TERMINAL
from outsideinnovation.comments.private import Private, PrivateBook
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment
from outsideinnovation.errors import StorageError
from outsideinnovation.site import Site

PARENTS = 5  # comments that are shown above the one that answers them


@dataclass(frozen=True, slots=True)
class Context:
    """What an editor should see beside a comment: where it stands, whom it answers, what its author wrote before.

    ``earlier`` are comments that came with the same mail address, or where there is none by the same name; ``address`` is
    the post's, empty where the post is not live.
    """

    comment: Comment
    title: str
    address: str
    parents: tuple[Comment, ...]
    earlier: tuple[Comment, ...]
    private: Private | None
    decided: Entry | None


class Desk:
    """The comments of one site, as an editor at the terminal meets them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.queue = CommentQueue(site.comments)
        self.log = DecisionLog(site.instance / "comments" / "decisions.jsonl")

    @cached_property
    def editor(self) -> str:
        """Who decides here: the name of the system's user."""
        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):  # a container may know no name for its user
            return TERMINAL

    def known(self, ids: Iterable[str]) -> Mapping[str, Private]:
        """Return what the private book says of comments that were judged here; none is made where there is no book."""
        said = self._book.of(ids) if self._book else {}
        return {identifier: private for identifier, private in said.items() if not private.imported}

    def context(self, comment: Comment, others: Iterable[Comment]) -> Context:
        """Return what belongs beside *comment*; *others* are all comments there are."""
        by_id = {other.id: other for other in others}
        post = self._posts.get(comment.post)
        return Context(
            comment=comment,
            title=post.title if post else "",
            address=self._address(post.url) if post else "",
            parents=_parents(comment, by_id),
            earlier=tuple(self._earlier(comment, by_id)),
            private=self.known([comment.id]).get(comment.id),
            decided=self.log.last(comment.id),
        )

    @cached_property
    def _book(self) -> PrivateBook | None:
        path = self.site.instance / "comments" / "private.sqlite"
        return PrivateBook(path) if path.is_file() else None

    @cached_property
    def _posts(self) -> Mapping[str, catalogue.Entry]:
        try:
            return {entry.id: entry for entry in catalogue.read(self.site.catalogue)}
        except StorageError:  # not built yet: then nothing is live
            return {}

    def _address(self, url: str) -> str:
        return f"{str(self.site.settings.get('SITEURL', '')).rstrip('/')}/{url}"

    def _earlier(self, comment: Comment, by_id: Mapping[str, Comment]) -> list[Comment]:
        private = self._book.get(comment.id) if self._book else None
        if private and private.email and self._book:
            theirs = {each.id for each in self._book.by_email(private.email)}
        else:
            theirs = {other.id for other in by_id.values() if other.author == comment.author}
        found = [by_id[identifier] for identifier in theirs - {comment.id} if identifier in by_id]
        return sorted((each for each in found if each.date <= comment.date), key=lambda each: (each.date, each.id))


def _parents(comment: Comment, by_id: Mapping[str, Comment]) -> tuple[Comment, ...]:
    """Return whom *comment* answers, and whom that one answers, the nearest last."""
    found: list[Comment] = []
    above = by_id.get(comment.reply_to or "")
    while (
        above and above.post == comment.post and above not in found and above.id != comment.id and len(found) < PARENTS
    ):
        found.insert(0, above)
        above = by_id.get(above.reply_to or "")
    return tuple(found)
