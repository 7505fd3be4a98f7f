"""What an editor at a terminal works with: the queue, the log, what is known of comments, and who the editor is."""

import getpass
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import click

from outsideinnovation import catalogue
from outsideinnovation.comments import moderation, trust
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.moderation import TERMINAL
from outsideinnovation.comments.private_store import Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.review import Review, earlier, review
from outsideinnovation.comments.seen import SeenVersions
from outsideinnovation.comments.walk import CommentPlace, Walk
from outsideinnovation.errors import ConflictError, ContentError, Problem, StorageError
from outsideinnovation.site import Site


@dataclass(frozen=True, slots=True)
class Context:
    """What an editor is shown beside a comment: its review, the post's address, and what its author wrote before.

    ``earlier`` are comments that came with the same mail address, or where there is none by the same name; ``address`` is
    empty where the post is not live.
    """

    review: Review
    address: str
    earlier: tuple[Comment, ...]


class CommentsContext:
    """The comments of one site, as an editor at the terminal meets them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.queue = CommentQueue(site.comments)
        self.log = DecisionLog(site.decisions)

    @cached_property
    def editor(self) -> str:
        """Who decides here: the name of the system's user."""
        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):  # a container may know no name for its user
            return TERMINAL

    def look(self, status: Status | None = None, post: str | None = None) -> tuple[list[Comment], list[Problem]]:
        """Return the comments of *status* and *post*, and what is wrong with files: only what could not be put in order.

        Decisions made by hand are written down first. Raises NotFoundError for what can be no post's id.
        """
        self.write_down()
        found, problems = self.queue.look(status, post)
        if not problems:
            return found, problems
        with suppress(StorageError), self.log.turn():  # who may only read is told of the problems
            done = self.queue.recover(datetime.now(UTC))
            if done.finished or done.corrupt:
                click.echo(f"The comments were put in order: {done}", err=True)
        self.write_down()
        return self.queue.look(status, post)

    def write_down(self, ids: Iterable[str] | None = None) -> None:
        """Write down what was decided by hand about the comments *ids* (None: about all), as far as this user may."""
        with suppress(StorageError):
            places = Walk(self.queue.folder).places() if ids is None else self.queue.places(ids)
            moderation.reconcile(
                self.queue,
                self.log,
                datetime.now(UTC),
                private_store=self.private_store,
                places=filter(self._is_ours, _once(places)),
            )

    def read(self, ids: Iterable[str]) -> dict[str, tuple[Comment, str]]:
        """Return the comments *ids* as they are in this moment, each with its version; those that cannot be read are left out."""
        found = (each for each in self.queue.find_all(ids).values() if isinstance(each, Comment))
        return {each.id: read for each in found if (read := self._read(each))}

    def shown(self, comments: Iterable[Comment]) -> None:
        """Remember that the editor was shown *comments*, as far as this user may write: those whose words still are these."""
        read = ((comment, self._read(comment)) for comment in comments)
        versions = {comment.id: now[1] for comment, now in read if now and now[0] == comment}
        with suppress(StorageError):
            self.seen.note(self.editor, versions)

    def end_trust(self, spam: Iterable[str]) -> None:
        """Trust no address from which *spam* came, and say so."""
        for address in trust.end(self.private_store, spam) if self.private_store else ():
            click.echo(f"{visible(address)} is trusted no more: its comments wait for an editor again.", err=True)

    def known(self, ids: Iterable[str]) -> Mapping[str, Private]:
        """Return what the private book says of comments that were judged here; none is made where there is no book."""
        found = self.private_store.of(ids) if self.private_store else {}
        return {identifier: private for identifier, private in found.items() if not private.imported}

    def context(self, comment: Comment, others: Iterable[Comment]) -> Context:
        """Return what belongs beside *comment*; *others* are all comments there are."""
        private = self.known([comment.id]).get(comment.id)
        found = review(Walk(self.queue.folder), self.log, self._posts.get, comment, private)
        by_id = {other.id: other for other in others}
        return Context(
            review=found,
            address=self._address(found.post.url) if found.post else "",
            earlier=tuple(earlier(comment, by_id, self.private_store)),
        )

    @cached_property
    def seen(self) -> SeenVersions:
        """Which texts editors were shown at this terminal."""
        return SeenVersions(self.site.seen_versions)

    @cached_property
    def private_store(self) -> PrivateStore | None:
        """What is known of comments and never public; None where nothing ever was."""
        path = self.site.private_store_path
        return PrivateStore(path) if path.is_file() else None

    @cached_property
    def _posts(self) -> Mapping[str, catalogue.CatalogueEntry]:
        try:
            return catalogue.by_id(self.site.catalogue)
        except StorageError:  # not built yet: then nothing is live
            return {}

    def _read(self, comment: Comment) -> tuple[Comment, str] | None:
        try:
            return self.queue.with_version(comment)
        except (ConflictError, ContentError):  # moved, or broken by hand, in this moment
            return None

    def _is_ours(self, place: CommentPlace) -> bool:
        """Tell whether a comment was received or decided here; without a book none was received."""
        return self.private_store is not None or self.log.last(place.id) is not None

    def _address(self, url: str) -> str:
        return f"{self.site.configuration.site.url}/{url}"


def _once(places: Iterable[CommentPlace]) -> list[CommentPlace]:
    """Return the places of those comments that lie in one state only: where one lies in two, nothing is decided yet."""
    found: dict[str, list[CommentPlace]] = {}
    for place in places:
        found.setdefault(place.id, []).append(place)
    return [each[0] for each in found.values() if len(each) == 1]
