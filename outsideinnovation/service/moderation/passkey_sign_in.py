"""Signing in with a passkey: what the browser is asked for, and its answer."""

from http import HTTPStatus

from flask import request
from flask.typing import ResponseReturnValue

from outsideinnovation.editors.refusals import PassError, SignInError, TooManyAttemptsError
from outsideinnovation.languages.message import message_of
from outsideinnovation.service.context import current
from outsideinnovation.service.language import translator
from outsideinnovation.service.moderation.auth import let_in, see, way_back
from outsideinnovation.service.moderation.relying_party import relying_party
from outsideinnovation.service.moderation.sign_in import refused
from outsideinnovation.service.pages import JSON, json
from outsideinnovation.service.sender import sender


def options() -> ResponseReturnValue:
    """Answer with the options of ``navigator.credentials.get``, as JSON."""
    context = current()
    try:
        made = context.editors.passkeys.begin_sign_in(
            relying_party(), sender(context), context.clock(), request.form.get("half", "")
        )
    except (PassError, SignInError) as refusal:
        return json(
            HTTPStatus.FORBIDDEN, {"error": translator().words(message_of(refusal))}
        )  # the page's script shows it
    return made, HTTPStatus.OK, {"Content-Type": JSON}


def answer() -> ResponseReturnValue:
    """Check what the authenticator signed, and let the editor in."""
    context, form = current(), request.form
    to = way_back(form.get("to", ""))
    try:
        made = context.editors.passkeys.sign_in(
            form.get("answer", ""), relying_party(), sender(context), context.clock(), form.get("half", "")
        )
    except (PassError, SignInError, TooManyAttemptsError) as refusal:
        return refused("sign_in", refusal, name="", to=to)
    return let_in(see(to), made)
