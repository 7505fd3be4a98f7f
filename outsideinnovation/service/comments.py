"""Readers' words on their way in: shown as they will look, and once sent, kept durably before anything is answered.

Nothing is rendered when a comment is sent, and the form needs neither script nor cookie: what was typed travels in it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments import cleaning, form, markup, moderation, record
from outsideinnovation.comments.form import FieldProblem
from outsideinnovation.comments.intake import RateError
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.thread import Node
from outsideinnovation.errors import OutsideInnovationError, StorageError
from outsideinnovation.service import screening
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.errors import LOGGER, RETRY, SAID, note
from outsideinnovation.service.pages import json, page, wants_json
from outsideinnovation.service.validation import TRAP, RefusedError, Submission, hear
from outsideinnovation.tokens import Purpose, TokenError

TRUST = "trust"  # how the log of decisions calls what no editor decided
FORM_HOURS = 24  # how long a preview may lie in a tab before it is sent
AGAIN_AFTER: Mapping[int, int] = {HTTPStatus.TOO_MANY_REQUESTS: 3600, HTTPStatus.SERVICE_UNAVAILABLE: RETRY}  # seconds
TYPED = ("post", "author", "body", "email", "website", "reply_to", "notify", TRAP)
STALE = "This preview is too old, or not one of ours. Look at your words once more, and send them again."


def send() -> ResponseReturnValue:
    """Answer the post's form with a preview, the preview's form with the receipt; programs get the receipt at once."""
    context, typed, as_json = current(), request.form, wants_json()
    now, fields = context.clock(), {name: typed.get(name, "") for name in (*TYPED, "token", "again")}
    try:
        heard = hear(context, fields)
        if fields["again"] or not (fields["token"] or as_json):
            return preview(context, fields, heard, now)
        nonce, shown = _form(context, fields["token"], now)
        identifier, status = keep(context, fields, heard, nonce, shown, now)
    except RefusedError as refusal:
        return _refused(context, fields, refusal, now)
    except StorageError as error:
        note(error)
        full = RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, said=SAID[HTTPStatus.SERVICE_UNAVAILABLE])
        return _refused(context, fields, full, now)
    token = context.keyring.sign(Purpose.RECEIPT, {"id": identifier})
    if as_json:
        address = f"{context.address}/comments/receipt/{token}"
        return json(HTTPStatus.ACCEPTED, {"id": identifier, "status": status, "receipt": address})
    return redirect(url_for("receipt", token=token), HTTPStatus.SEE_OTHER)


def keep(
    context: ServiceContext,
    fields: Mapping[str, str],
    heard: Submission,
    nonce: str,
    shown: datetime | None,
    now: datetime,
) -> tuple[str, Status]:
    """Keep the words durably; return the id under which they are known, and their state. A second sending meets the first.

    Raises RefusedError for what is over a limit, StorageError when nothing can be kept. Of a comment that was taken for
    spam its writer hears that it was rejected, and no more.
    """
    network, words = screening.sender(context), heard.words
    digest = form.digest(words, nonce or network)
    seconds = (now - shown).total_seconds() if shown else None
    verdict = screening.judge(context, words, fields, network, seconds, now, digest)
    identifier = record.new_id(now, digest)
    date = now.replace(microsecond=0)
    comment = Comment(
        identifier, words.post, Status.PENDING, words.author, date, words.body, words.website, words.reply_to
    )
    private = Private(
        id=identifier,
        digest=digest,
        received=now,
        network=network,
        email=words.email,
        notify=words.notify,
        score=verdict.score,
        reasons=verdict.reasons,
    )
    try:
        accepted = context.intake.submit(comment, private)
    except RateError:
        raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, said=screening.TOO_OFTEN) from None
    if not accepted.new:
        return accepted.id, _standing(context, replace(comment, id=accepted.id))
    context.repetition.add(words.body)
    if screening.is_trusted(context, words, network, verdict):
        comment = _approve(context, comment, now)
    _announce(context, comment, private, now)
    return accepted.id, comment.status


def preview(
    context: ServiceContext,
    fields: Mapping[str, str],
    heard: Submission | None,
    now: datetime,
    refusal: RefusedError | None = None,
) -> ResponseReturnValue:
    """Answer with the words as they will look and a form that sends them; where they were refused, with why."""
    problems = refusal.problems if refusal else ()
    nonce, shown = _again(context, fields["token"], now)
    value = {"nonce": nonce, "shown": int(shown.timestamp())}
    made = page(
        "comment_preview",
        node=_node(heard, now) if heard else None,
        entry=heard.entry if heard else context.catalogue.entry(fields["post"]),
        parent=heard.parent if heard else None,
        typed={name: cleaning.text(value) for name, value in fields.items()},
        problems={problem.field: problem for problem in problems},
        said=refusal.said if refusal else "",
        token=context.keyring.sign(Purpose.FORM, value, expires=shown + timedelta(hours=FORM_HOURS)),
        action=url_for("send"),
        status=refusal.status if refusal else 200,
    )
    return make_response(made, refusal.status if refusal else HTTPStatus.OK)


def _refused(
    context: ServiceContext, fields: Mapping[str, str], refusal: RefusedError, now: datetime
) -> ResponseReturnValue:
    if wants_json():
        named = [{"field": each.field, "what": each.what, "remedy": each.remedy} for each in refusal.problems]
        response = json(refusal.status, {"error": str(refusal), "problems": named})
    else:
        response = make_response(preview(context, fields, None, now, refusal))
    if after := AGAIN_AFTER.get(refusal.status):
        response.headers["Retry-After"] = str(after)
    return response


def _standing(context: ServiceContext, comment: Comment) -> Status:
    """Return the state of a comment that came before; what is being moved in this moment waits."""
    path = context.queue.where(comment)
    status = Status(path.parent.parent.name) if path else comment.status
    return Status.REJECTED if status is Status.SPAM else status


def _form(context: ServiceContext, token: str, now: datetime) -> tuple[str, datetime | None]:
    """Return the nonce of the form that was sent, and when it was shown; programs may come without one.

    Raises RefusedError (403).
    """
    if not token:
        return "", None
    try:
        said = context.keyring.read(Purpose.FORM, token, now)
    except TokenError:
        raise RefusedError(HTTPStatus.FORBIDDEN, FieldProblem("token", "too old", "send again"), said=STALE) from None
    return str(said["nonce"]), datetime.fromtimestamp(said["shown"], UTC)


def _again(context: ServiceContext, token: str, now: datetime) -> tuple[str, datetime]:
    """Return the nonce and the time of a form that is shown once more; anew where there is none."""
    try:
        nonce, shown = _form(context, token, now)
    except RefusedError:
        nonce, shown = "", None
    return (nonce, shown) if nonce and shown else (secrets.token_urlsafe(12), now)


def _node(heard: Submission, now: datetime) -> Node:
    """Return the comment as the theme shows it."""
    words = heard.words
    comment = Comment("preview", words.post, Status.PENDING, words.author, now, words.body, words.website)
    return Node(comment, markup.render(words.body), 0, 0, None, ())


def _approve(context: ServiceContext, comment: Comment, now: datetime) -> Comment:
    """Approve a trusted reader's comment; where that fails it waits for an editor, as any other."""
    try:
        moderation.decide(context.queue, Action.APPROVE, [comment.id], log=context.log, by=TRUST, now=now)
    except OutsideInnovationError as error:
        LOGGER.error("Comment %s is kept, but could not be approved: %s", comment.id, type(error).__name__)
        return comment
    return replace(comment, status=Status.APPROVED)


def _announce(context: ServiceContext, comment: Comment, private: Private, now: datetime) -> None:
    """Write the mails that a new comment asks for; it is kept already, so that a failure here is only logged."""
    try:
        context.notifier.received(comment, private, now)
    except OutsideInnovationError as error:
        LOGGER.error("Comment %s is kept, but its mails could not be written: %s", comment.id, type(error).__name__)
