"""The receipt: what was sent, where it stands, and the two things its writer may still do: correct it, take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments import cleaning, form, markup, moderation, record, spam, withdrawal
from outsideinnovation.comments.form import FieldProblem, FormError, Words
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.thread import Node
from outsideinnovation.errors import ConflictError, NotFoundError, StorageError
from outsideinnovation.service import queue_position, screening
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.errors import RETRY, note
from outsideinnovation.service.pages import json, message, page, wants_json
from outsideinnovation.service.validation import RefusedError
from outsideinnovation.tokens import Purpose

READER = "reader"  # how the log of decisions calls whoever wrote the comment
CHANGEABLE = ("author", "body", "website")
SENT = ("id", "post", "author", "body", "website", "reply_to")
LATE = "The time for corrections is over. You can still take the comment back while it waits, and write it anew."
DECIDED = "An editor has decided in this moment, so nothing was changed."
NOT_CHANGED = "Your correction could not be stored just now: nothing was changed. Please send it again in a minute."
MOST_CORRECTIONS = 10  # of one comment
ENOUGH = "A comment may be corrected ten times. You can still take it back while it waits, and write it anew."
CHANGED = "The comment was changed in another window: look at it once more, and change it again if you like."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the page shows. ``until``: the end of the time for corrections, None where there is none left."""

    comment: Comment | None
    state: str
    place: queue_position.QueuePosition | None
    wait: str
    until: datetime | None
    link: str


def show(token: str) -> ResponseReturnValue:
    """Answer with the receipt."""
    context = current()
    identifier = _identifier(context, token)
    return _shown(context, token, _receipt(context, identifier, context.clock()))


def act(token: str) -> ResponseReturnValue:
    """Correct the comment or take it back, as the button says."""
    context, now = current(), current().clock()
    identifier = _identifier(context, token)
    action = request.form.get("action", "")
    if action == "withdraw":
        return _withdraw(context, token, identifier, now)
    if action == "correct":
        return _correct(context, token, identifier, now)
    problem = FieldProblem("action", "no such action", "send correct or withdraw")
    return _shown(context, token, _receipt(context, identifier, now), HTTPStatus.BAD_REQUEST, (problem,))


def _identifier(context: ServiceContext, token: str) -> str:
    return str(context.keyring.read(Purpose.RECEIPT, token, context.clock())["id"])


def _withdraw(context: ServiceContext, token: str, identifier: str, now: datetime) -> ResponseReturnValue:
    try:
        withdrawal.withdraw(context.queue, identifier, log=context.log, by=READER, now=now)
    except (ConflictError, NotFoundError):
        if _receipt(context, identifier, now).state != "withdrawn":  # else the button was pressed twice
            return _shown(context, token, _receipt(context, identifier, now), HTTPStatus.CONFLICT, said=DECIDED)
    context.outbox.purge(about=identifier)
    context.private_store.withdraw(identifier)
    return redirect(url_for("receipt", token=token), HTTPStatus.SEE_OTHER)


def _correct(context: ServiceContext, token: str, identifier: str, now: datetime) -> ResponseReturnValue:
    receipt = _receipt(context, identifier, now)
    typed = {name: request.form.get(name, "") for name in CHANGEABLE}
    try:
        corrected = _corrected(context, receipt, typed, now)
    except RefusedError as refusal:
        return _shown(context, token, receipt, refusal.status, refusal.problems, said=refusal.said, typed=typed)
    except StorageError as error:
        note(error)
        full = _shown(context, token, receipt, HTTPStatus.SERVICE_UNAVAILABLE, said=NOT_CHANGED, typed=typed)
        return make_response(full, {"Retry-After": str(RETRY)})
    except (ConflictError, NotFoundError):
        receipt = _receipt(context, identifier, now)
        waits = receipt.comment is not None and receipt.comment.status is Status.PENDING
        return _shown(context, token, receipt, HTTPStatus.CONFLICT, said=CHANGED if waits else DECIDED, typed=typed)
    _judge_again(context, corrected, now)
    return redirect(url_for("receipt", token=token), HTTPStatus.SEE_OTHER)


def _corrected(context: ServiceContext, receipt: Receipt, typed: Mapping[str, str], now: datetime) -> Comment:
    """Write the corrected words, and return the comment with them.

    Raises RefusedError: 400 names the field, 403 too late, 409 decided, 429 too often; FullError for want of room; and what
    ``edit`` raises.
    """
    comment = receipt.comment
    if comment is None or comment.status is not Status.PENDING:
        raise RefusedError(HTTPStatus.CONFLICT, said=DECIDED)
    if receipt.until is None:
        raise RefusedError(HTTPStatus.FORBIDDEN, said=LATE)
    try:
        words = form.read({**typed, "post": comment.post})
    except FormError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, *error.problems) from None
    with context.log.turn():  # so that corrections sent at the same moment are counted too
        done = sum(entry.action == moderation.EDIT and entry.by == READER for entry in context.log.of(comment.id))
        if done >= MOST_CORRECTIONS:
            raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, said=ENOUGH)
        context.intake.insist_on_room()
        return moderation.edit(
            context.queue,
            comment,
            body=words.body,
            author=words.author,
            website=words.website or "" if "website" in request.form else None,  # empty removes it
            expected_version=request.form.get("version", ""),
            by=READER,
            now=now,
            log=context.log,
        )


def _judge_again(context: ServiceContext, comment: Comment, now: datetime) -> None:
    """Give the corrected words their score, so that nothing slips in under that of the first ones."""
    private = context.private_store.get(comment.id)
    if private:
        recent = context.private_store.recent(private.network, now)
        written = Words(comment.post, comment.author, comment.body, private.email, comment.website)
        known = screening.known_of(context, written, seconds=None, trap=False, recent=recent)
        verdict = spam.score(written, known)
        context.private_store.judge(comment.id, verdict.score, verdict.reasons)


def _receipt(context: ServiceContext, identifier: str, now: datetime) -> Receipt:
    try:
        comment = context.queue.find(identifier)
    except NotFoundError:
        last = context.log.last(identifier)
        if last is None or last.action != withdrawal.WITHDRAW:
            if context.queue.is_set_aside(identifier):
                raise StorageError(f"Comment {identifier} cannot be read: mend its file in corrupt/.") from None
            raise NotFoundError("The comment of this receipt is no longer here: it was erased.") from None
        return Receipt(None, "withdrawn", None, "", None, "")
    if comment.status is Status.PENDING:
        sent = queue_position.sent(identifier) or comment.date
        until = sent + timedelta(minutes=context.settings.comments.correction_minutes)
        place = queue_position.place(context.queue, identifier)
        wait = queue_position.usual_wait(context.log, now)
        return Receipt(comment, "pending", place, wait, until if now < until else None, "")
    if comment.status is Status.APPROVED:
        link = _permalink(context, comment)
        return Receipt(comment, "live" if link else "approved", None, "", None, link)
    return Receipt(comment, "rejected", None, "", None, "")


def _permalink(context: ServiceContext, comment: Comment) -> str:
    """Return where readers see the comment; nothing while the site with it is not built yet."""
    entry = context.catalogue.entry(comment.post)
    if entry is None or comment.id not in context.live():
        return ""
    return f"{context.pages.root}{entry.url}#comment-{comment.id}"


def _shown(
    context: ServiceContext,
    token: str,
    receipt: Receipt,
    status: int = HTTPStatus.OK,
    problems: tuple[FieldProblem, ...] = (),
    *,
    said: str = "",
    typed: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    comment = receipt.comment
    if wants_json():
        wrong = {"error": said or "\n".join(map(str, problems))} if said or problems else {}
        return json(status, _as_json(context, receipt) | wrong)
    if comment is None:
        return message(
            "You have taken your comment back", "It is no longer in the editors' queue. Nobody has seen it on the blog."
        )
    shown = typed or {"author": comment.author, "body": comment.body, "website": comment.website or ""}
    made = page(
        "comment_receipt",
        receipt=receipt,
        comment=comment,
        node=Node(comment, markup.render(comment.body), 0, 0, None, ()),
        entry=context.catalogue.entry(comment.post),
        typed={name: cleaning.text(value) for name, value in shown.items()},
        version=_version(context, comment),
        problems={problem.field: problem for problem in problems},
        said=said,
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
    said: dict[str, object] = {"status": receipt.state}
    if comment := receipt.comment:
        said |= {name: getattr(comment, name) for name in SENT}
        said |= {"date": record.stamp(comment.date), "version": _version(context, comment)}
    if receipt.until:
        said["until"] = record.stamp(receipt.until)
    if receipt.place:
        said |= {"place": receipt.place.number, "waiting": receipt.place.waiting, "usual_wait": receipt.wait}
    if receipt.link:
        said["url"] = receipt.link
    return said
