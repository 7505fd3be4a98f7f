"""What an editor needs to decide about one comment: how it will look, what was typed, whom it answers, who wrote it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from outsideinnovation.comments import cleaning, markup
from outsideinnovation.comments.author_history import AuthorHistories, AuthorHistory
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.queue_index import QueueSnapshot
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.review import Review, age, review, row, visible
from outsideinnovation.comments.spam.likelihood import Likelihood, WeighedReasons, likelihood
from outsideinnovation.comments.thread import Node
from outsideinnovation.comments.walk import Walk
from outsideinnovation.errors import ConflictError
from outsideinnovation.service.context import ServiceContext

EXCERPT = 280  # characters of a parent


@dataclass(frozen=True, slots=True)
class Parent:
    """A comment that is answered, in short; its status tells whether readers see it."""

    comment: Comment
    excerpt: str


@dataclass(frozen=True, slots=True)
class Card:
    """One comment with all that is known of it; marks that nobody would see are written out in ``comment``.

    ``published`` is the very HTML that the site will show; ``as_typed`` where that says just what was typed. ``address`` is the
    post's page, nothing where it is not live; ``live`` is where readers see the comment, nothing while they do not.
    """

    review: Review
    comment: Comment
    version: str
    published: Markup
    as_typed: bool
    address: str
    live: str
    parents: tuple[Parent, ...]
    confirmed: bool
    trusted: bool
    by_address: AuthorHistory | None
    by_name: AuthorHistory
    edits: int
    age: str

    @property
    def likelihood(self) -> Likelihood | None:
        """How likely it is spam, in words; None where nothing is known."""
        private = self.review.private
        return likelihood(private.score) if private and (private.reasons or private.score) else None

    @property
    def weighed(self) -> WeighedReasons:
        """What speaks for spam and what against it."""
        return WeighedReasons.of(self.review.private.reasons if self.review.private else ())


def cards(
    context: ServiceContext, histories: AuthorHistories, seen: QueueSnapshot, comments: Iterable[Comment], now: datetime
) -> list[Card]:
    """Return a card for each of *comments*, in their order."""
    comments = list(comments)
    histories.learn(seen)
    known = context.private_store.of(comment.id for comment in comments)
    walk = Walk(context.queue.folder)
    return [_card(context, histories, walk, comment, known.get(comment.id), seen, now) for comment in comments]


def rows(context: ServiceContext, comments: Iterable[Comment]) -> list[dict[str, Any]]:
    """Return each of *comments* as programs read it, but for what is decided in this moment.

    That is what ``oi comments list --json`` prints, and the version that a decision names.
    """
    comments = list(comments)
    known = context.private_store.of(comment.id for comment in comments)
    found = []
    for comment in comments:
        with suppress(ConflictError):
            version = context.queue.version(comment)
            found.append(row(comment, known.get(comment.id)) | {"version": version})
    return found


def published(context: ServiceContext, comment: Comment, parents: Iterable[Comment]) -> Markup:
    """Return *comment* as the theme shows it on its post's page, once it is approved.

    *parents* are the comments above it, the nearest first; as on the page, only approved ones count, and whom it answers
    is said where replies are not indented any deeper.
    """
    above = []
    for parent in parents:
        if parent.status is not Status.APPROVED:
            break
        above.append(cleaning.shown(parent))
    comment = cleaning.shown(comment)
    depth, deepest = len(above), context.settings.comments.depth
    answers = above[0] if above else None
    named = answers if depth > deepest else None
    node = Node(comment, markup.render(comment.body), 0, min(depth, deepest), named, (), answers)
    return context.pages.comment(node)


def _card(
    context: ServiceContext,
    histories: AuthorHistories,
    walk: Walk,
    comment: Comment,
    private: Private | None,
    seen: QueueSnapshot,
    now: datetime,
) -> Card:
    found = review(walk, context.log, context.catalogue.entry, comment, private)
    email, post = private.email if private else None, found.post
    return Card(
        review=found,
        comment=visible(comment),
        version=context.queue.version(comment),
        published=published(context, comment, found.parents),
        as_typed=markup.shows_as_typed(comment.body),
        live=context.permalink(comment),
        address=f"{context.pages.root}{post.url}" if post else "",
        parents=tuple(
            Parent(visible(parent), markup.excerpt(parent.body, EXCERPT)) for parent in reversed(found.parents)
        ),
        confirmed=bool(email) and context.consent.is_confirmed(email or ""),
        trusted=bool(email) and context.private_store.trusted(email or ""),
        by_address=histories.of_address(email, seen, comment.id) if email else None,
        by_name=histories.of_name(comment.author, seen, comment.id),
        edits=len(context.log.edits.of(comment.id)),
        age=age(comment.date, now),
    )
