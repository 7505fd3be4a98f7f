"""Links in mails to editors: each may do one thing to one text of one comment in one state, and shows a form before it does.

Mail scanners open every link, so GET and HEAD change nothing (facts: Cusdis approves on GET). What it decides ends it, for
the comment is in another state then; where that decision is taken back, it works again, and says what was decided.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments.decisions import LoggedDecision
from outsideinnovation.comments.moderation import TRANSITIONS, Action
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.review import ancestors, visible
from outsideinnovation.comments.walk import Walk
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.notifications.mail_links import Links
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.moderation.auth import show
from outsideinnovation.service.moderation.comment_cards import published
from outsideinnovation.tokens import Purpose, TokenError

BY = "mail"
FOREIGN = Message("This link is not one of ours, or a part of it is missing: copy it whole from the mail.")
DONE = {
    Action.APPROVE: Message("The comment by %(name)s was approved.", name=""),
    Action.REJECT: Message("The comment by %(name)s was rejected.", name=""),
    Action.SPAM: Message("The comment by %(name)s was marked as spam.", name=""),
    Action.RESTORE: Message("The comment by %(name)s was put back into the queue.", name=""),
}
ASKED = "Looking changes nothing: to do what this link is for, POST to it."


@dataclass(frozen=True, slots=True)
class Capability:
    """What a link may do: *action* to the comment ``id``, of *version* as its text, where it was *seen*."""

    id: str
    action: Action
    version: str
    seen: Status
    issued: datetime | None

    @classmethod
    def read(cls, context: ServiceContext, token: str) -> "Capability":
        """Read *token*. Raises TokenError for what is none of ours, or over."""
        claims = context.keyring.read(Purpose.DECISION, token, context.clock())
        try:
            issued = datetime.fromisoformat(claims["issued"]) if "issued" in claims else None
            seen = Status(claims.get("seen", Status.PENDING))
            return cls(str(claims["id"]), Action(claims["action"]), str(claims["version"]), seen, issued)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise TokenError(FOREIGN) from None


def look(token: str) -> ResponseReturnValue:
    """Show the comment and the one button."""
    return _answer(token, acts=False)


def act(token: str) -> ResponseReturnValue:
    """Do what the link is for."""
    return _answer(token, acts=True)


def _answer(token: str, *, acts: bool) -> Response:
    context = current()
    try:
        capability = Capability.read(context, token)
        comment = context.queue.find(capability.id)
    except TokenError as refusal:
        return show(
            "sorry", HTTPStatus.FORBIDDEN, title=Message("This link does not work"), message=message_of(refusal)
        )
    except NotFoundError:
        title, message = Message("This comment is no longer there"), Message("It was withdrawn or erased.")
        return show("sorry", HTTPStatus.GONE, title=title, message=message)
    if comment.status is not capability.seen:
        title = Message("It has been decided")
        return show("sorry", HTTPStatus.CONFLICT, title=title, message=context.decisions.why_not(comment))
    if acts:
        return _decided(context, capability, comment)
    parents = ancestors(Walk(context.queue.folder), comment)
    return show(
        "mailed",
        as_json={"message": ASKED, "id": comment.id, "action": capability.action},
        capability=capability,
        comment=visible(comment),
        changed=context.queue.version(comment) != capability.version,
        decided=_decided_since(context, capability),
        published=published(context, comment, parents),
        post=context.catalogue.entry(comment.post),
        action=url_for("moderation_decide_act", token=token),
    )


def _decided(context: ServiceContext, capability: Capability, comment: Comment) -> Response:
    versions = {capability.id: capability.version}
    outcome = context.decisions.decide(capability.action, versions, capability.seen, BY, context.clock())
    if outcome.refused:
        return show("sorry", HTTPStatus.CONFLICT, title=Message("Nothing was decided"), message=outcome.refused[0])
    done = DONE[capability.action].filled(name=comment.author)
    undo = _undoing(context, comment.id) if capability.seen is Status.PENDING else ""
    told = {"message": " ".join((done, *outcome.told)), "id": comment.id}
    return show(
        "mailed_done",
        as_json=told,
        done=DONE[capability.action].filled(name=visible(comment).author),
        is_approved=capability.action is Action.APPROVE,
        told=outcome.told,
        undo=undo,
    )


def _undoing(context: ServiceContext, identifier: str) -> str:
    """Return the link that puts a comment back which has just been decided by mail; nothing where it has moved on."""
    try:
        comment = context.queue.find(identifier)
        version = context.queue.version(comment)
    except (NotFoundError, ConflictError):
        return ""
    if (comment.status, Action.RESTORE) not in TRANSITIONS:
        return ""
    links = Links(context.settings.site.url, context.address, context.keyring)
    return links.decision(comment, Action.RESTORE, version, context.clock())


def _decided_since(context: ServiceContext, capability: Capability) -> list[LoggedDecision]:
    """Return what was decided since the link was made: all of it was taken back, or the comment were not as it was."""
    since, decided = capability.issued, context.log.of(capability.id)
    return [entry for entry in decided if since and entry.date > since and entry.before != entry.after]
