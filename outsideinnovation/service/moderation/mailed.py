"""Links in mails to editors: each may do one thing to one text of one comment, once, and shows a form before it does.

Mail scanners open every link, so GET and HEAD change nothing (facts: Cusdis approves on GET).
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments.bulk_decisions import DONE
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.review import ancestors, visible
from outsideinnovation.comments.submission import TRUST
from outsideinnovation.comments.walk import Walk
from outsideinnovation.errors import NotFoundError
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.moderation.auth import show
from outsideinnovation.service.moderation.comment_cards import published
from outsideinnovation.tokens import Purpose, TokenError

BY = "mail"
FOREIGN = "This link is not one of ours, or a part of it is missing: copy it whole from the mail."
ASKED = "Looking changes nothing: to do what this link is for, POST to it."
SPENT = "This link has been used: it was for one decision."


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
        return show("sorry", HTTPStatus.FORBIDDEN, title="This link does not work", message=str(refusal))
    except NotFoundError:
        return show(
            "sorry", HTTPStatus.GONE, title="This comment is no longer there", message="It was withdrawn or erased."
        )
    if comment.status is not capability.seen:
        return show(
            "sorry", HTTPStatus.CONFLICT, title="It has been decided", message=context.decisions.why_not(comment)
        )
    if _is_spent(context, capability):
        return show("sorry", HTTPStatus.FORBIDDEN, title="This link is spent", message=SPENT)
    if acts:
        return _decided(context, capability, comment)
    parents = ancestors(Walk(context.queue.folder), comment)
    return show(
        "mailed",
        as_json={"message": ASKED, "id": comment.id, "action": capability.action},
        capability=capability,
        comment=visible(comment),
        changed=context.queue.version(comment) != capability.version,
        published=published(context, comment, parents),
        post=context.catalogue.entry(comment.post),
        action=url_for("moderation_decide_act", token=token),
    )


def _decided(context: ServiceContext, capability: Capability, comment: Comment) -> Response:
    versions = {capability.id: capability.version}
    outcome = context.decisions.decide(capability.action, versions, capability.seen, BY, context.clock())
    if outcome.refused:
        return show("sorry", HTTPStatus.CONFLICT, title="Nothing was decided", message=outcome.refused[0])
    done = DONE[capability.action]
    told = {"message": " ".join((f"The comment by {comment.author} was {done}.", *outcome.told)), "id": comment.id}
    return show("mailed_done", as_json=told, comment=visible(comment), done=done, told=outcome.told)


def _is_spent(context: ServiceContext, capability: Capability) -> bool:
    """Tell whether the comment was decided since the link was made, even if that was taken back: it is as before then.

    That its writer is trusted is decided in the moment of the mail, which offers to take it back.
    """
    since, decided = capability.issued, context.log.of(capability.id)
    if decided and decided[0].by == TRUST:
        decided = decided[1:]
    return any(entry.before != entry.after and (since is None or entry.date >= since) for entry in decided)
