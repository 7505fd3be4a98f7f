"""What a subscriber does by the links of every mail: change what comes, pause it, and leave, by one click (RFC 8058).

The token in them is random, stands in no log of ours, and works for as long as the subscriber is known. Opening a link changes
nothing: scanners of mail have unsubscribed whole companies.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.errors import ConflictError, FieldProblem, FormError
from outsideinnovation.languages.message import Message
from outsideinnovation.service.context import current
from outsideinnovation.service.pages import json, message, page, refused_fields, wants_json
from outsideinnovation.service.subscriptions import categories, problems_of, stale, subscribe_link
from outsideinnovation.subscriptions.preferences import Pause, PreferencesPage
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.subscriber import Subscriber
from outsideinnovation.subscriptions.subscription_request import preferences_of
from outsideinnovation.subscriptions.unsubscribe import SubscriptionAccess
from outsideinnovation.tokens import TokenError

_GONE = frozenset({SubscriptionStatus.UNSUBSCRIBED, SubscriptionStatus.SUPPRESSED})


def ask_to_unsubscribe(token: str) -> ResponseReturnValue:
    """Show the button that ends it, or say that it has ended."""
    context = current()
    try:
        found = SubscriptionAccess(context.database).of(token)
    except TokenError as error:
        return stale(context, error)
    if found.status in _GONE:
        return _left(found)
    return message(
        Message("No more mail?"),
        Message(
            "Then nothing more goes from %(name)s to %(address)s.",
            name=context.settings.site.name,
            address=found.address,
        ),
        button=Message("Unsubscribe"),
        action=url_for("unsubscribe_act", token=token),
        **_instead(found),
    )


def unsubscribe(token: str) -> ResponseReturnValue:
    """End it durably, whoever asks: the reader's button, or a mail program (RFC 8058: no cookie, no redirect)."""
    context = current()
    try:
        return _left(SubscriptionAccess(context.database).unsubscribe(token, context.clock()))
    except TokenError as error:
        return stale(context, error)


def show_preferences(token: str) -> ResponseReturnValue:
    """Show what goes to a subscriber, and a form that changes it."""
    context = current()
    try:
        found = PreferencesPage(context.database).show(token)
    except (TokenError, ConflictError) as error:
        return stale(context, error)
    if wants_json():
        return json(HTTPStatus.OK, _as_json(found))
    return _page(found, {})


def change_preferences(token: str) -> ResponseReturnValue:
    """Write down what a subscriber wants from now on; 400 with the form again where a field cannot be taken."""
    context, typed = current(), request.form
    preferences_page = PreferencesPage(context.database)
    try:
        found = preferences_page.show(token)
        problems: list[FieldProblem] = []
        known = {*categories(context), *found.preferences.categories}
        wanted = preferences_of(typed.get("frequency", ""), typed.getlist("category"), known, problems)
        pause = _pause(typed.get("pause", ""), problems)
        if problems:
            return _refused(found, FormError(problems))
        changed = preferences_page.change(token, wanted, pause, context.clock())
    except (TokenError, ConflictError) as error:
        return stale(context, error)
    if wants_json():
        return json(HTTPStatus.OK, _as_json(changed))
    return redirect(url_for("preferences", token=token, saved="yes"), HTTPStatus.SEE_OTHER)


def _pause(typed: str, problems: list[FieldProblem]) -> Pause:
    try:
        return Pause(typed or Pause.KEEP)
    except ValueError:
        problems.append(
            FieldProblem("pause", Message("no such pause"), Message("choose begin or end, or leave it out"))
        )
        return Pause.KEEP


def _refused(found: Subscriber, error: FormError) -> ResponseReturnValue:
    if wants_json():
        return refused_fields(HTTPStatus.BAD_REQUEST, error, error.problems)
    return make_response(_page(found, problems_of(error)), HTTPStatus.BAD_REQUEST)


def _page(found: Subscriber, problems: dict[str, FieldProblem]) -> str:
    context = current()
    chosen = found.preferences.categories
    names = sorted({*categories(context), *chosen}, key=lambda name: (name.lower(), name))
    occasions = [name for name in ("welcome", "saved") if request.args.get(name)]
    return page(
        "subscription_preferences",
        occasion=occasions[0] if occasions else "",
        address=found.address,
        frequency=found.preferences.frequency.value,
        categories=names,
        chosen=chosen,
        paused_until=_paused_until(found),
        problems=problems,
        action=url_for("preferences_act", token=found.token),
        unsubscribe=url_for("unsubscribe_act", token=found.token),
    )


def _paused_until(found: Subscriber) -> datetime | None:
    until = found.paused_until
    return until if until and current().clock() < until else None


def _as_json(found: Subscriber) -> dict[str, object]:
    until = _paused_until(found)
    return {
        "email": found.address,
        "frequency": found.preferences.frequency,
        "categories": sorted(found.preferences.categories),
        "paused_until": until.isoformat() if until else None,
    }


def _instead(found: Subscriber) -> dict[str, Any]:
    """Return a link to what a subscriber may rather want."""
    if found.status is not SubscriptionStatus.CONFIRMED:
        return {}
    return {"link": (url_for("preferences", token=found.token), Message("Rather change how often, or pause it"))}


def _left(found: Subscriber) -> ResponseReturnValue:
    context = current()
    return message(
        Message("You are unsubscribed"),
        Message(
            "Nothing more goes from %(name)s to %(address)s.", name=context.settings.site.name, address=found.address
        ),
        Message("If a mail is on its way just now, it is the last. You may come back at any time."),
        link=subscribe_link(context),
    )
