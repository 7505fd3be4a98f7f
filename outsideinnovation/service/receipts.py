"""The receipt: what was sent, where it stands, and the two things its writer may still do: correct it, take it back."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments import cleaning, markup, record
from outsideinnovation.comments.receipt import DECIDED, Receipt
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.refusal import RefusedError
from outsideinnovation.comments.thread import Node
from outsideinnovation.errors import ConflictError, FieldProblem, NotFoundError, StorageError
from outsideinnovation.languages.message import Message
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.errors import RETRY, note
from outsideinnovation.service.http_status import STATUS
from outsideinnovation.service.pages import json, message, page, wants_json
from outsideinnovation.tokens import Purpose

CHANGEABLE = ("author", "body", "website")
SENT = ("id", "post", "author", "body", "website", "reply_to")
NOT_CHANGED = Message(
    "Your correction could not be stored just now: nothing was changed. Please send it again in a minute."
)
CHANGED = Message("The comment was changed in another window: look at it once more, and change it again if you like.")


def show(token: str) -> ResponseReturnValue:
    """Answer with the receipt."""
    context = current()
    identifier = _identifier(context, token)
    return _shown(context, token, context.receipts.of(identifier, context.clock()))


def act(token: str) -> ResponseReturnValue:
    """Correct the comment or take it back, as the button says."""
    context, now = current(), current().clock()
    identifier = _identifier(context, token)
    action = request.form.get("action", "")
    if action == "withdraw":
        return _withdraw(context, token, identifier, now)
    if action == "correct":
        return _correct(context, token, identifier, now)
    problem = FieldProblem("action", Message("no such action"), Message("send correct or withdraw"))
    return _shown(context, token, context.receipts.of(identifier, now), HTTPStatus.BAD_REQUEST, (problem,))


def _identifier(context: ServiceContext, token: str) -> str:
    return str(context.keyring.read(Purpose.RECEIPT, token, context.clock())["id"])


def _withdraw(context: ServiceContext, token: str, identifier: str, now: datetime) -> ResponseReturnValue:
    try:
        context.receipts.withdraw(identifier, now)
    except (ConflictError, NotFoundError):
        if context.receipts.of(identifier, now).state != "withdrawn":  # else the button was pressed twice
            return _shown(context, token, context.receipts.of(identifier, now), HTTPStatus.CONFLICT, text=DECIDED)
    context.notifier.withdrawn(identifier)
    return redirect(url_for("receipt", token=token), HTTPStatus.SEE_OTHER)


def _correct(context: ServiceContext, token: str, identifier: str, now: datetime) -> ResponseReturnValue:
    receipt = context.receipts.of(identifier, now)
    typed = {name: request.form.get(name, "") for name in CHANGEABLE}
    try:
        sent = {name: value for name, value in typed.items() if name in request.form}
        corrected = context.receipts.correct(receipt, sent, request.form.get("version", ""), now)
    except RefusedError as refusal:
        return _shown(context, token, receipt, STATUS[refusal.why], refusal.problems, text=refusal.message, typed=typed)
    except StorageError as error:
        note(error)
        full = _shown(context, token, receipt, HTTPStatus.SERVICE_UNAVAILABLE, text=NOT_CHANGED, typed=typed)
        return make_response(full, {"Retry-After": str(RETRY)})
    except (ConflictError, NotFoundError):
        receipt = context.receipts.of(identifier, now)
        waits = receipt.comment is not None and receipt.comment.status is Status.PENDING
        return _shown(context, token, receipt, HTTPStatus.CONFLICT, text=CHANGED if waits else DECIDED, typed=typed)
    context.screening.judge_again(corrected, now)
    return redirect(url_for("receipt", token=token), HTTPStatus.SEE_OTHER)


def _shown(
    context: ServiceContext,
    token: str,
    receipt: Receipt,
    status: int = HTTPStatus.OK,
    problems: tuple[FieldProblem, ...] = (),
    *,
    text: str = "",
    typed: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    comment = receipt.comment
    if wants_json():
        wrong = {"error": text or "\n".join(map(str, problems))} if text or problems else {}
        return json(status, _as_json(context, receipt) | wrong)
    if comment is None:
        return message(
            Message("You have taken your comment back"),
            Message("It is no longer in the editors' queue. Nobody has seen it on the blog."),
        )
    shown = typed or {"author": comment.author, "body": comment.body, "website": comment.website or ""}
    made = page(
        "comment_receipt",
        receipt=receipt,
        comment=comment,
        node=Node(comment, markup.render(comment.body), 0, 0, None, ()),
        entry=context.catalogue.entry(comment.post),
        mail_to=context.notifier.asked_for(comment.id),
        typed={name: cleaning.text(value) for name, value in shown.items()},
        version=_version(context, comment),
        problems={problem.field: problem for problem in problems},
        said=text,
        action=url_for("receipt_act", token=token),
        minutes=context.settings.comments.correction_minutes,
    )
    return make_response(made, status)


def _version(context: ServiceContext, comment: Comment) -> str:
    """Return the version that a correction starts from; none where an editor has decided in this moment."""
    try:
        return context.queue.version(comment)
    except ConflictError:
        return ""


def _as_json(context: ServiceContext, receipt: Receipt) -> dict[str, object]:
    fields: dict[str, object] = {"status": receipt.state}
    if comment := receipt.comment:
        fields |= {name: getattr(comment, name) for name in SENT}
        fields |= {"date": record.stamp(comment.date), "version": _version(context, comment)}
    if receipt.until:
        fields["until"] = record.stamp(receipt.until)
    if receipt.place:
        fields |= {"place": receipt.place.number, "waiting": receipt.place.waiting, "usual_wait": receipt.wait}
    if receipt.link:
        fields["url"] = receipt.link
    return fields
