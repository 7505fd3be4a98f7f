"""What an editor is shown of a comment, on the web as in the terminal: whom it answers, what is known of it, what can be done."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments import cleaning, exchange
from outsideinnovation.comments.decisions import DecisionLog, LoggedDecision
from outsideinnovation.comments.moderation import TRANSITIONS, Action
from outsideinnovation.comments.private_store import Private, PrivateStore
from outsideinnovation.comments.record import ID, Comment, Status
from outsideinnovation.comments.walk import SUFFIX, CommentPlace, Walk
from outsideinnovation.languages.message import Message

PARENTS = 20  # comments above the one that is decided; deeper ones are not looked for
ORDER = (Action.APPROVE, Action.RESTORE, Action.REJECT, Action.SPAM)
UNITS = (
    (86_400, Message.counted("%(number)s day", "%(number)s days", 1)),
    (3_600, Message.counted("%(number)s hour", "%(number)s hours", 1)),
    (60, Message.counted("%(number)s minute", "%(number)s minutes", 1)),
)  # seconds; ages are said in the largest of which there is one


@dataclass(frozen=True, slots=True)
class Review:
    """A *comment* and what belongs beside it: its post where that is live, whom it answers, the nearest first.

    ``private`` is what is known of it and never public, ``decided`` the last line of the log, ``actions`` what can be done.
    """

    comment: Comment
    post: CatalogueEntry | None
    parents: tuple[Comment, ...]
    private: Private | None
    decided: LoggedDecision | None
    actions: tuple[Action, ...]


def review(
    walk: Walk,
    log: DecisionLog,
    entry: Callable[[str], CatalogueEntry | None],
    comment: Comment,
    private: Private | None,
) -> Review:
    """Return the review of *comment*, with the posts that *entry* returns by their ids."""
    actions = tuple(action for action in ORDER if (comment.status, action) in TRANSITIONS)
    parents = tuple(ancestors(walk, comment))
    return Review(comment, entry(comment.post), parents, private, log.last(comment.id), actions)


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


def earlier(comment: Comment, by_id: Mapping[str, Comment], private_store: PrivateStore | None) -> list[Comment]:
    """Return what its author wrote before, of the comments *by_id*: by mail address, or by name where none is known."""
    private = private_store.get(comment.id) if private_store else None
    if private and private.email and private_store:
        theirs = {each.id for each in private_store.by_email(private.email)}
    else:
        theirs = {other.id for other in by_id.values() if other.author == comment.author}
    found = [by_id[identifier] for identifier in theirs - {comment.id} if identifier in by_id]
    return sorted((each for each in found if each.date <= comment.date), key=lambda each: (each.date, each.id))


def row(comment: Comment, private: Private | None) -> dict[str, Any]:
    """Return a comment with exactly the documented keys; score and reasons are null and empty where nothing is known."""
    scored = {
        "score": private.score if private else None,
        "reasons": [asdict(reason) for reason in private.reasons] if private else [],
    }
    return exchange.row(comment) | scored


def visible(comment: Comment) -> Comment:
    """Return *comment* as an editor may see it: a file that was not taken in by the service may hold any characters."""
    website = comment.website and cleaning.visible(comment.website)
    body = cleaning.visible(comment.body, layout=True)
    return replace(comment, author=cleaning.visible(comment.author), body=body, website=website)


def age(date: datetime, now: datetime) -> Message:
    """Return how long ago *date* was: ``3 days``, ``1 hour``, ``less than a minute``."""
    seconds = max(0.0, (now - date).total_seconds())
    for length, unit in UNITS:
        number = int(seconds // length)
        if number:
            return unit.of(number)
    return Message("less than a minute")


def _read(walk: Walk, post: str, identifier: str) -> Comment | None:
    """Return the comment of that id on *post*, looked for in each state; reading what is not there is no problem here."""
    for status in Status:
        path = walk.folder / status / post / f"{identifier}{SUFFIX}"
        if path.is_file():
            return walk.read(CommentPlace(status, post, identifier, str(path)))
    return None
