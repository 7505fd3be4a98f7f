"""The two steps of signing in, the way out, and the first time by an invitation."""

from http import HTTPStatus

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.editors.refusals import BusyError, PassError, PasswordError, SignInError, TooManyAttemptsError
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.service.context import current
from outsideinnovation.service.moderation.auth import editors_only, let_in, let_out, see, session, show, way_back
from outsideinnovation.service.moderation.relying_party import offers_passkeys, passkeys_elsewhere
from outsideinnovation.service.sender import sender, senders

ASKED = "To sign in, send name and password here."
CODE_ASKED = "Send half and code to the second step."
STATUSES = (
    (TooManyAttemptsError, HTTPStatus.TOO_MANY_REQUESTS),
    (BusyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ConflictError, HTTPStatus.CONFLICT),
    (NotFoundError, HTTPStatus.NOT_FOUND),
)
INVITED = "To become an editor, send password, again (the same once more) and code here."


def ask() -> ResponseReturnValue:
    """Show the form for name and password."""
    to = way_back(request.args.get("to", ""))
    return _step("sign_in", HTTPStatus.OK, "", as_json={"message": ASKED}, name="", to=to)


def first_step() -> ResponseReturnValue:
    """Check name and password, and ask for the code."""
    context, form = current(), request.form
    name, to = form.get("name", ""), way_back(form.get("to", ""))
    network, *wider = senders(context)
    try:
        half = context.editors.first_step(name, form.get("password", ""), network, context.clock(), wider)
    except (SignInError, TooManyAttemptsError, BusyError) as refusal:
        return refused("sign_in", refusal, name=name if name.isprintable() else "", to=to)
    return _step("second_step", HTTPStatus.OK, "", as_json={"message": CODE_ASKED, "half": half}, half=half, to=to)


def second_step() -> ResponseReturnValue:
    """Check the code, and let the editor in."""
    context, form = current(), request.form
    half, to = form.get("half", ""), way_back(form.get("to", ""))
    try:
        made = context.editors.second_step(half, form.get("code", ""), sender(context), context.clock())
    except PassError as refusal:
        return refused("sign_in", refusal, name="", to=to)
    except (SignInError, TooManyAttemptsError) as refusal:
        return refused("second_step", refusal, half=half, to=to)
    return let_in(see(to), made)


@editors_only
def sign_out() -> ResponseReturnValue:
    """End the session."""
    current().editors.sign_out(session())
    return let_out(see(url_for("moderation_sign_in")))


def invited(token: str) -> ResponseReturnValue:
    """Show an invitation: a password to choose, a code to scan. Looking changes nothing, however often."""
    return _invitation(token, HTTPStatus.OK, "")


def accept(token: str) -> ResponseReturnValue:
    """Take the invitation up, and show the recovery codes, once."""
    context, form = current(), request.form
    if form.get("password", "") != form.get("again", ""):
        return _invitation(token, HTTPStatus.BAD_REQUEST, Message("The two passwords differ: type the same one twice."))
    try:
        welcome = context.editors.accept(token, form.get("password", ""), form.get("code", ""), context.clock())
    except (PasswordError, SignInError) as refusal:
        return _invitation(token, HTTPStatus.BAD_REQUEST, message_of(refusal))
    except PassError as refusal:
        return show(
            "sorry", HTTPStatus.FORBIDDEN, title=Message("This invitation is over"), message=message_of(refusal)
        )
    told = {"message": f"You are an editor now, {welcome.name}.", "recovery_codes": welcome.recovery_codes}
    return let_in(show("welcome", as_json=told, welcome=welcome), welcome.session)


def _invitation(token: str, status: int, message: str) -> Response:
    context = current()
    try:
        invitation = context.editors.invitation(token, context.clock())
    except PassError as refusal:
        return show(
            "sorry", HTTPStatus.FORBIDDEN, title=Message("This invitation is over"), message=message_of(refusal)
        )
    drawing = invitation.drawing(context.settings.site.name or "Outside Innovation")
    told = {"error": message} if message else {"message": INVITED, "name": invitation.name, "secret": invitation.secret}
    return show(
        "invitation", status, as_json=told, token=token, invitation=invitation, drawing=drawing, message=message
    )


def status_of(refusal: Exception) -> HTTPStatus:
    """Return the status of a page that says *refusal*."""
    return next((status for kind, status in STATUSES if isinstance(refusal, kind)), HTTPStatus.FORBIDDEN)


def refused(template: str, refusal: Exception, **inputs: str) -> Response:
    """Return the page of *template* with what *refusal* says; sign-in goes on from there."""
    response = _step(template, status_of(refusal), message_of(refusal), **inputs)
    if isinstance(refusal, TooManyAttemptsError | BusyError):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _step(template: str, status: int, message: str, as_json: object = None, **inputs: str) -> Response:
    """Return a page of the sign-in; passkeys are offered where the browser can use them, and the editor has any."""
    context = current()
    half = context.editors.half_signed_in(inputs.get("half", ""), context.clock()) if inputs.get("half") else None
    return show(
        template,
        status,
        as_json=as_json,
        message=message,
        passkeys=offers_passkeys() and (half is None or half.passkeys > 0),
        elsewhere=passkeys_elsewhere(),
        has_app=half is None or half.has_app,
        **inputs,
    )
