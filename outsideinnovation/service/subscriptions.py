"""Readers subscribe by mail: the request is written down, and whoever reads the address confirms it.

Whatever the address is, the answer is the same and takes as long, since nothing is looked up. Opening a link changes nothing.
"""

from http import HTTPStatus

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments.cleaning import text
from outsideinnovation.comments.form import TRAP
from outsideinnovation.comments.screening import TRAPPED
from outsideinnovation.contacts.origin import Origin
from outsideinnovation.errors import ConflictError, FieldProblem, FormError, OutsideInnovationError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.service import sender
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.errors import LOGGER
from outsideinnovation.service.pages import message, onward, page, refused_fields, wants_json
from outsideinnovation.service.subscription_mails import mails
from outsideinnovation.subscriptions import invitation, subscription_request
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences
from outsideinnovation.tokens import Purpose, TokenError

CLOSED = Message("This blog takes no new subscribers by mail. Its feeds tell you what is new.")
ASKED = (
    Message(
        "If this address can get mail from us, a mail is on its way to it. Follow the link in it, and press the button there."
    ),
    Message(
        "The link works for three days. Nothing comes? Look among the spam, see whether you typed the address right, "
        "and try again in a quarter of an hour."
    ),
)
ASKS = {
    Frequency.EACH: Message(
        "Then each new post comes to %(address)s. You can change that at any time, and one click ends it."
    ),
    Frequency.DAILY: Message(
        "Then once a day what is new comes to %(address)s. You can change that at any time, and one click ends it."
    ),
    Frequency.WEEKLY: Message(
        "Then once a week what is new comes to %(address)s. You can change that at any time, and one click ends it."
    ),
}


def subscribe() -> ResponseReturnValue:
    """Write down that somebody wants mail; 400 with the form again where a field cannot be taken."""
    context = current()
    if not invitation.is_open(context.settings):
        abort(404, CLOSED)
    try:
        address, preferences = _typed(context)
    except FormError as error:
        return _refused(context, error)
    context.opt_in.request(address, preferences, _origin(context), context.clock())
    return message(Message("Look into your mail"), *ASKED, link=_onward(context))


def ask_to_confirm(token: str) -> ResponseReturnValue:
    """Ask whether the reader of the address wants it; scanners follow links, too."""
    context = current()
    try:
        asked = context.opt_in.asked_by(token, context.clock())
    except (TokenError, ConflictError) as error:
        return stale(context, error)
    return message(
        Message("%(name)s by mail?", name=context.settings.site.name),
        ASKS[asked.preferences.frequency].filled(address=asked.subscriber.address),
        button=Message("Yes, write to me"),
        action=url_for("subscription_confirm_act", token=token),
    )


def confirm(token: str) -> ResponseReturnValue:
    """Confirm the subscription, welcome its reader, and show what they get; a second time changes nothing."""
    context = current()
    now = context.clock()
    try:
        subscriber, notice = context.opt_in.confirm(token, now)
    except (TokenError, ConflictError) as error:
        return stale(context, error)
    if notice:
        try:
            mails(context).post(notice, now)
        except OutsideInnovationError as error:  # they are welcome on the page, too
            LOGGER.error("A welcome could not be written: %s", type(error).__name__)
    shown = url_for("preferences", token=subscriber.token, welcome="yes")
    return redirect(shown, HTTPStatus.SEE_OTHER)


def categories(context: ServiceContext) -> tuple[str, ...]:
    """Return the names of the categories that live posts are in, in the order of the alphabet."""
    entries = context.catalogue.entries().values()
    return tuple(
        sorted({name for entry in entries for name in entry.categories}, key=lambda name: (name.lower(), name))
    )


def stale(context: ServiceContext, error: OutsideInnovationError) -> ResponseReturnValue:
    """Say why a link does not do what it says, and where to subscribe: 403 for none of ours, 409 for one that is overtaken."""
    status = HTTPStatus.FORBIDDEN if isinstance(error, TokenError) else HTTPStatus.CONFLICT
    title = Message("This link does nothing now")
    return message(title, message_of(error), status=status, link=subscribe_link(context))


def subscribe_link(context: ServiceContext) -> tuple[str, str]:
    """Return where one subscribes."""
    if invitation.is_open(context.settings):
        return f"{context.pages.root}{invitation.PAGE}", Message("Subscribe")
    return onward()


def problems_of(error: FormError) -> dict[str, FieldProblem]:
    """Return what is wrong by the names of the fields."""
    return {problem.field: problem for problem in error.problems}


def _typed(context: ServiceContext) -> tuple[str, Preferences]:
    """Return what the form says. Raises FormError."""
    typed = request.form
    if typed.get(TRAP):
        raise FormError([TRAPPED])
    often, chosen = typed.get("frequency", ""), typed.getlist("category")
    return subscription_request.read(typed.get("email", ""), often, chosen, categories(context))


def _refused(context: ServiceContext, error: FormError) -> ResponseReturnValue:
    if wants_json():
        return refused_fields(HTTPStatus.BAD_REQUEST, error, error.problems)
    typed = {name: text(request.form.get(name, "")) for name in ("email", "frequency", TRAP)}
    chosen = list(map(text, request.form.getlist("category")))
    shown = page(
        "subscription_form",
        typed={**typed, "categories": chosen},
        problems=problems_of(error),
        categories=categories(context),
        action=url_for("subscribe"),
    )
    return make_response(shown, HTTPStatus.BAD_REQUEST)


def _origin(context: ServiceContext) -> Origin:
    return Origin.of(sender.network_of(context), lambda network: context.keyring.pseudonym(Purpose.NETWORK, network))


def _onward(context: ServiceContext) -> tuple[str, str]:
    if context.is_preview:
        return url_for("outbox"), Message("The mails of this preview")
    return onward()
