"""What an editor needs to decide about one comment: how it will look, what was typed, whom it answers, who wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from outsideinnovation.catalogue import Entry
from outsideinnovation.comments import cleaning, markup
from outsideinnovation.comments.moderation import TRANSITIONS, Action
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import ID, Comment, Status
from outsideinnovation.comments.thread import Node
from outsideinnovation.comments.walk import SUFFIX, CommentPlace, Walk
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.service.moderation.author_history import AuthorHistories, AuthorHistory
from outsideinnovation.service.moderation.queue_index import Seen

EXCERPT = 280  # characters of a parent
PARENTS = 20  # comments above the one that is decided; deeper ones are not looked for
ORDER = (Action.APPROVE, Action.RESTORE, Action.REJECT, Action.SPAM)
DUE = 60  # seconds in a minute; ages are said in the largest unit of which there is one
UNITS = ((86_400, "day"), (3_600, "hour"), (DUE, "minute"))


@dataclass(frozen=True, slots=True)
class Parent:
    """A comment that is answered, in short; its status tells whether readers see it."""

    comment: Comment
    excerpt: str


@dataclass(frozen=True, slots=True)
class Card:
    """One comment with all that is known of it; marks that nobody would see are written out in it.

    ``published`` is the very HTML that the site will show; ``address`` is the post's page, nothing where it is not live.
    """

    comment: Comment
    version: str
    published: Markup
    post: Entry | None
    address: str
    parents: tuple[Parent, ...]
    private: Private | None
    confirmed: bool
    trusted: bool
    by_address: AuthorHistory | None
    by_name: AuthorHistory
    actions: tuple[Action, ...]
    edits: int
    age: str


def cards(
    context: ServiceContext, histories: AuthorHistories, seen: Seen, comments: Iterable[Comment], now: datetime
) -> list[Card]:
    """Return a card for each of *comments*, in their order."""
    comments = list(comments)
    histories.learn(seen)
    known = context.private_store.of(comment.id for comment in comments)
    walk = Walk(context.queue.folder)
    return [_card(context, histories, walk, comment, known.get(comment.id), seen, now) for comment in comments]


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
    said = above[0] if depth > deepest else None
    node = Node(comment, markup.render(comment.body), 0, min(depth, deepest), said, ())
    return context.pages.comment(node)


def ancestors(walk: Walk, comment: Comment) -> list[Comment]:
    """Return the comments above *comment*, the nearest first, in whatever state they are."""
    found: list[Comment] = []
    seen = {comment.id}
    while comment.reply_to and comment.reply_to not in seen and ID.fullmatch(comment.reply_to) and len(found) < PARENTS:
        seen.add(comment.reply_to)
        parent = _read(walk, comment.post, comment.reply_to)
        if parent is None:
            break
        found.append(parent)
        comment = parent
    return found


def visible(comment: Comment) -> Comment:
    """Return *comment* as an editor may see it: a file that was not taken in by the service may hold any characters."""
    website = comment.website and cleaning.visible(comment.website)
    body = cleaning.visible(comment.body, layout=True)
    return replace(comment, author=cleaning.visible(comment.author), body=body, website=website)


def age(date: datetime, now: datetime) -> str:
    """Return how long ago *date* was: ``3 days``, ``1 hour``, ``less than a minute``."""
    seconds = max(0.0, (now - date).total_seconds())
    for length, unit in UNITS:
        number = int(seconds // length)
        if number:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"


def _card(
    context: ServiceContext,
    histories: AuthorHistories,
    walk: Walk,
    comment: Comment,
    private: Private | None,
    seen: Seen,
    now: datetime,
) -> Card:
    above = ancestors(walk, comment)
    email, post = private.email if private else None, context.catalogue.entry(comment.post)
    return Card(
        comment=visible(comment),
        version=context.queue.version(comment),
        published=published(context, comment, above),
        post=post,
        address=f"{context.pages.root}{post.url}" if post else "",
        parents=tuple(Parent(visible(parent), markup.excerpt(parent.body, EXCERPT)) for parent in reversed(above)),
        private=private,
        confirmed=bool(email) and context.private_store.confirmed(email or ""),
        trusted=bool(email) and context.private_store.trusted(email or ""),
        by_address=histories.of_address(email, seen, comment.id) if email else None,
        by_name=histories.of_name(comment.author, seen, comment.id),
        actions=tuple(action for action in ORDER if (comment.status, action) in TRANSITIONS),
        edits=len(context.log.edits.of(comment.id)),
        age=age(comment.date, now),
    )


def _read(walk: Walk, post: str, identifier: str) -> Comment | None:
    """Return the comment of that id on *post*, looked for in each state; reading what is not there is no problem here."""
    for status in Status:
        path = walk.folder / status / post / f"{identifier}{SUFFIX}"
        if path.is_file():
            return walk.read(CommentPlace(status, post, identifier, str(path)))
    return None
