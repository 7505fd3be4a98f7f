"""How an editor signs in: passkeys and the app for codes, each added and removed here; one of them always stays."""

from http import HTTPStatus

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.editors.refusals import BusyError, PassError, SignInError, TooManyAttemptsError
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.service.context import current
from outsideinnovation.service.moderation.auth import editor, editors_only, see, show
from outsideinnovation.service.moderation.relying_party import passkeys_elsewhere, relying_party
from outsideinnovation.service.moderation.sign_in import status_of
from outsideinnovation.service.sender import sender, senders

_REFUSALS = (BusyError, ConflictError, NotFoundError, PassError, SignInError, TooManyAttemptsError)
_NOT_YOURS = Message("This is not your password. Look whether Caps Lock is on, and try again.")


@editors_only
def look() -> ResponseReturnValue:
    """Show what the editor can sign in with."""
    return _page()


@editors_only
def begin_passkey() -> ResponseReturnValue:
    """Ask the browser to make a passkey, once the password is known."""
    context = current()
    try:
        party = relying_party()
        _confirm_password()
        options = context.editors.passkeys.begin_adding(editor().name, party, sender(context), context.clock())
    except _REFUSALS as refusal:
        return _page(refusal)
    label = request.form.get("label", "")
    return show("new_passkey", as_json={"options": options}, options=options, label=label)


@editors_only
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    context, form = current(), request.form
    try:
        context.editors.passkeys.add(
            editor().name, form.get("label", ""), form.get("answer", ""), relying_party(), context.clock()
        )
    except _REFUSALS as refusal:
        return _page(refusal)
    return see(url_for("moderation_account"))


@editors_only
def remove_passkey() -> ResponseReturnValue:
    """Remove a passkey, unless it is the last second factor."""
    try:
        current().editors.second_factors.remove_passkey(editor().name, request.form.get("passkey", ""))
    except _REFUSALS as refusal:
        return _page(refusal)
    return see(url_for("moderation_account"))


@editors_only
def begin_app() -> ResponseReturnValue:
    """Show the code that an app scans, once the password is known."""
    context = current()
    try:
        _confirm_password()
        context.editors.second_factors.begin_app(editor().name, context.clock())
    except _REFUSALS as refusal:
        return _page(refusal)
    return _new_app()


@editors_only
def set_app() -> ResponseReturnValue:
    """Let codes of the new app in, once it shows one."""
    context = current()
    try:
        context.editors.second_factors.confirm_app(editor().name, request.form.get("code", ""), context.clock())
    except SignInError as refusal:
        return _new_app(message_of(refusal))
    except _REFUSALS as refusal:
        return _page(refusal)
    return see(url_for("moderation_account"))


@editors_only
def remove_app() -> ResponseReturnValue:
    """Let no codes in any more, unless nothing else is left."""
    try:
        current().editors.second_factors.remove_app(editor().name)
    except _REFUSALS as refusal:
        return _page(refusal)
    return see(url_for("moderation_account"))


def _confirm_password() -> None:
    """Check the password that was typed. Raises SignInError, TooManyAttemptsError, BusyError."""
    context = current()
    network, *wider = senders(context)
    try:
        context.editors.confirm_password(
            editor().name, request.form.get("password", ""), network, context.clock(), wider
        )
    except SignInError:
        raise SignInError(_NOT_YOURS) from None


def _page(refusal: Exception | None = None) -> Response:
    context, who = current(), editor()
    passkeys = context.editors.passkeys.list(who.name)
    told = {"passkeys": [{"id": each.id, "label": each.label} for each in passkeys], "app": who.has_app}
    response = show(
        "account",
        status_of(refusal) if refusal else HTTPStatus.OK,
        as_json={"error": str(refusal)} if refusal else told,
        message=message_of(refusal) if refusal else "",
        passkeys=passkeys,
        now=context.clock(),
        elsewhere=passkeys_elsewhere(),
    )
    if isinstance(refusal, TooManyAttemptsError | BusyError):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _new_app(message: str = "") -> Response:
    context = current()
    begun = context.editors.second_factors.app_begun(editor().name, context.clock())
    return show(
        "new_app",
        HTTPStatus.FORBIDDEN if message else HTTPStatus.OK,
        as_json={"error": message} if message else {"secret": begun.secret},
        message=message,
        begun=begun,
        drawing=begun.drawing(context.settings.site.name or "Outside Innovation"),
    )
