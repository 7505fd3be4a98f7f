"""Readers' words on their way in: shown as they will look, and once sent, kept durably before anything is answered.

Nothing is rendered when a comment is sent, and the form needs neither script nor cookie: what was typed travels in it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments import markup
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.refusal import Refusal, RefusedError
from outsideinnovation.comments.submission import Sending, Submission
from outsideinnovation.comments.thread import Node
from outsideinnovation.errors import FieldProblem, StorageError
from outsideinnovation.languages.message import Message
from outsideinnovation.service import sender
from outsideinnovation.service.comment_form import TYPED, form_page
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.errors import MESSAGES, RETRY, note
from outsideinnovation.service.http_status import STATUS
from outsideinnovation.service.pages import json, page, refused_fields, wants_json
from outsideinnovation.tokens import Purpose, TokenError

FORM_HOURS = 24  # how long a preview may lie in a tab before it is sent
AGAIN_AFTER: Mapping[int, int] = {HTTPStatus.TOO_MANY_REQUESTS: 3600, HTTPStatus.SERVICE_UNAVAILABLE: RETRY}  # seconds
STALE = Message("This preview is too old, or not one of ours. Look at your words once more, and send them again.")


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form that the service has shown: its *nonce*, when it was first *shown*, and whether words were in it then.

    All of that travels in the form, signed: no sender can make it older than it is.
    """

    nonce: str = ""
    shown: datetime | None = None
    previewed: bool = False

    def signed(self, context: ServiceContext) -> str:
        """Return it as the token that the form carries."""
        assert self.shown is not None, "it is being shown"
        value = {"nonce": self.nonce, "shown": self.shown.timestamp(), "previewed": self.previewed}
        return context.keyring.sign(Purpose.FORM, value, expires=self.shown + timedelta(hours=FORM_HOURS))


def send() -> ResponseReturnValue:
    """Answer the post's form with a preview, the preview's form with the receipt; programs get the receipt at once."""
    context, typed, as_json = current(), request.form, wants_json()
    now, fields = context.clock(), {name: typed.get(name, "") for name in (*TYPED, "token", "again")}
    try:
        submission = context.submissions.read(fields)
        if not as_json and (fields["again"] or not fields["token"]):
            return preview(context, fields, submission, now)
        form = _form(context, fields["token"], now) or ShownForm()
        sending = Sending(sender.sender(context), now, form.nonce, form.shown, form.previewed)
        identifier, status = context.submissions.keep(submission, sending)
    except RefusedError as refusal:
        return _refused(context, fields, refusal, now)
    except StorageError as error:
        note(error)
        full = RefusedError(Refusal.UNAVAILABLE, message=MESSAGES[HTTPStatus.SERVICE_UNAVAILABLE])
        return _refused(context, fields, full, now)
    token = context.keyring.sign(Purpose.RECEIPT, {"id": identifier})
    if as_json:
        address = f"{context.address}/comments/receipt/{token}"
        return json(HTTPStatus.ACCEPTED, {"id": identifier, "status": status, "receipt": address})
    return redirect(url_for("receipt", token=token), HTTPStatus.SEE_OTHER)


def preview(
    context: ServiceContext,
    fields: Mapping[str, str],
    submission: Submission | None,
    now: datetime,
    refusal: RefusedError | None = None,
) -> ResponseReturnValue:
    """Answer with the words as they will look and a form that sends them; where they were refused, with why."""
    problems, status = refusal.problems if refusal else (), STATUS[refusal.why] if refusal else HTTPStatus.OK
    form = _again(context, fields["token"], now) or ShownForm(secrets.token_urlsafe(12), now, submission is not None)
    entry = submission.entry if submission else context.catalogue.entry(fields["post"])
    shown = form_page(fields, entry, submission.parent if submission else _answered(context, fields), problems)
    shown |= {"node": _node(submission, now) if submission else None, "said": refusal.message if refusal else ""}
    return make_response(page("comment_preview", **shown | {"token": form.signed(context)}), status)


def _refused(
    context: ServiceContext, fields: Mapping[str, str], refusal: RefusedError, now: datetime
) -> ResponseReturnValue:
    if wants_json():
        response = refused_fields(STATUS[refusal.why], refusal, refusal.problems)
    else:
        response = make_response(preview(context, fields, None, now, refusal))
    if after := AGAIN_AFTER.get(STATUS[refusal.why]):
        response.headers["Retry-After"] = str(after)
    return response


def _form(context: ServiceContext, token: str, now: datetime) -> ShownForm | None:
    """Return the form that was sent; None for programs, which may come without one. Raises RefusedError (403)."""
    if not token:
        return None
    try:
        claims = context.keyring.read(Purpose.FORM, token, now)
    except TokenError:
        raise RefusedError(
            Refusal.STALE, FieldProblem("token", Message("too old"), Message("send again")), message=STALE
        ) from None
    return ShownForm(str(claims["nonce"]), datetime.fromtimestamp(claims["shown"], UTC), claims.get("previewed", True))


def _again(context: ServiceContext, token: str, now: datetime) -> ShownForm | None:
    """Return the form that is shown once more, with the time at which it was first; None where it is the first time."""
    try:
        return _form(context, token, now)
    except RefusedError:
        return None


def _answered(context: ServiceContext, fields: Mapping[str, str]) -> Comment | None:
    """Return the comment that refused words answer, None where that cannot be answered either."""
    try:
        return context.submissions.target(fields)[1]
    except RefusedError:
        return None


def _node(submission: Submission, now: datetime) -> Node:
    """Return the comment as the theme shows it."""
    words = submission.words
    comment = Comment("preview", words.post, Status.PENDING, words.author, now, words.body, words.website)
    return Node(comment, markup.render(words.body), 0, 0, None, ())
